import { setTimeout as sleep } from 'node:timers/promises';
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

interface BackOffLimits {
  baseMs?: number;
  maxMs?: number;
}

/** Exponential back-off with full jitter, so that colliding writers are unlikely to collide again. */
export function backOff(retry: number, limits?: BackOffLimits): Promise<void> {
  return sleep(backOffDelay(retry, limits));
}

/** The delay in milliseconds before a retry, counted from 1. */
export function backOffDelay(retry: number, { baseMs = 10, maxMs = 500 }: BackOffLimits = {}): number {
  return Math.random() * Math.min(maxMs, baseMs * 2 ** (retry - 1));
}
