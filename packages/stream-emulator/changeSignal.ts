/** A condition variable, for waits between the parts of a mapping without polling. */
export interface ChangeSignal {
  /** Re-evaluates all conditions. */
  notify(): void;
  /** Resolves when the condition holds (evaluated at each notification), after the timeout, or on abort. */
  until(condition: () => boolean, timeoutMs?: number): Promise<void>;
  /** Resolves after the timeout or on abort. */
  pause(ms: number): Promise<void>;
}

/** On abort of the signal all waits end, and their timers are removed. */
export function createChangeSignal(signal: AbortSignal): ChangeSignal {
  const evaluations = new Set<() => void>();
  const notify = () => {
    for (const evaluate of [...evaluations]) evaluate();
  };
  signal.addEventListener('abort', notify, { once: true });

  const until = (condition: () => boolean, timeoutMs = Number.POSITIVE_INFINITY) =>
    new Promise<void>(resolve => {
      const finish = () => {
        cancel();
        evaluations.delete(evaluate);
        resolve();
      };
      const evaluate = () => {
        if (signal.aborted || condition()) finish();
      };
      const cancel = startTimer(finish, timeoutMs);
      evaluations.add(evaluate);
      evaluate();
    });
  return { notify, until, pause: ms => until(() => false, ms) };
}

function startTimer(callback: () => void, ms: number): () => void {
  if (ms === Number.POSITIVE_INFINITY) return () => {};
  // A delay of zero must not starve the event loop; a timer would round it up to a millisecond.
  if (ms <= 0) {
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  }
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
