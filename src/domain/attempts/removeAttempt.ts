import { type Caller, requireStaffOf } from '../actors.ts';
import { Refusal } from '../errors.ts';
import type { Clock } from '../time.ts';
import type { AttemptStore } from './attemptStore.ts';
import { attemptDoesNotExist, requireAttempt } from './readAttempt.ts';

const MOST_ROUNDS = 100;

/**
 * Removes an attempt, whatever its status. The stream writes its history item; the directory knows it as archived from
 * the same moment on.
 * @throws Refusal `attempt_does_not_exist`, also for the slower of two removals; `forbidden`; `busy`
 */
export async function removeAttempt(
  given: { attempts: AttemptStore; clock: Clock },
  caller: Caller,
  attemptId: number,
  reason: string | null,
): Promise<void> {
  let attempt = await requireAttempt(given.attempts, attemptId);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const by = requireStaffOf(caller, attempt.courseId);
    const outcome = await given.attempts.remove(attempt, { at: given.clock(), by, reason });
    if (outcome.stored) return;
    if (!outcome.current) throw attemptDoesNotExist(attemptId);
    attempt = outcome.current;
  }
  throw new Refusal('busy', `Attempt ${attemptId} is being changed by many at once. Try again.`);
}
