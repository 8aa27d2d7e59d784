import { DomainError } from '../domain/errors.ts';

/** The result of a try that lost against another writer. */
export const CONFLICT: unique symbol = Symbol('conflict');

export interface RetryOptions {
  /** Limit of consecutive conflicts. */
  maxTries: number;
  /** The detail of the `busy` error after the last try. */
  busy: string;
  /** The error in place of `busy`, if another cause than conflicts is known. */
  failure?: () => Error | undefined;
  /** Waits before a retry, counted from 1. Not needed if each try reads again: `transact` already backs off. */
  pause?: (retry: number) => Promise<unknown>;
}

/**
 * Runs the operation until it reports no conflict; each try reads, decides and writes anew.
 * @throws DomainError `busy` or `failure` after the last try; errors of the operation at once
 */
export async function retryOnConflict<Result>(
  operation: () => Promise<Result | typeof CONFLICT>,
  { maxTries, busy, failure, pause }: RetryOptions,
): Promise<Result> {
  for (let retry = 0; retry < maxTries; retry++) {
    if (retry > 0) await pause?.(retry);
    const result = await operation();
    if (result !== CONFLICT) return result;
  }
  throw failure?.() ?? new DomainError('busy', busy);
}
