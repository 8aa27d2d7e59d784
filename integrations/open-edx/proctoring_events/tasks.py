"""Tasks of the LMS's workers, which look for them in a module of this name."""
import logging

from celery import shared_task
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.template.loader import render_to_string

from .configuration import setting

log = logging.getLogger(__name__)


# Failures of a mail server are of this type.
@shared_task(autoretry_for=(OSError,), retry_backoff=60, max_retries=5)
def send_status_email(learner_id, status, course_id, content_id):
    learner = get_user_model().objects.filter(id=learner_id, is_active=True).first()
    if learner is None or not learner.email:
        return
    course_name, exam_name = names_of(course_id, content_id)
    context = {
        'name': getattr(getattr(learner, 'profile', None), 'name', '') or learner.username,
        'course_name': course_name,
        'exam_name': exam_name,
        'platform_name': getattr(settings, 'PLATFORM_NAME', ''),
        'contact': setting('CONTACT'),
    }
    subject = render_to_string(f'proctoring_events/email/{status}_subject.txt', context)
    body = render_to_string(f'proctoring_events/email/{status}_body.txt', context)
    send_mail(' '.join(subject.split()), body, setting('EMAIL_FROM'), [learner.email])


def names_of(course_id, content_id):
    """The names in the LMS; the ids in place of those that it does not have."""
    # pylint: disable=import-outside-toplevel
    course_name, exam_name = course_id, content_id
    try:
        from opaque_keys.edx.keys import CourseKey, UsageKey
        from openedx.core.djangoapps.content.course_overviews.models import CourseOverview
        from xmodule.modulestore.django import modulestore
        course_key = CourseKey.from_string(course_id)
        course_name = CourseOverview.get_from_id(course_key).display_name
        usage_key = UsageKey.from_string(content_id).map_into_course(course_key)
        exam_name = modulestore().get_item(usage_key).display_name
    except Exception:  # pylint: disable=broad-except
        log.warning('The LMS has no name of %s or %s', course_id, content_id)
    return course_name, exam_name
