/** A condition variable: parts of a mapping wait for each other without polling. */
export interface ChangeSignal {
  /** Re-evaluates all conditions. */
  notify(): void;
  /** Resolves when the condition holds, which is evaluated at each notification, after the timeout, or on abort. */
  until(condition: () => boolean, timeoutMs?: number): Promise<void>;
  /** Resolves after the timeout or on abort. */
  pause(ms: number): Promise<void>;
}

/** Keeps no timer and no waiting part after the signal's abort. */
export function createChangeSignal(signal: AbortSignal): ChangeSignal {
  const waiting = new Set<() => void>();
  const notify = () => {
    for (const look of [...waiting]) look();
  };
  signal.addEventListener('abort', notify, { once: true });

  const until = (condition: () => boolean, timeoutMs = Number.POSITIVE_INFINITY) =>
    new Promise<void>(resolve => {
      const finish = () => {
        cancel();
        waiting.delete(look);
        resolve();
      };
      const look = () => {
        if (signal.aborted || condition()) finish();
      };
      const cancel = startTimer(finish, timeoutMs);
      waiting.add(look);
      look();
    });
  return { notify, until, pause: ms => until(() => false, ms) };
}

function startTimer(callback: () => void, ms: number): () => void {
  if (ms === Number.POSITIVE_INFINITY) return () => {};
  // Not even a delay of zero may starve the event loop, and a timer would make a millisecond of it.
  if (ms <= 0) {
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  }
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
