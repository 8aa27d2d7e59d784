"""
Copies what the proctoring service needs from the LMS: exams, course staff and enrolments. Run it in the LMS's shell,
again after each publication of a course, or as a scheduled task:

    ./manage.py lms shell < lms_sync.py           (Tutor: tutor local exec -T lms ./manage.py lms shell < lms_sync.py)

Removals are copied, too. Only what is registered with the service is changed: nothing in the LMS.
"""
import time

import jwt
import requests
from common.djangoapps.student.models import CourseAccessRole, CourseEnrollment
from django.conf import settings
from django.contrib.auth import get_user_model
from opaque_keys.edx.keys import CourseKey
from openedx.core.djangoapps.content.course_overviews.models import CourseOverview
from xmodule.modulestore.django import modulestore

SERVICE = 'https://proctoring.example.edu'
COURSES = ['course-v1:ExampleU+PHY201+2026']
# A backend of the service's VENDORS; an account of the LMS in whose name the service records the changes.
BACKEND = 'software_secure'
WORKER = 'proctoring_worker'
# Modes of enrolment that may take proctored exams. Add 'honor' where the vendor accepts it.
MODES = {'verified', 'masters', 'professional', 'executive-education'}

STAFF, ENROLMENTS = '/api/proctoring/v1/course_staff', '/api/proctoring/v1/enrolments'
LEARNERS = '/api/edx_proctoring/v1/learners'
REGISTRATION = '/api/edx_proctoring/v1/proctored_exam/exam_registration/course_id/'


def authorization():
    """A token like those of the LMS, of global staff, for five minutes."""
    worker = get_user_model().objects.get(username=WORKER)
    key = jwt.PyJWK.from_json(settings.JWT_AUTH['JWT_PRIVATE_SIGNING_JWK'], algorithm='RS512').key
    claims = {
        'iss': settings.JWT_AUTH['JWT_ISSUER'], 'aud': settings.JWT_AUTH['JWT_AUDIENCE'],
        'exp': int(time.time()) + 300, 'user_id': worker.id, 'preferred_username': worker.username,
        'email': worker.email, 'name': worker.username, 'administrator': True,
    }
    return 'JWT ' + jwt.encode(claims, key, algorithm='RS512')


def call(method, path, body=None, **query):
    headers = {'Authorization': authorization()}
    answer = requests.request(method, SERVICE + path, json=body, params=query, headers=headers, timeout=30)
    if not answer.ok:
        raise RuntimeError(f'{method} {path}: {answer.status_code} {answer.text}')
    return answer.json() if answer.text else None


def in_groups(entries, size):
    return [entries[at:at + size] for at in range(0, len(entries), size)]


def registered(path, course):
    cursor = ''
    while cursor is not None:
        page = call('GET', path, course_id=course, limit=1000, **({'cursor': cursor} if cursor else {}))
        yield from page['results']
        cursor = page['next_cursor']


def synchronise(path, course, entries):
    """Adds and changes entries, and removes those that are no longer among them."""
    present = {entry['user_id']: entry for entry in registered(path, course)}
    desired = {entry['user_id']: entry for entry in entries}
    for group in in_groups([entry for user, entry in desired.items() if present.get(user) != entry], 1000):
        call('PUT', path, group)
    stale = [{'user_id': user, 'course_id': course} for user in present if user not in desired]
    for group in in_groups(stale, 1000):
        call('DELETE', path, group)


def exams(course):
    block = modulestore().get_course(CourseKey.from_string(course))
    sections = modulestore().get_items(
        block.id, qualifiers={'category': 'sequential'}, settings={'is_time_limited': True})
    for section in sections:
        yield {
            'course_id': course, 'content_id': str(section.location), 'external_id': None,
            'exam_name': section.display_name, 'time_limit_mins': section.default_time_limit_minutes,
            'is_proctored': section.is_proctored_exam, 'is_active': True,
            'is_practice_exam': section.is_practice_exam or section.is_onboarding_exam,
            'hide_after_due': section.hide_after_due, 'backend': BACKEND,
            'due_date': None if block.self_paced or not section.due else section.due.isoformat(),
        }


def staff(course):
    """Staff and instructors of the course, and those of all courses of its organisation."""
    org = CourseOverview.objects.get(id=CourseKey.from_string(course)).org
    roles = CourseAccessRole.objects.filter(role__in=['staff', 'instructor'], org=org)
    own = [role for role in roles if str(role.course_id or '') in ('', 'None', course)]
    return [{'user_id': role.user_id, 'course_id': course} for role in own]


def enrolments(course):
    active = CourseEnrollment.objects.filter(course_id=CourseKey.from_string(course), is_active=True)
    return list(active.select_related('user', 'user__profile'))


for course in COURSES:
    call('PATCH', REGISTRATION + course, list(exams(course)))
    synchronise(STAFF, course, staff(course))
    enrolled = enrolments(course)
    learners = [{'id': row.user.id, 'username': row.user.username, 'email': row.user.email,
                 'name': getattr(getattr(row.user, 'profile', None), 'name', '')} for row in enrolled]
    for group in in_groups(learners, 500):
        call('PUT', LEARNERS, {'learners': group})
    synchronise(ENROLMENTS, course, [
        {'user_id': row.user_id, 'course_id': course, 'mode': row.mode} for row in enrolled if row.mode in MODES])
    print(course, 'is up to date')
