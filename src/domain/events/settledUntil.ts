import { type Instant, laterBy } from '../time.ts';

/**
 * Events of the last minute are not listed yet: others may be logged with an earlier time until then. It exceeds the time
 * limit of the function that logs them, the delay of an index, and differences between clocks.
 */
export const SETTLING_SECONDS = 60;

/** All events logged before this time are known: a list up to it never grows in between. */
export function settledUntil(now: Instant): Instant {
  return laterBy(now, -SETTLING_SECONDS);
}
