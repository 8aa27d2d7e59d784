"""The setting PROCTORING_EVENTS of the LMS."""
from django.conf import settings

DEFAULTS = {
    # Secrets of the webhook (whsec_…). Several are accepted at the same time.
    'SECRETS': [],
    # The service and an account of global staff, for the command that polls.
    'SERVICE': '',
    'WORKER': '',
    # Statuses of which learners get an e-mail.
    'EMAILS': [],
    'EMAIL_FROM': None,
    'CONTACT': '',
}


def setting(name):
    return {**DEFAULTS, **getattr(settings, 'PROCTORING_EVENTS', {})}[name]
