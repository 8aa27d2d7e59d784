import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { DomainError } from '../../domain/errors.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import { attemptDoesNotExist } from './readAttempt.ts';

const MAX_TRIES = 100;

/** The error for an attempt that does not exist: 400 as in edx-proctoring, or 404. */
export type MissingAttempt = (attemptId: number) => DomainError;

/**
 * Writes the attempt that `decide` returns, conditional on the attempt it was given; decides again after a conflict.
 * @param decide returns the attempt after the change, or the same object for "no change"
 * @param missing the error if it was removed meanwhile
 * @throws DomainError of `missing`, `busy`; any error of `decide`
 */
export function updateWithOptimisticLock(
  attempts: AttemptStore,
  first: Attempt,
  decide: (attempt: Attempt) => Attempt | Promise<Attempt>,
  missing?: MissingAttempt,
): Promise<Attempt> {
  const update = async (attempt: Attempt): Promise<UpdateOutcome<Attempt>> => {
    const after = await decide(attempt);
    const outcome = after === attempt ? ({ stored: true } as const) : await attempts.write(attempt, after);
    return outcome.stored ? { stored: true, result: after } : outcome;
  };
  return retryOnCurrent(first, update, missing);
}

export type UpdateOutcome<Result> = { stored: true; result: Result } | { stored: false; current: Attempt | undefined };

/**
 * Retries a conditional write with the attempt that the conflict returned.
 * @param missing the error if it was removed meanwhile
 * @throws DomainError of `missing`, `busy`; any error of `update`
 */
export function retryOnCurrent<Result>(
  first: Attempt,
  update: (attempt: Attempt) => Promise<UpdateOutcome<Result>>,
  missing: MissingAttempt = attemptDoesNotExist,
): Promise<Result> {
  let attempt = first;
  const busy = `Attempt ${first.attemptId} is being changed concurrently. Try again.`;
  return retryOnConflict(
    async () => {
      const outcome = await update(attempt);
      if (outcome.stored) return outcome.result;
      if (!outcome.current) throw missing(first.attemptId);
      attempt = outcome.current;
      return CONFLICT;
    },
    { maxTries: MAX_TRIES, busy },
  );
}
