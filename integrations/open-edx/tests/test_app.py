"""The app on a database, with the signals of Open edX: runs where Django and openedx-events are installed."""
import importlib.util
import time
import unittest
from io import StringIO
from unittest import mock

from .fixtures import BODY, DELIVERY, SIGNAL, event, headers

INSTALLED = all(importlib.util.find_spec(name) for name in ('django', 'openedx_events', 'celery', 'jwt', 'requests'))

if INSTALLED:
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY='test', USE_TZ=True, ROOT_URLCONF='tests.urls', PLATFORM_NAME='Example University',
        DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}},
        INSTALLED_APPS=['django.contrib.auth', 'django.contrib.contenttypes', 'proctoring_events'],
        TEMPLATES=[{'BACKEND': 'django.template.backends.django.DjangoTemplates', 'APP_DIRS': True}],
        EMAIL_BACKEND='django.core.mail.backends.locmem.EmailBackend', DEFAULT_FROM_EMAIL='lms@example.edu',
    )
    django.setup()

    from django.contrib.auth import get_user_model
    from django.core import mail
    from django.core.management import CommandError, call_command
    from django.db import DatabaseError
    from django.test import Client, TransactionTestCase, override_settings
    from openedx_events.learning import signals

    from proctoring_events import emails, service
    from proctoring_events.models import Bookmark, ExamProgress, SeenEvent
    from proctoring_events.receive import ReceiverFailed, receive

    call_command('migrate', verbosity=0)
else:
    TransactionTestCase = unittest.TestCase

    def override_settings(**_settings):
        return lambda decorated: decorated

CONFIGURED = {'SECRETS': [DELIVERY['secret']], 'SERVICE': 'https://proctoring.example.edu'}
KINDS = ('SUBMITTED', 'VERIFIED', 'REJECTED', 'ERRORED', 'RESET')


@unittest.skipUnless(INSTALLED, 'Django and openedx-events are not installed')
@override_settings(PROCTORING_EVENTS=CONFIGURED)
class App(TransactionTestCase):
    def setUp(self):
        self.received, self.failure = [], None
        for kind in KINDS:
            signal = getattr(signals, f'EXAM_ATTEMPT_{kind}')
            signal.connect(self.receiver)
            self.addCleanup(signal.disconnect, self.receiver)
        users = get_user_model().objects
        users.create(id=7, username='ada', email='ada@example.com')
        users.create(id=42, username='sam', email='sam@example.com')

    def receiver(self, signal, metadata, exam_attempt, **_others):
        if self.failure:
            raise self.failure
        self.received.append((metadata, exam_attempt))

    def kinds(self):
        return [metadata.event_type.split('.')[-2] for metadata, _ in self.received]

    def post(self, body=BODY, sent=None, now=DELIVERY['webhook-timestamp']):
        sent = {f'HTTP_{name.upper().replace("-", "_")}': text for name, text in (sent or headers()).items()}
        with mock.patch('proctoring_events.views.time.time', return_value=now):
            return Client().post(
                '/proctoring_events/webhook', data=body, content_type='application/cloudevents+json; charset=utf-8', **sent)

    # The webhook

    def test_the_delivery_of_the_vector_becomes_its_signal(self):
        answer = self.post()
        self.assertEqual((answer.status_code, answer.json()), (200, {'outcome': 'sent'}))
        [(metadata, exam_attempt)] = self.received
        shown = {name: getattr(metadata, name) for name in SIGNAL['metadata']}
        self.assertEqual({**shown, 'id': str(metadata.id), 'time': metadata.time.isoformat()}, SIGNAL['metadata'])
        user, expected = exam_attempt.student_user, SIGNAL['exam_attempt']
        self.assertEqual((user.id, user.is_active, user.pii.username, user.pii.email), (7, True, 'ada', 'ada@example.com'))
        for name in ('course_key', 'usage_key', 'exam_type'):
            self.assertEqual(str(getattr(exam_attempt, name)), expected[name])
        self.assertIsNone(exam_attempt.requesting_user)

    def test_a_repeated_delivery_changes_nothing(self):
        self.assertEqual([self.post().json()['outcome'] for _ in range(2)], ['sent', 'repeated'])
        self.assertEqual(self.kinds(), ['verified'])

    def test_rejected_requests_change_nothing(self):
        self.assertEqual(self.post(BODY + b' ').status_code, 401)
        self.assertEqual(self.post(now=time.time() + 10 ** 9).status_code, 401)
        self.assertEqual(Client().get('/proctoring_events/webhook').status_code, 405)
        self.assertEqual((self.received, SeenEvent.objects.count()), ([], 0))

    def test_a_failed_receiver_rolls_everything_back_so_that_the_event_can_come_again(self):
        self.failure = DatabaseError('deadlock')
        answer = self.post()
        self.assertEqual(answer.status_code, 500)
        self.assertNotIn('deadlock', answer.content.decode())
        self.assertEqual((SeenEvent.objects.count(), ExamProgress.objects.count()), (0, 0))
        self.failure = None
        self.assertEqual(self.post().json()['outcome'], 'sent')

    # Outcomes

    def test_outcomes(self):
        exam = event()['data']['exam']
        cases = [
            (event('started'), 'no_signal'), (event('verified', attempt=2, minute=1), 'sent'),
            (event('removed', attempt=3), 'outdated'), (event(attempt=4, exam=None), 'incomplete'),
            (event(attempt=5, learner={'id': 8}), 'unknown_learner'),
            (event(attempt=6, minute=2, exam={**exam, 'course_id': 'x y'}), 'unknown_content'),
            (event(attempt=7, minute=3, exam={**exam, 'content_id': 'x'}), 'unknown_content'),
            ({**event(attempt=8), 'type': 'proctoring.review.stored.v1'}, 'other_type'),
        ]
        for sent, expected in cases:
            self.assertEqual(receive(sent), expected)
        self.assertEqual(self.kinds(), ['verified'])

    def test_a_reset_names_its_author_or_the_learner(self):
        for attempt, author, expected in ((1, 42, 42), (2, None, 7), (3, 99, 7)):
            by = {'role': 'staff', 'user_id': author}
            receive(event('removed', attempt=attempt, minute=attempt, changed_by=by))
            self.assertEqual(self.received[-1][1].requesting_user.id, expected)

    # Polling

    def poll(self, *pages, **options):
        answers = iter(pages)
        with mock.patch.object(service, 'get', side_effect=lambda *args, **query: self.asked(query) or next(answers)):
            call_command('proctoring_events', 'poll', stdout=StringIO(), **options)

    def asked(self, query):
        self.queries = [*getattr(self, 'queries', []), query]

    def page(self, *listed, cursor='c1', has_more=False):
        return {'results': list(listed), 'next_cursor': cursor, 'has_more': has_more}

    def test_a_poll_applies_all_pages_and_stores_the_bookmark(self):
        self.poll(
            self.page(event('submitted', sequence=3), cursor='c1', has_more=True),
            self.page(event('verified'), cursor='c2'), since='oldest')
        self.assertEqual(self.kinds(), ['submitted', 'verified'])
        self.poll(self.page(event('verified')))
        self.assertEqual(self.kinds(), ['submitted', 'verified'])
        self.assertEqual([query.get('cursor') for query in self.queries], [None, 'c1', 'c2'])

    def test_the_first_poll_needs_a_beginning(self):
        with self.assertRaises(CommandError):
            self.poll(self.page())
        self.poll(self.page(), since='2026-11-28T00:00:00Z')
        self.assertEqual(self.queries[0]['since'], '2026-11-28T00:00:00Z')

    def test_a_failing_event_keeps_the_bookmark_and_stops_no_other(self):
        failing, other = event(), event('submitted', attempt=2, learner={'id': 42})
        with mock.patch('proctoring_events.receive.send', side_effect=lambda signal: self.send(signal, failing=7)):
            with self.assertRaisesRegex(CommandError, failing['id']):
                self.poll(self.page(failing, {'id': 'evt_x'}, other), since='oldest')
        self.assertEqual(Bookmark.objects.count(), 0)
        self.assertEqual([seen.event_id for seen in SeenEvent.objects.all()], [other['id']])

    def send(self, signal, failing):
        if signal.learner_id == failing:
            raise ReceiverFailed('receiver')
        return 'sent'

    def test_a_skipped_event_is_not_applied(self):
        skipped = event()
        with mock.patch.object(service, 'get', return_value=skipped):
            call_command('proctoring_events', 'skip', skipped['id'], stdout=StringIO())
        self.assertEqual(receive(skipped), 'repeated')
        with self.assertRaises(CommandError):
            call_command('proctoring_events', 'skip', '../learners', stdout=StringIO())

    def test_a_purge_deletes_old_records_only(self):
        receive(event())
        call_command('proctoring_events', 'purge', stdout=StringIO())
        self.assertEqual(SeenEvent.objects.count(), 1)
        SeenEvent.objects.update(seen_at='2020-01-01T00:00:00Z')
        call_command('proctoring_events', 'purge', stdout=StringIO())
        self.assertEqual(SeenEvent.objects.count(), 0)
        with self.assertRaises(CommandError):
            call_command('proctoring_events', 'purge', days=10, stdout=StringIO())

    # E-mails

    def sent_mails(self, *arrived, statuses=('verified',)):
        configured = {**CONFIGURED, 'EMAILS': list(statuses)}
        with override_settings(PROCTORING_EVENTS=configured), \
                mock.patch.object(emails.send_status_email, 'delay', emails.send_status_email), \
                mock.patch.object(emails, 'datetime', mock.Mock(now=lambda zone: self.noon(arrived[0]))):
            for one in arrived:
                receive(one)
        return [(message.to, message.subject) for message in mail.outbox]

    def noon(self, first):
        from proctoring_events.events import time_of
        return time_of(first)

    def test_no_status_has_an_email_by_default(self):
        self.assertEqual(self.sent_mails(event(), statuses=()), [])

    def test_each_status_has_a_text(self):
        statuses = ('submitted', 'timed_out', 'verified', 'rejected', 'error')
        arrived = [event(status, sequence=number) for number, status in enumerate(statuses, 1)]
        self.assertEqual([to for to, _ in self.sent_mails(*arrived, statuses=statuses)], [['ada@example.com']] * 5)
        self.assertEqual(len({message.body for message in mail.outbox}), 5)
        for message in mail.outbox:
            self.assertNotIn('{', message.subject + message.body)

    def test_an_email_is_sent_once_and_for_proctored_exams_of_active_learners(self):
        timed = {**event()['data']['exam'], 'type': 'timed'}
        self.assertEqual(self.sent_mails(event(attempt=2, exam=timed)), [])
        self.assertEqual(len(self.sent_mails(event(attempt=3), event(attempt=3), event('rejected', 3, 1))), 1)
        get_user_model().objects.update(is_active=False)
        self.assertEqual(len(self.sent_mails(event(attempt=4))), 1)

    def test_old_events_send_none(self):
        late = {**event(sequence=2), 'time': '2026-11-20T12:00:00.000Z'}
        recent = event('started', attempt=1)
        self.assertEqual(self.sent_mails(recent, late), [])

    def test_a_queue_that_is_down_does_not_undo_the_event(self):
        with override_settings(PROCTORING_EVENTS={**CONFIGURED, 'EMAILS': ['verified']}), \
                mock.patch.object(emails.send_status_email, 'delay', side_effect=OSError), \
                mock.patch.object(emails, 'MAX_AGE', emails.timedelta(days=10_000)):
            self.assertEqual(receive(event()), 'sent')


if __name__ == '__main__':
    unittest.main()
