import type { Caller } from '../../domain/actors.ts';
import { changed } from '../../domain/attempts/attempt.ts';
import { Refusal } from '../../domain/errors.ts';
import type { ChangingPorts } from '../ports/attemptPorts.ts';
import { writeUntilStored } from '../retryOnConflict.ts';
import { requireAttempt } from './readAttempt.ts';

/**
 * The learner has seen how the attempt ended; no status changes.
 * @throws Refusal `attempt_does_not_exist`, `forbidden`, `busy`
 */
export async function acknowledgeStatus(
  given: Pick<ChangingPorts, 'attempts' | 'clock'>,
  caller: Caller,
  attemptId: number,
): Promise<void> {
  await writeUntilStored(given.attempts, await requireAttempt(given.attempts, attemptId), attempt => {
    if (attempt.user.id !== caller.userId) {
      throw new Refusal('forbidden', 'Only the learner whose attempt this is may do this.');
    }
    if (attempt.isStatusAcknowledged) return attempt;
    const by = { role: 'learner', userId: caller.userId } as const;
    return changed(attempt, { isStatusAcknowledged: true }, { now: given.clock(), by });
  });
}
