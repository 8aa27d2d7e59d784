import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../domain/errors.ts';

/** The result of a try that lost against another writer. */
export const CONFLICT: unique symbol = Symbol('conflict');

export interface RetryOptions {
  /** As many conflicts in a row are no traffic, but a fault. */
  maxTries: number;
  /** The detail of the `busy` error that follows the last try. */
  busy: string;
  /**
   * Waits before a retry, counted from 1. Left out where each try reads again: its winner has made progress, and writes
   * that collide inside DynamoDB have waited in the store already.
   */
  pause?: (retry: number) => Promise<unknown>;
}

/**
 * Runs the operation until it reports no conflict; each try reads, decides and writes anew.
 * @throws DomainError `busy` after the last try; an error of the operation at once
 */
export async function retryOnConflict<Result>(
  operation: () => Promise<Result | typeof CONFLICT>,
  { maxTries, busy, pause }: RetryOptions,
): Promise<Result> {
  for (let retry = 0; retry < maxTries; retry++) {
    if (retry > 0) await pause?.(retry);
    const result = await operation();
    if (result !== CONFLICT) return result;
  }
  throw new DomainError('busy', busy);
}

/** Exponential back-off with full jitter: writers that met once are unlikely to meet again. */
export function backOff(retry: number, { baseMs = 10, maxMs = 500 } = {}): Promise<void> {
  return sleep(Math.random() * Math.min(maxMs, baseMs * 2 ** (retry - 1)));
}
