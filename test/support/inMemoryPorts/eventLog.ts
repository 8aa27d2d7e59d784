import { toPosition } from '../../../src/store/events/eventItem.ts';
import type { EventFilter, EventLog } from '../../../src/usecases/ports/eventLog.ts';
import { atomically, type Database, freeze } from './database.ts';

type LoggedEvent = Database['events'][number];

/** Without the pages that end early because of the number of shards and days. */
export function createEventLog(database: Database): EventLog {
  const positions = new WeakMap<LoggedEvent, string>();
  const positionOf = (logged: LoggedEvent) => {
    const position = positions.get(logged) ?? `${toPosition(logged.loggedAt)}#${logged.event.id}`;
    positions.set(logged, position);
    return position;
  };
  return {
    positionOf: toPosition,

    readPage: ({ from, until, limit }, filter) =>
      atomically(() => {
        const range = database.events
          .map(logged => ({ logged, position: positionOf(logged) }))
          .filter(({ logged, position }) => position >= from && position < until && matches(logged, filter))
          .sort((a, b) => (a.position < b.position ? -1 : 1));
        const page = range.slice(0, limit);
        const isLast = page.length === range.length;
        const next = isLast ? until : `${page.at(-1)?.position}!`;
        return { events: page.map(({ logged }) => freeze(logged.event)), next, isLast };
      }),

    find: eventId =>
      atomically(() => {
        const logged = database.events.find(({ event }) => event.id === eventId);
        return logged && { event: freeze(logged.event), courseId: logged.courseId };
      }),

    findAll: eventIds =>
      atomically(() => {
        const ids = new Set(eventIds);
        return database.events
          .filter(({ event }) => ids.has(event.id))
          .map(({ event, courseId }) => ({ event: freeze(event), courseId }));
      }),
  };
}

function matches({ event, courseId }: LoggedEvent, filter: EventFilter): boolean {
  const { type = '*' } = filter;
  const hasType = type.endsWith('*') ? event.type.startsWith(type.slice(0, -1)) : event.type === type;
  return hasType && (filter.courseId === undefined || filter.courseId === courseId);
}
