import { AsyncLocalStorage } from 'node:async_hooks';

interface Request {
  /** Ends the answer. */
  signal: AbortSignal;
  /** As the caller has it in X-Request-Id. */
  id?: string | undefined;
}

const requests = new AsyncLocalStorage<Request>();

/**
 * Runs a request. What remains of an answered request is frozen by Lambda, and continues during a later one: `isRequestOver`
 * tells it to stop.
 */
export function runRequest<Result>(request: Request, run: () => Result): Result {
  return requests.run(request, run);
}

/** The id of the request that is running; undefined outside of requests. */
export function requestId(): string | undefined {
  return requests.getStore()?.id;
}

/** Whether the caller has been answered that the request ran out of time. False outside of requests. */
export function isRequestOver(): boolean {
  return requests.getStore()?.signal.aborted ?? false;
}

/** Ends a call at the end of its request, or after a time. Outside of requests, after the time only. */
export function callSignal(timeoutMs: number): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  const request = requests.getStore()?.signal;
  return request ? AbortSignal.any([request, timeout]) : timeout;
}

/** Ends a call at the end of its request; undefined outside of requests. */
export function requestSignal(): AbortSignal | undefined {
  return requests.getStore()?.signal;
}

/** Runs what several requests share: the end of one is not that of the others. */
export function runOutsideOfRequests<Result>(run: () => Result): Result {
  return requests.exit(run);
}
