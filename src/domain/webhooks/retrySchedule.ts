/** Seconds before each try, the first included: ten tries in 53.6 hours. */
const DELAYS = [0, 5, 300, 1800, 7200, 18_000, 36_000, 43_200, 43_200, 43_200];

/** Tries of an event before it is a failure. */
export const MAX_TRIES = DELAYS.length;

/** SQS's limit of a message's invisibility. */
export const MAX_DELAY_SECONDS = 43_200;
const JITTER = 0.1;

/**
 * Seconds to wait after so many failed tries, at least those that the endpoint asks for; null after the last try.
 * @param random from 0 to 1, spreads the events of an outage: ±10 %, and up to 10 % after the endpoint's own delay
 */
export function retryDelay(
  tries: number,
  { retryAfterSeconds, random }: { retryAfterSeconds: number | null; random: number },
): number | null {
  const scheduled = DELAYS[tries];
  if (scheduled === undefined) return null;
  const delay = scheduled * (1 - JITTER + 2 * JITTER * random);
  const demanded = (retryAfterSeconds ?? 0) * (1 + JITTER * random);
  return Math.min(Math.ceil(Math.max(delay, demanded)), MAX_DELAY_SECONDS);
}
