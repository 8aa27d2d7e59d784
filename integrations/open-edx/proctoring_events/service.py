"""Requests to the proctoring service, by a token like those of the LMS."""
import time

import jwt
import requests
from django.conf import settings
from django.contrib.auth import get_user_model

from .configuration import setting

PAGE = 200


def authorization():
    """A token of global staff, for five minutes."""
    worker = get_user_model().objects.get(username=setting('WORKER'))
    key = jwt.PyJWK.from_json(settings.JWT_AUTH['JWT_PRIVATE_SIGNING_JWK'], algorithm='RS512').key
    claims = {
        'iss': settings.JWT_AUTH['JWT_ISSUER'], 'aud': settings.JWT_AUTH['JWT_AUDIENCE'],
        'exp': int(time.time()) + 300, 'user_id': worker.id, 'preferred_username': worker.username,
        'email': worker.email, 'name': worker.username, 'administrator': True,
    }
    return 'JWT ' + jwt.encode(claims, key, algorithm='RS512')


def get(path, **query):
    answer = requests.get(
        setting('SERVICE') + path, params=query, headers={'Authorization': authorization()}, timeout=30,
        allow_redirects=False)
    if answer.status_code != 200:
        raise RuntimeError(f'GET {path}: {answer.status_code} {answer.text[:500]}')
    return answer.json()


def list_events(**position):
    """A page of the events of attempts, from a cursor or a time (`since`)."""
    return get('/api/proctoring/v1/events', type='proctoring.attempt.*', limit=PAGE, **position)


def read_event(event_id):
    return get(f'/api/proctoring/v1/events/{event_id}')
