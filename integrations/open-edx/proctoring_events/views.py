import logging
import time

from django.db import transaction
from django.http import JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from . import events
from .configuration import setting
from .receive import ReceiverFailed, receive
from .signature import WrongSignature, verify

log = logging.getLogger(__name__)


# The event has a transaction of its own, so that it is committed or rolled back before the answer.
@transaction.non_atomic_requests
@csrf_exempt
@require_POST
def webhook(request):
    """
    Receives an event. 200 also for events that change nothing; 401 without a valid signature; after a 500 the service
    sends the event again.
    """
    try:
        verify(request.headers, request.body, setting('SECRETS'), time.time())
        event = events.parse(request.body)
    except WrongSignature as error:
        log.warning('A webhook was rejected: %s.', error)
        return JsonResponse({'detail': str(error)}, status=401)
    except events.Malformed as error:
        return JsonResponse({'detail': str(error)}, status=400)
    try:
        return JsonResponse({'outcome': receive(event)})
    except ReceiverFailed as error:
        log.exception('Event %s (%s) was not applied: %s failed', event['id'], event['type'], error)
        return JsonResponse({'detail': f'{error} failed; the log of the LMS has the cause.'}, status=500)
