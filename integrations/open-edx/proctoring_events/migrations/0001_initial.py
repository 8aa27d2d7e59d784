from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name='SeenEvent',
            fields=[
                ('uuid', models.UUIDField(
                    help_text='UUID v5 of source and id; the id of the signal', primary_key=True, serialize=False)),
                ('event_id', models.CharField(max_length=64)),
                ('type', models.CharField(max_length=128)),
                ('outcome', models.CharField(max_length=32)),
                ('seen_at', models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='ExamProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=255)),
                ('exam_id', models.BigIntegerField()),
                ('learner_id', models.BigIntegerField()),
                ('attempts', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Bookmark',
            fields=[
                ('service', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('cursor', models.TextField()),
                ('stored_at', models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name='examprogress',
            constraint=models.UniqueConstraint(
                fields=('source', 'exam_id', 'learner_id'), name='proctoring_events_place'),
        ),
    ]
