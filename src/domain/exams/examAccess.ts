import type { Attempt } from '../attempts/attempt.ts';
import { endOf, secondsRemaining, storedEndOf } from '../attempts/clock.ts';
import { isPractice } from '../attempts/createdAs.ts';
import { isIncomplete } from '../attempts/status.ts';
import { hasCome, type Instant } from '../time.ts';
import type { Exam } from './exam.ts';

/** The longest validity of an access token. */
export const MAX_ACCESS_SECONDS = 60;

/**
 * The seconds for which a learner may see the content of an exam: while their attempt runs; after the due date if they
 * submitted it, unless the exam hides its content then, or never began. 0 for no access.
 * @param attempt the current one, with its time-out applied
 */
export function learnerAccessSeconds(exam: Exam, attempt: Attempt | undefined, now: Instant): number {
  if (!isOver(exam, attempt, now)) return attempt ? runningSeconds(exam, attempt, now) : 0;
  if (!attempt) return MAX_ACCESS_SECONDS;
  const isHandedIn = attempt.status === 'submitted' || attempt.status === 'verified';
  return isHandedIn && !exam.hideAfterDue ? MAX_ACCESS_SECONDS : 0;
}

/**
 * Practice may be taken after the due date, and pauses move the end of an attempt beyond it: the exam is over for a learner who
 * is not taking it.
 */
function isOver(exam: Exam, attempt: Attempt | undefined, now: Instant): boolean {
  if (!hasCome(exam.dueDate, now)) return false;
  if (!attempt || !isIncomplete(attempt.status)) return true;
  return !isPractice(attempt, exam) && endOf(attempt, exam, now) === storedEndOf(attempt);
}

function runningSeconds(exam: Exam, attempt: Attempt, now: Instant): number {
  return attempt.status === 'started' ? Math.min(MAX_ACCESS_SECONDS, secondsRemaining(attempt, exam, now)) : 0;
}
