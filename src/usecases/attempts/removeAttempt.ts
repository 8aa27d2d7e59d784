import type { Actor, Caller } from '../../domain/actors.ts';
import { type Attempt, type Removal, storableReason } from '../../domain/attempts/attempt.ts';
import { applyTransition, findTransition } from '../../domain/attempts/stateMachine.ts';
import { type StaffRightsPorts, withStaffRightsOver } from '../courseStaff/staffRights.ts';
import type { UpdatePorts } from '../ports/attemptPorts.ts';
import { applyTimeOut } from './applyTimeOut.ts';
import { capacitiesOn, requireAttempt } from './readAttempt.ts';
import { retryOnCurrent } from './updateAttempt.ts';

/**
 * Removes an attempt of any status and writes its tombstone. The previous attempt becomes current again: ready to resume
 * if it had been resumed, with its former status if it had been reset.
 * @param options `ifVersion`: the version that the caller has seen
 * @throws DomainError `attempt_does_not_exist`, also for the second of two removals; `forbidden`; `busy`; AttemptChanged for
 *   another version
 */
export async function removeAttempt(
  ports: UpdatePorts & StaffRightsPorts,
  caller: Caller,
  attemptId: number,
  reason: string | null,
  { ifVersion }: { ifVersion?: number | undefined } = {},
): Promise<void> {
  const first = await requireAttempt(ports.attempts, attemptId);
  await removeReadAttempt(ports, await withStaffRightsOver(ports, caller, first), first, reason, { ifVersion });
}

/** The same of an attempt that was read. @param staff the caller with all rights over the attempt */
export async function removeReadAttempt(
  ports: UpdatePorts,
  staff: Caller,
  first: Attempt,
  reason: string | null,
  { ifVersion }: { ifVersion?: number | undefined },
): Promise<void> {
  const by: Actor = { role: 'staff', userId: staff.userId };
  await retryOnCurrent<void>(first, async attempt => {
    const present = await applyTimeOut(ports, attempt, ports.clock());
    findTransition(present, 'remove', capacitiesOn(attempt, staff), { ifVersion });
    const removal: Removal = { at: ports.clock(), by, reason: storableReason(attempt, reason) };
    const outcome = await ports.attempts.remove(attempt, removal, await previousAttemptOf(ports, attempt, removal));
    return outcome.stored ? { stored: true, result: undefined } : outcome;
  });
}

/** The learner's newest earlier attempt at the exam, as stored and as it was before it was superseded. */
async function previousAttemptOf(ports: UpdatePorts, attempt: Attempt, { at: now, by }: Removal) {
  if (!attempt.isCurrent || !attempt.hasPreviousAttempt) return undefined;
  const before = await ports.attempts.readPreviousAttempt(attempt);
  if (!before) return undefined;
  const reason = `attempt ${attempt.attemptId} was removed`;
  const after = applyTransition(before, findTransition(before, 'restore', ['staff']), { now, by, reason, terms: null });
  // An approval, which expires by this time, is not renewed.
  return { before, after: before.status === 'verified' ? { ...after, modifiedAt: before.modifiedAt } : after };
}
