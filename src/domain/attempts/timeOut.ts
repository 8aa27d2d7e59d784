import { SCHEDULE } from '../actors.ts';
import type { ExamPauses } from '../exams/pauses.ts';
import type { Instant } from '../time.ts';
import type { Attempt } from './attempt.ts';
import { endOf, isTimedOut } from './clock.ts';
import { configuredChange, type StatusChange, withStatusChange } from './statusChange.ts';

/** The status that a time-out leads to (setting ALLOW_TIMED_OUT_STATE). */
export type TimedOutStatus = 'submitted' | 'timed_out';

/** The time-out of an attempt with this end, whether or not the attempt was read. */
export function timeOutChange(end: Instant | null, now: Instant, timedOutStatus: TimedOutStatus): StatusChange {
  const fields = { completedAt: end };
  return configuredChange(['schedule', 'time_out'], timedOutStatus, { now, by: SCHEDULE, fields });
}

/**
 * The attempt as the sweep will leave it: reads return it, and writes decide by it. The same object if its time is not
 * up.
 */
export function withTimeOutApplied(
  attempt: Attempt,
  pauses: ExamPauses,
  now: Instant,
  timedOutStatus: TimedOutStatus,
): Attempt {
  if (!isTimedOut(attempt, pauses, now)) return attempt;
  return withStatusChange(attempt, timeOutChange(endOf(attempt, pauses, now), now, timedOutStatus));
}
