import { SCHEDULE } from '../actors.ts';
import type { Instant } from '../time.ts';
import type { Attempt } from './attempt.ts';
import { isTimedOut } from './clock.ts';
import { applyTransition, findTransition } from './stateMachine.ts';

/** The status that a time-out leads to (setting ALLOW_TIMED_OUT_STATE). */
export type TimedOutStatus = 'submitted' | 'timed_out';

/**
 * The attempt as it truly is at `now`: past its end it is closed already, whether or not the schedule has come to it.
 * What is read is shown so; what is written is judged so. The very same attempt where no time is up.
 */
export function withTimeOutApplied(attempt: Attempt, now: Instant, timedOutStatus: TimedOutStatus): Attempt {
  if (!isTimedOut(attempt, now)) return attempt;
  return applyTransition(attempt, findTransition(attempt, 'time_out', ['schedule']), {
    now,
    by: SCHEDULE,
    terms: null,
    to: timedOutStatus,
  });
}
