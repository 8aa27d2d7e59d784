import type { Caller } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ProctoringEvent } from '../../domain/events/event.ts';
import type { Clock } from '../../domain/time.ts';
import { requireCourseStaff, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { EventLog } from '../ports/eventLog.ts';

interface Ports extends StaffRightsPorts {
  eventLog: Pick<EventLog, 'find'>;
  clock: Clock;
}

/** No course has such an id. */
const NO_COURSE = '\u0000';

/**
 * An event, for global staff and the staff of its course. Nobody else learns whether it exists.
 * @throws DomainError `forbidden`, `event_not_found`
 */
export async function readEvent(ports: Ports, caller: Caller, eventId: string): Promise<ProctoringEvent> {
  const logged = await ports.eventLog.find(eventId, ports.clock());
  await requireCourseStaff(ports, caller, logged?.courseId ?? NO_COURSE);
  if (!logged) throw new DomainError('event_not_found', `There is no event with the id ${eventId}.`);
  return logged.event;
}
