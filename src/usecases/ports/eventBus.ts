import type { ProctoringEvent } from '../../domain/events/event.ts';

/** A bus to which other services of the account subscribe. */
export interface EventBus {
  /** Puts each event on the bus, at least once and in any order. @returns those that were not accepted */
  put(events: readonly ProctoringEvent[]): Promise<ProctoringEvent[]>;
}
