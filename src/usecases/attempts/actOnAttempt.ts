import type { Caller } from '../../domain/actors.ts';
import type { Action } from '../../domain/attempts/actions.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import { type StaffRightsPorts, withStaffRightsOver } from '../courseStaff/staffRights.ts';
import { readClockTerms } from '../exams/readExam.ts';
import type { CreationPorts } from '../ports/attemptPorts.ts';
import { applyTimeOut, readPauses } from './applyTimeOut.ts';
import { finishCascade } from './declineCascade.ts';
import { capacitiesOn, requireAttempt } from './readAttempt.ts';
import { retryOnCurrent } from './updateAttempt.ts';

interface ActionOptions {
  reason?: string | null;
  learnerId?: number | undefined;
  ifVersion?: number | undefined;
}

/**
 * Carries out an action of the transition table except `reset_attempt`, which creates an attempt. An overdue attempt is
 * closed first, so that a late action finds it as the schedule would have left it.
 * @param options `learnerId`: the learner that the caller expects the attempt to belong to; `ifVersion`: the version that
 *   the caller has seen
 * @returns the attempt as it is now; unchanged where the table changes nothing
 * @throws DomainError `attempt_does_not_exist`, `forbidden`, `attempt_already_started`, `illegal_status_transition`,
 *   `attempt_not_resumable`, `exam_paused`, `busy`; AttemptChanged for another version
 */
export async function actOnAttempt(
  ports: CreationPorts & StaffRightsPorts,
  caller: Caller,
  attemptId: number,
  action: Exclude<Action, 'reset_attempt'>,
  options: ActionOptions = {},
): Promise<Attempt> {
  const first = await requireAttempt(ports.attempts, attemptId);
  return actOnReadAttempt(ports, await withStaffRightsOver(ports, caller, first), first, action, options);
}

/** The same on an attempt that was read. @param actor the caller with all rights over the attempt */
export async function actOnReadAttempt(
  ports: CreationPorts,
  actor: Caller,
  first: Attempt,
  action: Exclude<Action, 'reset_attempt'>,
  options: ActionOptions,
): Promise<Attempt> {
  const result = await retryOnCurrent(first, async stored => {
    const now = ports.clock();
    const capacities = capacitiesOn(stored, actor, options.learnerId);
    const attempt = await applyTimeOut(ports, stored, now);
    const transition = findTransition(attempt, action, capacities, { ifVersion: options.ifVersion });
    if (attempt !== stored) {
      // Two writes for two history entries: the time-out, then the action.
      const closed = await ports.attempts.write(stored, attempt);
      if (!closed.stored) return closed;
    }
    // Read in every try: the conflict may have been the grant of an allowance.
    const terms = action === 'start' ? await readClockTerms(ports.exams, attempt.examId, attempt.user.id) : null;
    const pauses = action === 'error' && { pauses: await readPauses(ports.exams, attempt.examId) };
    const by = { role: transition.capacity as 'learner' | 'staff', userId: actor.userId };
    const after = applyTransition(attempt, transition, { now, by, reason: options.reason ?? null, terms, ...pauses });
    if (after === attempt) return { stored: true, result: attempt };
    const outcome = await ports.attempts.write(attempt, after);
    return outcome.stored ? { stored: true, result: after } : outcome;
  });
  if (result.cascadePending) await finishCascade(ports, result.attemptId);
  return result;
}
