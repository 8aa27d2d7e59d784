/** Lets the parts of a mapping wait for each other without polling. */
export interface Bell {
  /** Says that something has changed. */
  ring(): void;
  /** Resolves when the condition holds, which is looked at on each ring, after the time given, or on abort. */
  until(condition: () => boolean, timeoutMs?: number): Promise<void>;
  /** Resolves after the time given or on abort. */
  pause(ms: number): Promise<void>;
}

/** A bell that keeps no timer and no waiting part after the signal's abort. */
export function createBell(signal: AbortSignal): Bell {
  const waiting = new Set<() => void>();
  const ring = () => {
    for (const look of [...waiting]) look();
  };
  signal.addEventListener('abort', ring, { once: true });

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
  return { ring, until, pause: ms => until(() => false, ms) };
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
