import { setTimeout as pause } from 'node:timers/promises';

/** Each look costs what it looks at. */
const MAX_PAUSE_MS = 400;

/** What `look` answers as soon as `isThere` holds for it; fails with the last answer after the deadline. */
export async function until<T>(
  look: () => Promise<T> | T,
  isThere: (found: T) => boolean,
  deadlineMs = 120_000,
): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
    const found = await look();
    if (isThere(found)) return found;
    if (Date.now() > deadline) throw new Error(`not there in ${deadlineMs} ms; last seen: ${JSON.stringify(found)}`);
    await pause(pauseMs);
  }
}
