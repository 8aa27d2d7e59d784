import { toPosition } from '../../../src/store/events/eventItem.ts';
import type { EventFilter, EventLog } from '../../../src/usecases/ports/eventLog.ts';
import { atomically, copyOf, type Database } from './database.ts';

/** Without the pages that end early because of the number of shards and days. */
export function createEventLog(database: Database): EventLog {
  return {
    positionOf: toPosition,

    readPage: ({ from, until, limit }, filter) =>
      atomically(() => {
        const range = database.events
          .map(logged => ({ ...logged, position: `${toPosition(logged.loggedAt)}#${logged.event.id}` }))
          .filter(logged => logged.position >= from && logged.position < until && matches(logged, filter))
          .sort((a, b) => (a.position < b.position ? -1 : 1));
        const page = range.slice(0, limit);
        const isLast = page.length === range.length;
        const next = isLast ? until : `${page.at(-1)?.position}!`;
        return { events: page.map(({ event }) => copyOf(event)), next, isLast };
      }),

    find: eventId =>
      atomically(() => {
        const logged = database.events.find(({ event }) => event.id === eventId);
        return logged && { event: copyOf(logged.event), courseId: logged.courseId };
      }),

    findAll: eventIds =>
      atomically(() =>
        database.events
          .filter(({ event }) => eventIds.includes(event.id))
          .map(({ event, courseId }) => ({ event: copyOf(event), courseId })),
      ),
  };
}

function matches({ event, courseId }: Database['events'][number], filter: EventFilter): boolean {
  const { type = '*' } = filter;
  const hasType = type.endsWith('*') ? event.type.startsWith(type.slice(0, -1)) : event.type === type;
  return hasType && (filter.courseId === undefined || filter.courseId === courseId);
}
