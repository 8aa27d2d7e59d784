import { setTimeout as pause } from 'node:timers/promises';

/** The longest pause between two polls. */
const MAX_PAUSE_MS = 400;

/** Polls `look` until `isThere` holds for its answer; throws with the last answer after the deadline. */
export async function until<T>(
  read: () => Promise<T> | T,
  isReached: (found: T) => boolean,
  deadlineMs = 120_000,
): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
    const found = await read();
    if (isReached(found)) return found;
    if (Date.now() > deadline) throw new Error(`not there in ${deadlineMs} ms; last seen: ${JSON.stringify(found)}`);
    await pause(pauseMs);
  }
}
