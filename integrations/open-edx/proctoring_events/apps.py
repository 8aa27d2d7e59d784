from django.apps import AppConfig


class ProctoringEventsConfig(AppConfig):
    """A plugin of the LMS, found by its entry point."""

    name = 'proctoring_events'
    verbose_name = 'Events of the proctoring service'
    default_auto_field = 'django.db.models.BigAutoField'
    plugin_app = {
        'url_config': {
            'lms.djangoapp': {
                'namespace': 'proctoring_events',
                'regex': r'^proctoring_events/',
                'relative_path': 'urls',
            },
        },
    }
