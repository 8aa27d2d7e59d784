"""Polls the events of the proctoring service; see docs/integrations/open-edx-events.md."""
import re
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from proctoring_events import events, service
from proctoring_events.configuration import setting
from proctoring_events.models import Bookmark, SeenEvent
from proctoring_events.receive import receive


class Command(BaseCommand):
    help = 'Applies the events of the proctoring service since the last poll, skips one, or deletes old records.'

    def add_arguments(self, parser):
        commands = parser.add_subparsers(dest='command', required=True)
        poll = commands.add_parser('poll', help='apply the events since the last poll')
        poll.add_argument(
            '--since', help='begin with the events logged from this time on (ISO 8601), or with "oldest". Required once')
        skip = commands.add_parser('skip', help='never apply this event')
        skip.add_argument('event_id')
        purge = commands.add_parser('purge', help='delete the records of events received long ago')
        purge.add_argument('--days', type=int, default=60, help='older than so many days (60; the log has 30)')

    def handle(self, *_args, command, **options):
        {'poll': self.poll, 'skip': self.skip, 'purge': self.purge}[command](options)

    def poll(self, options):
        position = self.first_position(options['since'])
        has_more = True
        while has_more:
            page = service.list_events(**position)
            self.apply(page['results'])
            Bookmark.objects.update_or_create(
                service=setting('SERVICE'), defaults={'cursor': page['next_cursor']})
            position, has_more = {'cursor': page['next_cursor']}, page['has_more']

    def first_position(self, since):
        if since == 'oldest':
            return {}
        if since:
            return {'since': since}
        bookmark = Bookmark.objects.filter(service=setting('SERVICE')).first()
        if bookmark is None:
            raise CommandError('No bookmark is stored yet. Begin with --since TIME, or --since oldest.')
        return {'cursor': bookmark.cursor}

    def apply(self, page):
        """A failing event does not stop the others of its page; the bookmark stays before the page until it succeeds."""
        failed = []
        for event in page:
            try:
                self.stdout.write(f"{event['id']} {event['type']}: {receive(events.check(event))}")
            except Exception as error:  # pylint: disable=broad-except
                failed.append(f"{event.get('id')} ({type(error).__name__}: {error})")
        if failed:
            raise CommandError(
                'Not applied: ' + ', '.join(failed) + '. The next poll tries again; "skip EVENT_ID" gives one up.')

    def skip(self, options):
        if not re.fullmatch(r'evt_[0-9a-f]{32}', options['event_id']):
            raise CommandError('An event id is evt_ and 32 hex digits.')
        event = events.check(service.read_event(options['event_id']))
        _, is_new = SeenEvent.objects.get_or_create(
            uuid=events.uuid_of(event),
            defaults={'event_id': event['id'], 'type': event['type'], 'outcome': 'skipped'})
        self.stdout.write('It will not be applied.' if is_new else 'It was received before.')

    def purge(self, options):
        if options['days'] < 35:
            raise CommandError('The service can send events of the last 30 days again: keep 35 days or more.')
        count, _ = SeenEvent.objects.filter(seen_at__lt=now() - timedelta(days=options['days'])).delete()
        self.stdout.write(f'{count} records deleted.')
