"""E-mails to learners about their proctored attempts. None is sent unless PROCTORING_EVENTS names its status in EMAILS."""
import logging
from datetime import datetime, timedelta, timezone

from django.db import transaction

from . import events
from .configuration import setting
from .tasks import send_status_email

log = logging.getLogger(__name__)

# Longer than the service tries to deliver an event; a poll of earlier events sends no old news.
MAX_AGE = timedelta(days=3)
TYPES = ('proctored', 'onboarding')


def schedule_email(event):
    """Once the transaction is committed, so that a repeated event sends nothing again."""
    status, place = events.status_of(event), events.place_of(event)
    is_recent = datetime.now(timezone.utc) - events.time_of(event) < MAX_AGE
    if status not in setting('EMAILS') or events.exam_type(event) not in TYPES or not is_recent:
        return
    exam = event['data']['exam']
    arguments = (place.learner_id, status, exam.get('course_id'), exam.get('content_id'))

    def enqueue():
        try:
            send_status_email.delay(*arguments)
        except Exception:  # pylint: disable=broad-except
            # The event is applied: to send it again would not help.
            log.exception('The e-mail of event %s was not queued', event['id'])

    transaction.on_commit(enqueue)
