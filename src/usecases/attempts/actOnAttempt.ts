import type { Caller } from '../../domain/actors.ts';
import type { Action } from '../../domain/attempts/actions.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import { withTimeOutApplied } from '../../domain/attempts/timeOut.ts';
import { readClockTerms } from '../exams/readExam.ts';
import type { CreatingPorts } from '../ports/attemptPorts.ts';
import { finishCascade } from './declineCascade.ts';
import { capacitiesOn, requireAttempt } from './readAttempt.ts';
import { retryOnCurrent } from './updateAttempt.ts';

/**
 * Carries out an action of the transition table, but for `reset_attempt`, which makes a new attempt. An attempt whose
 * time is up is closed first, so an action that comes too late finds the attempt as the schedule would have left it.
 * @param more `learnerId`: whose attempt the caller takes it to be
 * @returns the attempt as it is now; unchanged where the table says so
 * @throws DomainError `attempt_does_not_exist`, `forbidden`, `attempt_already_started`, `illegal_status_transition`,
 *   `attempt_not_resumable`, `busy`
 */
export async function actOnAttempt(
  ports: CreatingPorts,
  caller: Caller,
  attemptId: number,
  action: Exclude<Action, 'reset_attempt'>,
  more: { reason?: string | null; learnerId?: number | undefined } = {},
): Promise<Attempt> {
  const acted = await retryOnCurrent(await requireAttempt(ports.attempts, attemptId), async stored => {
    const now = ports.clock();
    const capacities = capacitiesOn(stored, caller, more.learnerId);
    const attempt = withTimeOutApplied(stored, now, ports.timedOutStatus);
    const row = findTransition(attempt, action, capacities);
    if (attempt !== stored) {
      // Two changes, two entries in the history: first the time-out, then the action asked for.
      const closed = await ports.attempts.write(stored, attempt);
      if (!closed.stored) return closed;
    }
    // Read again in every round: the attempt may have been written because of an allowance granted meanwhile.
    const terms = action === 'start' ? await readClockTerms(ports.exams, attempt.examId, attempt.user.id) : null;
    const by = { role: row.who as 'learner' | 'staff', userId: caller.userId };
    const after = applyTransition(attempt, row, { now, by, reason: more.reason ?? null, terms });
    if (after === attempt) return { stored: true, result: attempt };
    const outcome = await ports.attempts.write(attempt, after);
    return outcome.stored ? { stored: true, result: after } : outcome;
  });
  if (acted.cascadePending) await finishCascade(ports, acted.attemptId);
  return acted;
}
