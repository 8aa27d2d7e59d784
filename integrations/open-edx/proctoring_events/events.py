"""
Decisions about events of the proctoring service: which are outdated, and which signal of Open edX follows.
Standard library only; proctoring_events.receive carries them out.
"""
import json
import uuid
from datetime import datetime, timezone
from typing import NamedTuple, Optional
from urllib.parse import urlsplit

ATTEMPT_PREFIX, SUFFIX = 'proctoring.attempt.', '.v1'
MAX_LENGTHS = {'id': 64, 'source': 255, 'type': 128, 'subject': 255, 'sequence': 32, 'time': 64}
# Attempts of a learner at an exam that are remembered: events of earlier ones are outdated anyway.
MAX_ATTEMPTS = 20

# The last part of a signal's type, by the last part of an event's.
SIGNALS = {
    'submitted': 'submitted',
    'timed_out': 'submitted',
    'verified': 'verified',
    'rejected': 'rejected',
    'error': 'errored',
    'removed': 'reset',
    # A practice attempt that the learner has reset.
    'onboarding_reset': 'reset',
}


class Malformed(Exception):
    pass


class Place(NamedTuple):
    """Events are in order within an exam and a learner: a new attempt replaces the former one."""
    source: str
    exam_id: int
    learner_id: int


class ExamSignal(NamedTuple):
    event_type: str
    metadata_id: uuid.UUID
    time: datetime
    sourcehost: str
    learner_id: int
    requesting_user_id: Optional[int]
    course_id: str
    content_id: str
    exam_type: str


def parse(body):
    """The event in a request's bytes. Raises Malformed."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed('The body is not JSON.') from error
    return check(event)


def check(event):
    if not isinstance(event, dict):
        raise Malformed('The event is not an object.')
    for name in ('id', 'source', 'type'):
        require_text(event, name)
    if status_of(event) is not None:
        for name in ('subject', 'sequence', 'time'):
            require_text(event, name)
        time_of(event)
        if not isinstance(event.get('data'), dict):
            raise Malformed('data is not an object.')
    return event


def require_text(event, name):
    value = event.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_LENGTHS[name]:
        raise Malformed(f'{name} is not a text of at most {MAX_LENGTHS[name]} characters.')


def status_of(event):
    """The status of an attempt, or `removed`; None for events of other kinds."""
    kind = event['type']
    if not kind.startswith(ATTEMPT_PREFIX) or not kind.endswith(SUFFIX):
        return None
    return kind[len(ATTEMPT_PREFIX):-len(SUFFIX)] or None


def uuid_of(event):
    """The same for the same event, however it arrives."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{event['source']}#{event['id']}")


def time_of(event):
    try:
        moment = datetime.fromisoformat(event['time'].replace('Z', '+00:00'))
        if moment.tzinfo is None:
            raise ValueError('no time zone')
        return moment.astimezone(timezone.utc)
    except (ValueError, OverflowError) as error:
        raise Malformed('time is not an ISO 8601 time with its zone.') from error


def place_of(event):
    """None if the event names no exam or no learner, as those of attempts that were edited manually."""
    exam_id, learner_id = id_in(event, 'exam'), id_in(event, 'learner')
    if exam_id is None or learner_id is None:
        return None
    return Place(event['source'], exam_id, learner_id)


def id_in(event, member):
    value = event['data'].get(member)
    return as_id(value.get('id')) if isinstance(value, dict) else None


def as_id(value):
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2 ** 63 else None


def is_outdated(attempts, event):
    """
    Whether a newer event of the place was applied: a later change of the same attempt, or anything later about another one.
    So a late removal of an attempt does not delete the answers that the learner gives in the next one.

    `attempts` is the state of the place: {subject: [sequence, id, time]}.
    """
    own = attempts.get(event['subject'])
    if own is not None and [event['sequence'], event['id']] <= own[:2]:
        return True
    moment = time_of(event)
    others = (entry for subject, entry in attempts.items() if subject != event['subject'])
    return any(moment < datetime.fromisoformat(time) for _, _, time in others)


def advance(attempts, event):
    """The state of the place after the event."""
    entry = [event['sequence'], event['id'], time_of(event).isoformat()]
    newest = sorted({**attempts, event['subject']: entry}.items(), key=lambda item: item[1][2])
    return dict(newest[-MAX_ATTEMPTS:])


def signal_of(event):
    """The signal that follows from an event of an attempt; None if none does."""
    kind, place, exam = SIGNALS.get(status_of(event) or ''), place_of(event), event['data'].get('exam')
    if kind is None or place is None:
        return None
    course_id, content_id = exam.get('course_id'), exam.get('content_id')
    if not isinstance(course_id, str) or not isinstance(content_id, str):
        return None
    return ExamSignal(
        event_type=f'org.openedx.learning.exam.attempt.{kind}.v1',
        metadata_id=uuid_of(event),
        time=time_of(event),
        sourcehost=urlsplit(event['source']).hostname or '',
        learner_id=place.learner_id,
        requesting_user_id=requesting_user(event, place) if kind == 'reset' else None,
        course_id=course_id,
        content_id=content_id,
        exam_type=exam_type(event),
    )


def requesting_user(event, place):
    """A reset always has one: the LMS deletes the learner's answers in this user's name."""
    author = event['data'].get('changed_by')
    return (as_id(author.get('user_id')) if isinstance(author, dict) else None) or place.learner_id


def exam_type(event):
    """The type in the event; that of the attempt if the exam no longer exists."""
    attempt = event['data'].get('attempt')
    attempt = attempt if isinstance(attempt, dict) else {}
    stored = event['data']['exam'].get('type')
    if isinstance(stored, str):
        return stored
    if attempt.get('is_sample_attempt'):
        return 'practice'
    return 'proctored' if attempt.get('taking_as_proctored') else 'timed'
