import type { Attempt } from '../../domain/attempts/attempt.ts';
import { type TimedOutStatus, withTimeOutApplied } from '../../domain/attempts/timeOut.ts';
import type { Clock } from '../../domain/time.ts';

export interface ShowingPorts {
  clock: Clock;
  timedOutStatus: TimedOutStatus;
}

/** A stored attempt as every read shows it: with its time-out applied. Nothing is written. */
export function shownAttempt({ clock, timedOutStatus }: ShowingPorts, stored: Attempt): Attempt {
  return withTimeOutApplied(stored, clock(), timedOutStatus);
}
