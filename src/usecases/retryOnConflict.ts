import type { Attempt } from '../domain/attempts/attempt.ts';
import { DomainError } from '../domain/errors.ts';
import { attemptDoesNotExist } from './attempts/readAttempt.ts';
import type { AttemptStore } from './ports/attemptStore.ts';

/** Each round somebody else has won a write on this attempt; this many in a row is not traffic but a fault. */
const MAX_RETRIES = 100;

/**
 * One conditional write of what `decide` makes of the attempt. When somebody else was faster, `decide` is asked again
 * about the attempt as it is now: two at once, one wins, the other is judged on the new state.
 * @param decide answers the attempt after the change, or the very same attempt for "no change"
 * @throws Refusal `attempt_does_not_exist` when it was removed meanwhile; `busy`; whatever `decide` throws
 */
export function updateWithOptimisticLock(
  attempts: AttemptStore,
  first: Attempt,
  decide: (attempt: Attempt) => Attempt | Promise<Attempt>,
): Promise<Attempt> {
  return retryOnConflict(first, async attempt => {
    const after = await decide(attempt);
    const outcome = after === attempt ? ({ stored: true } as const) : await attempts.write(attempt, after);
    return outcome.stored ? { stored: true, result: after } : outcome;
  });
}

/**
 * Tries a conditional write, and as long as somebody else is faster tries it again on the attempt as it is then.
 * @throws Refusal `attempt_does_not_exist` when it was removed meanwhile; `busy`; whatever `tryOn` throws
 */
export async function retryOnConflict<Result>(
  first: Attempt,
  tryOn: (
    attempt: Attempt,
  ) => Promise<{ stored: true; result: Result } | { stored: false; current: Attempt | undefined }>,
): Promise<Result> {
  let attempt = first;
  for (let round = 0; round < MAX_RETRIES; round++) {
    const outcome = await tryOn(attempt);
    if (outcome.stored) return outcome.result;
    if (!outcome.current) throw attemptDoesNotExist(first.attemptId);
    attempt = outcome.current;
  }
  throw new DomainError('busy', `Attempt ${first.attemptId} is being changed by many at once. Try again.`);
}
