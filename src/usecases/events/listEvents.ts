import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { invalidField } from '../../domain/errors.ts';
import type { ProctoringEvent } from '../../domain/events/event.ts';
import { settledUntil } from '../../domain/events/settledUntil.ts';
import { storedSince } from '../../domain/events/storedSince.ts';
import type { Clock, Instant } from '../../domain/time.ts';
import { fromJsonCursor, toJsonCursor } from '../../platform/jsonCursor.ts';
import { requireCourseStaff, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { EventFilter, EventLog } from '../ports/eventLog.ts';
import { isLogPosition } from './logPosition.ts';

export interface EventPorts extends StaffRightsPorts {
  eventLog: EventLog;
  eventRetentionDays: number;
  clock: Clock;
}

export interface EventQuery extends EventFilter {
  /** Events logged from then on; with a cursor, the later of both counts. */
  since?: Instant | undefined;
  /** The bookmark of an earlier page. */
  cursor?: string | undefined;
  limit: number;
}

export interface ListedEvents {
  events: ProctoringEvent[];
  /** The bookmark of the next request, also where nothing is listed: no event is ever passed over. */
  nextCursor: string;
  /** Whether the next request lists more at once. */
  hasMore: boolean;
}

/**
 * A page of the events, in the order in which they were logged.
 * @throws DomainError `forbidden`, `invalid_request` for a cursor of another course
 */
export async function listEvents(ports: EventPorts, caller: Caller, query: EventQuery): Promise<ListedEvents> {
  const { courseId, type, limit } = query;
  if (courseId === undefined) requireGlobalStaff(caller);
  else await requireCourseStaff(ports, caller, courseId);
  const { eventLog, eventRetentionDays } = ports;
  const now = ports.clock();
  const starts = [
    eventLog.positionOf(storedSince(now, eventRetentionDays)),
    ...(query.since ? [eventLog.positionOf(query.since)] : []),
    ...(query.cursor ? [readCursor(query.cursor, courseId)] : []),
  ];
  const from = starts.reduce((latest, start) => (start > latest ? start : latest));
  const until = eventLog.positionOf(settledUntil(now));
  if (from >= until) return { events: [], nextCursor: toCursor(from, courseId), hasMore: false };
  const page = await eventLog.readPage({ from, until, limit }, { courseId, type });
  return { events: page.events, nextCursor: toCursor(page.next, courseId), hasMore: !page.isLast };
}

/** Bound to the course: positions of one list skip events of others. */
function toCursor(position: string, courseId: string | undefined): string {
  return toJsonCursor([position, courseId ?? null]);
}

function readCursor(cursor: string, courseId: string | undefined): string {
  const [position, course] = fromJsonCursor(cursor);
  if (isLogPosition(position) && course === (courseId ?? null)) return position;
  throw invalidField('cursor', 'must be a next_cursor of an earlier page with the same course_id');
}
