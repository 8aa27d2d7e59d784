import type { ProctoringEvent } from '../../domain/events/event.ts';
import type { Instant } from '../../domain/time.ts';

export interface EventFilter {
  courseId?: string | undefined;
  /** A type, or the beginning of several with `*` at its end. */
  type?: string | undefined;
}

export interface EventPage {
  events: ProctoringEvent[];
  /** The position from which the next page continues. */
  next: string;
  /** Whether the range is read to its end; a page may have few events, or none, before. */
  isLast: boolean;
}

/** An event with the course whose staff may read it; null if the changed item does not name it. */
export interface LoggedEvent {
  event: ProctoringEvent;
  courseId: string | null;
}

/** The log of events, by the time at which they were logged. */
export interface EventLog {
  /** The position of the first event logged at this time or later. */
  positionOf(at: Instant): string;
  /** Events from a position on, logged before another one, oldest first. */
  readPage(range: { from: string; until: string; limit: number }, filter: EventFilter): Promise<EventPage>;
  /** Undefined if it is not logged, or no longer. */
  find(eventId: string, now: Instant): Promise<LoggedEvent | undefined>;
  /** The logged events among these, in no particular order. */
  findAll(eventIds: readonly string[], now: Instant): Promise<LoggedEvent[]>;
}
