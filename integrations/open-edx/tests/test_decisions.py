"""The decisions, by the standard library alone: python3 -m unittest discover"""
import json
import unittest
import uuid

from proctoring_events import events
from proctoring_events.signature import WrongSignature, verify

from .fixtures import BODY, DELIVERY, SIGNAL, event, headers

SECRET, NEWER_SECRET, NOW = DELIVERY['secret'], DELIVERY['newer_secret'], DELIVERY['webhook-timestamp']
ROTATING = DELIVERY['webhook-signature while rotating']


class Signatures(unittest.TestCase):
    def accepts(self, sent=None, body=BODY, secrets=(SECRET,), now=NOW):
        try:
            verify(sent if sent is not None else headers(), body, secrets, now)
            return True
        except WrongSignature:
            return False

    def test_the_delivery_of_the_vector_is_accepted(self):
        self.assertTrue(self.accepts())

    def test_a_rotated_secret_is_accepted_beside_the_newer_one(self):
        for secrets in ([SECRET], [NEWER_SECRET], [SECRET, NEWER_SECRET], [NEWER_SECRET, SECRET]):
            self.assertTrue(self.accepts(headers(webhook_signature=ROTATING), secrets=secrets))
        self.assertTrue(self.accepts(secrets=[NEWER_SECRET, SECRET]))

    def test_other_bytes_and_headers_are_rejected(self):
        rejected = [
            {'body': BODY + b'\n'},
            {'body': BODY.replace(b'verified', b'rejected')},
            {'body': json.dumps(json.loads(BODY)).encode()},
            {'secrets': [NEWER_SECRET]},
            {'secrets': []},
            {'sent': {}},
            {'sent': headers(webhook_id='evt_01a21ce06e004efc60b6f5f24277b3e5')},
            {'sent': headers(webhook_timestamp=str(NOW + 1))},
            {'sent': headers(webhook_timestamp='')},
            {'sent': headers(webhook_timestamp='1795780802.0')},
            {'sent': headers(webhook_timestamp='９')},
            {'sent': headers(webhook_timestamp='9' * 5000)},
            {'sent': headers(webhook_signature='')},
            {'sent': headers(webhook_signature='v1,')},
            {'sent': headers(webhook_signature='v1,%%% v1')},
            {'sent': headers(webhook_signature='é')},
            {'sent': headers(webhook_signature=DELIVERY['webhook-signature by ed25519'])},
            {'sent': headers(webhook_signature=DELIVERY['webhook-signature'].replace('v1,', 'v2,'))},
        ]
        for case in rejected:
            with self.subTest(case):
                self.assertFalse(self.accepts(**case))

    def test_the_clocks_may_differ_by_five_minutes(self):
        for seconds, expected in ((-301, False), (-300, True), (300, True), (301, False)):
            self.assertEqual(self.accepts(now=NOW + seconds), expected, seconds)

    def test_an_error_has_no_part_of_the_request(self):
        with self.assertRaises(WrongSignature) as caught:
            verify(headers(), BODY + b'secret', [SECRET], NOW)
        for part in (SECRET, DELIVERY['webhook-id'], DELIVERY['webhook-signature']):
            self.assertNotIn(part, str(caught.exception))


class Parsing(unittest.TestCase):
    def test_the_event_of_the_vector_is_parsed(self):
        self.assertEqual(events.status_of(events.parse(BODY)), 'verified')

    def test_other_kinds_need_no_members_of_attempts(self):
        for kind in ('proctoring.review.stored.v1', 'proctoring.webhook.test.v1', 'other', 'proctoring.attempt..v1'):
            body = json.dumps({'id': 'evt_1', 'source': 's', 'type': kind}).encode()
            self.assertIsNone(events.status_of(events.parse(body)), kind)

    def test_malformed_bodies_are_rejected(self):
        changes = [
            {'id': None}, {'id': 5}, {'id': ''}, {'id': 'x' * 65}, {'source': []}, {'type': None}, {'type': 'x' * 129},
            {'subject': None}, {'sequence': 4}, {'time': '2026-11-27'}, {'time': 'yesterday'},
            {'time': '2026-11-27T12:00:00'}, {'time': '0001-01-01T00:00:00+23:00'}, {'data': None}, {'data': []},
        ]
        bodies = [json.dumps({**event(), **change}).encode() for change in changes]
        for body in [*bodies, b'', b'[]', b'"x"', b'{', b'\xff', b'[' * 100_000]:
            with self.subTest(body[:200]), self.assertRaises(events.Malformed):
                events.parse(body)


class Mapping(unittest.TestCase):
    def test_the_signal_of_the_vector(self):
        signal, exam_attempt, metadata = events.signal_of(event()), SIGNAL['exam_attempt'], SIGNAL['metadata']
        self.assertEqual(signal.event_type, metadata['event_type'])
        self.assertEqual(signal.sourcehost, metadata['sourcehost'])
        self.assertEqual(signal.time.isoformat(), metadata['time'])
        self.assertEqual(signal.learner_id, exam_attempt['student_user']['id'])
        self.assertEqual(signal.course_id, exam_attempt['course_key'])
        self.assertEqual(signal.content_id, exam_attempt['usage_key'])
        self.assertEqual(signal.exam_type, exam_attempt['exam_type'])
        self.assertEqual(signal.requesting_user_id, exam_attempt['requesting_user'])

    def test_the_id_of_the_vector(self):
        self.assertEqual(events.uuid_of(json.loads(BODY)), uuid.UUID(SIGNAL['metadata']['id']))

    def test_each_status(self):
        signals = {
            'submitted': 'submitted', 'timed_out': 'submitted', 'verified': 'verified', 'rejected': 'rejected',
            'error': 'errored', 'removed': 'reset', 'onboarding_reset': 'reset', 'started': None, 'ready_to_submit': None,
            'second_review_required': None, 'declined': None, 'other': None, 'expired': None,
        }
        for status, kind in signals.items():
            signal = events.signal_of(event(status))
            expected = kind and f'org.openedx.learning.exam.attempt.{kind}.v1'
            self.assertEqual(signal and signal.event_type, expected, status)

    def test_a_reset_always_has_a_requesting_user(self):
        authors = [({'role': 'staff', 'user_id': 42}, 42), ({'role': 'unknown', 'user_id': None}, 7), (None, 7),
                   ({'role': 'staff', 'user_id': True}, 7), ({'role': 'staff', 'user_id': '42'}, 7)]
        for author, expected in authors:
            for status in ('removed', 'onboarding_reset'):
                self.assertEqual(events.signal_of(event(status, changed_by=author)).requesting_user_id, expected)
        self.assertIsNone(events.signal_of(event(changed_by={'role': 'staff', 'user_id': 42})).requesting_user_id)

    def test_events_without_learner_or_content_lead_to_none(self):
        exam = event()['data']['exam']
        for data in ({'exam': None}, {'learner': None}, {'learner': {}}, {'learner': {'id': 0}}, {'learner': {'id': '7'}},
                     {'learner': {'id': 2 ** 63}}, {'exam': {**exam, 'content_id': None}}, {'exam': {**exam, 'id': None}}):
            with self.subTest(data):
                self.assertIsNone(events.signal_of(event(**data)))

    def test_the_type_of_an_exam_that_no_longer_exists_follows_from_the_attempt(self):
        exam = {**event()['data']['exam'], 'type': None}
        cases = [({'is_sample_attempt': True, 'taking_as_proctored': True}, 'practice'),
                 ({'is_sample_attempt': False, 'taking_as_proctored': True}, 'proctored'),
                 ({'is_sample_attempt': False, 'taking_as_proctored': False}, 'timed'), (None, 'timed')]
        for attempt, expected in cases:
            changed = event(exam=exam)
            changed['data']['attempt'] = attempt
            self.assertEqual(events.signal_of(changed).exam_type, expected)


class Order(unittest.TestCase):
    def applied(self, *sent):
        """The names of those that are applied, in this order of arrival."""
        attempts, names = {}, []
        for name, arrived in sent:
            if not events.is_outdated(attempts, arrived):
                attempts = events.advance(attempts, arrived)
                names.append(name)
        return names

    def test_a_late_rejection_does_not_undo_a_newer_verdict(self):
        verified, rejected = ('verified', event('verified', sequence=5)), ('rejected', event('rejected', sequence=4))
        self.assertEqual(self.applied(verified, rejected), ['verified'])
        self.assertEqual(self.applied(rejected, verified), ['rejected', 'verified'])

    def test_sequences_of_an_attempt_count_more_than_times(self):
        later, earlier = event(sequence=5, minute=1), event(sequence=4, minute=2)
        self.assertEqual(self.applied(('later', later), ('earlier', earlier)), ['later'])

    def test_a_repeated_event_is_outdated(self):
        self.assertEqual(self.applied(('first', event()), ('again', event())), ['first'])

    def test_two_changes_with_one_sequence_are_ordered_by_their_ids(self):
        low, high = {**event(), 'id': 'evt_a'}, {**event(), 'id': 'evt_b'}
        self.assertEqual(self.applied(('low', low), ('high', high)), ['low', 'high'])
        self.assertEqual(self.applied(('high', high), ('low', low)), ['high'])

    def test_a_late_removal_leaves_the_answers_of_the_next_attempt(self):
        removed = ('removed', event('removed', attempt=1, sequence=9, minute=1))
        started = ('started', event('started', attempt=2, sequence=2, minute=2))
        self.assertEqual(self.applied(started, removed), ['started'])
        self.assertEqual(self.applied(removed, started), ['removed', 'started'])

    def test_a_late_removal_is_outdated_although_it_is_the_last_change_of_its_attempt(self):
        submitted = ('submitted', event('submitted', attempt=1, sequence=3))
        removed = ('removed', event('removed', attempt=1, sequence=4, minute=1))
        started = ('started', event('started', attempt=2, sequence=2, minute=2))
        self.assertEqual(self.applied(submitted, started, removed), ['submitted', 'started'])

    def test_a_later_change_of_an_earlier_attempt_is_applied(self):
        submitted = ('submitted', event('submitted', attempt=2, sequence=3, minute=1))
        rejected = ('rejected', event('rejected', attempt=1, sequence=9, minute=2))
        self.assertEqual(self.applied(submitted, rejected), ['submitted', 'rejected'])

    def test_any_order_of_arrival_ends_with_the_newest_event(self):
        story = [event('submitted', 1, 3, 1), event('rejected', 1, 4, 2), event('removed', 1, 5, 3),
                 event('started', 2, 2, 4), event('submitted', 2, 3, 5), event('verified', 2, 4, 6)]
        for turn in range(len(story)):
            for order in (story[turn:] + story[:turn], (story[turn:] + story[:turn])[::-1]):
                names = self.applied(*[(one['time'], one) for one in order])
                self.assertEqual(names[-1], story[-1]['time'])
                self.assertEqual(names, sorted(names))

    def test_the_state_stays_small(self):
        attempts = {}
        for attempt in range(1, 60):
            attempts = events.advance(attempts, event(attempt=attempt, minute=attempt))
        self.assertEqual(len(attempts), events.MAX_ATTEMPTS)
        self.assertTrue(events.is_outdated(attempts, event('removed', attempt=3, sequence=9, minute=3)))
        self.assertEqual(json.loads(json.dumps(attempts)), attempts)

    def test_places_are_a_learner_and_an_exam_of_a_service(self):
        self.assertEqual(events.place_of(event()), ('https://proctoring.example.edu', 1234567890, 7))


if __name__ == '__main__':
    unittest.main()
