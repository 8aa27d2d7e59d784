import { type Caller, requireStaffOf } from '../actors.ts';
import type { Clock } from '../time.ts';
import type { AttemptStore } from './attemptStore.ts';
import { requireAttempt } from './readAttempt.ts';
import { untilStored } from './writeUntilStored.ts';

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
  await untilStored(await requireAttempt(given.attempts, attemptId), async attempt => {
    const by = requireStaffOf(caller, attempt.courseId);
    const outcome = await given.attempts.remove(attempt, { at: given.clock(), by, reason });
    return outcome.stored ? { stored: true, result: undefined } : outcome;
  });
}
