import type { Caller } from '../../domain/actors.ts';
import { withSameTime } from '../../domain/attempts/attempt.ts';
import { DomainError } from '../../domain/errors.ts';
import type { UpdatePorts } from '../ports/attemptPorts.ts';
import { requireAttempt } from './readAttempt.ts';
import { updateWithOptimisticLock } from './updateAttempt.ts';

/**
 * Records that the learner has seen how the attempt ended; no status changes.
 * @throws DomainError `attempt_does_not_exist`, `forbidden`, `busy`
 */
export async function acknowledgeStatus(
  ports: Pick<UpdatePorts, 'attempts' | 'clock'>,
  caller: Caller,
  attemptId: number,
): Promise<void> {
  await updateWithOptimisticLock(ports.attempts, await requireAttempt(ports.attempts, attemptId), attempt => {
    if (attempt.user.id !== caller.userId) {
      throw new DomainError('forbidden', `Only the learner of attempt ${attemptId} may acknowledge its status.`);
    }
    if (attempt.isStatusAcknowledged) return attempt;
    const by = { role: 'learner', userId: caller.userId } as const;
    return withSameTime(attempt, { isStatusAcknowledged: true }, { now: ports.clock(), by });
  });
}
