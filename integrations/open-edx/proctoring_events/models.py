from django.db import models


class SeenEvent(models.Model):
    """An event that was received, by the webhook or by polling. It is applied once."""

    uuid = models.UUIDField(primary_key=True, help_text='UUID v5 of source and id; the id of the signal')
    event_id = models.CharField(max_length=64)
    type = models.CharField(max_length=128)
    outcome = models.CharField(max_length=32)
    seen_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self):
        return f'{self.event_id} {self.type}: {self.outcome}'


class ExamProgress(models.Model):
    """The last event of each attempt of a learner at an exam. The row is locked while an event is applied."""

    source = models.CharField(max_length=255)
    exam_id = models.BigIntegerField()
    learner_id = models.BigIntegerField()
    attempts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=['source', 'exam_id', 'learner_id'], name='proctoring_events_place'),
        ]


class Bookmark(models.Model):
    """The position in the service's log from which the next poll continues."""

    service = models.CharField(max_length=255, primary_key=True)
    cursor = models.TextField()
    stored_at = models.DateTimeField(auto_now=True)
