import { setTimeout as pause } from 'node:timers/promises';

/** The longest pause between two polls, by default. */
const MAX_PAUSE_MS = 400;

/** Reads a value again and again until the condition is reached. @throws Error with the last value after the deadline */
export async function until<T>(
  read: () => Promise<T> | T,
  isReached: (value: T) => boolean,
  deadlineMs = 120_000,
  maxPauseMs = MAX_PAUSE_MS,
): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  for (let pauseMs = 50; ; pauseMs = Math.min(2 * pauseMs, maxPauseMs)) {
    const value = await read();
    if (isReached(value)) return value;
    if (Date.now() > deadline) throw new Error(`not there in ${deadlineMs} ms; last seen: ${JSON.stringify(value)}`);
    await pause(pauseMs);
  }
}
