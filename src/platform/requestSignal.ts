import { AsyncLocalStorage } from 'node:async_hooks';

const signals = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs a request whose answer the signal ends. What remains of an answered request is frozen by Lambda, and continues during a
 * later one: `isRequestOver` tells it to stop.
 */
export function runRequest<Result>(signal: AbortSignal, run: () => Result): Result {
  return signals.run(signal, run);
}

/** Whether the caller has been answered that the request ran out of time. False outside of requests. */
export function isRequestOver(): boolean {
  return signals.getStore()?.aborted ?? false;
}

/** Runs what several requests share: the end of one is not that of the others. */
export function runOutsideOfRequests<Result>(run: () => Result): Result {
  return signals.exit(run);
}
