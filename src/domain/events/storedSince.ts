import { type Instant, laterBy } from '../time.ts';

const SECONDS_OF_A_DAY = 86_400;

/** The beginning of the log of events: earlier ones expire, and are deleted some days later. */
export function storedSince(now: Instant, retentionDays: number): Instant {
  return laterBy(now, -retentionDays * SECONDS_OF_A_DAY);
}
