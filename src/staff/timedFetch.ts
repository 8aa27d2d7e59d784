/** Longer than the service answers any request. */
const MAX_WAIT_MS = 60_000;

/** Fails without an answer in time: a connection that hangs holds up no later action, and no renewal of the log-in. */
export const timedFetch: typeof fetch = (input, init = {}) => {
  const limit = AbortSignal.timeout(MAX_WAIT_MS);
  return fetch(input, { ...init, signal: init.signal ? AbortSignal.any([init.signal, limit]) : limit });
};
