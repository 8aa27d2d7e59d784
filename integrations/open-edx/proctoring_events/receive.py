"""Applies events: once each, in the order of the changes, in one transaction."""
import logging

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey
from openedx_events.data import EventsMetadata
from openedx_events.learning.data import ExamAttemptData, UserData, UserPersonalData
from openedx_events.learning.signals import (
    EXAM_ATTEMPT_ERRORED,
    EXAM_ATTEMPT_REJECTED,
    EXAM_ATTEMPT_RESET,
    EXAM_ATTEMPT_SUBMITTED,
    EXAM_ATTEMPT_VERIFIED,
)

from . import events
from .emails import schedule_email
from .models import ExamProgress, SeenEvent

log = logging.getLogger(__name__)

SIGNALS = {
    signal.event_type: signal
    for signal in (
        EXAM_ATTEMPT_SUBMITTED,
        EXAM_ATTEMPT_VERIFIED,
        EXAM_ATTEMPT_REJECTED,
        EXAM_ATTEMPT_ERRORED,
        EXAM_ATTEMPT_RESET,
    )
}


class ReceiverFailed(Exception):
    """A receiver of the signal failed. Everything was rolled back, so that the event may be sent again."""


def receive(event):
    """
    Applies a checked event, and returns its outcome: `sent` (a signal), `no_signal`, `outdated`, `repeated`,
    `incomplete`, `unknown_learner`, `unknown_content` or `other_type`. Raises ReceiverFailed.
    """
    if events.status_of(event) is None:
        return 'other_type'
    with transaction.atomic():
        # Of two requests with the same event the second waits here until the first is committed.
        try:
            with transaction.atomic():
                seen = SeenEvent.objects.create(
                    uuid=events.uuid_of(event), event_id=event['id'], type=event['type'], outcome='')
        except IntegrityError:
            return 'repeated'
        seen.outcome = apply(event)
        seen.save(update_fields=['outcome'])
    log.info('Event %s (%s): %s', event['id'], event['type'], seen.outcome)
    return seen.outcome


def apply(event):
    place = events.place_of(event)
    if place is None:
        return 'incomplete'
    progress, _ = ExamProgress.objects.select_for_update().get_or_create(**place._asdict())
    if events.is_outdated(progress.attempts, event):
        return 'outdated'
    progress.attempts = events.advance(progress.attempts, event)
    progress.save(update_fields=['attempts'])
    schedule_email(event)
    signal = events.signal_of(event)
    return send(signal) if signal else 'no_signal'


def send(signal):
    users = get_user_model().objects.in_bulk({signal.learner_id, signal.requesting_user_id} - {None})
    learner = users.get(signal.learner_id)
    if learner is None:
        return 'unknown_learner'
    requesting_user = users.get(signal.requesting_user_id, learner) if signal.requesting_user_id else None
    try:
        course_key = CourseKey.from_string(signal.course_id)
        usage_key = UsageKey.from_string(signal.content_id).map_into_course(course_key)
    except InvalidKeyError:
        return 'unknown_content'
    metadata = EventsMetadata(
        id=signal.metadata_id,
        event_type=signal.event_type,
        minorversion=0,
        source='openedx/serverless-proctoring/web',
        sourcehost=signal.sourcehost,
        time=signal.time,
    )
    responses = SIGNALS[signal.event_type].send_event_with_custom_metadata(metadata, exam_attempt=ExamAttemptData(
        student_user=user_data(learner),
        course_key=course_key,
        usage_key=usage_key,
        exam_type=signal.exam_type,
        requesting_user=requesting_user and user_data(requesting_user),
    ))
    failed = [(receiver, error) for receiver, error in responses if isinstance(error, Exception)]
    if failed:
        receiver, error = failed[0]
        raise ReceiverFailed(getattr(receiver, '__qualname__', repr(receiver))) from error
    return 'sent'


def user_data(user):
    # Some accounts have no profile.
    name = getattr(getattr(user, 'profile', None), 'name', None) or ''
    pii = UserPersonalData(username=user.username, email=user.email, name=name)
    return UserData(id=user.id, is_active=user.is_active, pii=pii)
