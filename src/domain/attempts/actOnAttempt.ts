import type { Caller } from '../actors.ts';
import { Refusal } from '../errors.ts';
import type { ExamStore, ExamTerms } from '../exams/exam.ts';
import { readExamTerms } from '../exams/readExam.ts';
import type { Clock } from '../time.ts';
import type { Attempt } from './attempt.ts';
import type { AttemptStore } from './attemptStore.ts';
import { applyTransition, findTransition } from './decide.ts';
import { capacitiesOn, requireAttempt } from './readAttempt.ts';
import { asOf, type TimedOutStatus } from './timeOut.ts';
import type { Action } from './transitions.ts';
import { untilStored } from './writeUntilStored.ts';

export interface ActingPorts {
  attempts: AttemptStore;
  exams: ExamStore;
  clock: Clock;
  timedOutStatus: TimedOutStatus;
}

/**
 * Carries out an action of the transition table, but for `reset_attempt`, which makes a new attempt. An attempt whose
 * time is up is closed first, so an action that comes too late finds what the schedule would have left.
 * @returns the attempt as it is now; unchanged where the table says so
 * @throws Refusal `attempt_does_not_exist`, `forbidden`, `attempt_already_started`, `illegal_status_transition`,
 *   `attempt_not_resumable`, `busy`
 */
export async function actOnAttempt(
  given: ActingPorts,
  caller: Caller,
  attemptId: number,
  action: Exclude<Action, 'reset_attempt'>,
  reason: string | null = null,
): Promise<Attempt> {
  let terms: ExamTerms | undefined;
  return untilStored(await requireAttempt(given.attempts, attemptId), async stored => {
    const now = given.clock();
    const capacities = capacitiesOn(stored, caller);
    const attempt = asOf(stored, now, given.timedOutStatus);
    const row = findTransition(attempt, action, capacities);
    if (attempt !== stored) {
      // Two changes, two entries in the history: first the time-out, then what was asked for.
      const closed = await given.attempts.write(stored, attempt);
      if (!closed.stored) return closed;
    }
    if (action === 'start') terms ??= await readExamTerms(given.exams, attempt.examId, attempt.user.id);
    const by = { role: row.who as 'learner' | 'staff', userId: caller.userId };
    const after = applyTransition(attempt, row, { now, by, reason, terms: terms ?? null });
    if (after === attempt) return { stored: true, result: attempt };
    const outcome = await given.attempts.write(attempt, after);
    return outcome.stored ? { stored: true, result: after } : outcome;
  });
}

/** @throws Refusal `forbidden` to somebody who says the attempt is another learner's than it is */
export function requireLearner(attempt: Attempt, userId: number | undefined): void {
  if (userId === undefined || userId === attempt.user.id) return;
  throw new Refusal('forbidden', `Attempt ${attempt.attemptId} does not belong to the user ${userId}.`);
}
