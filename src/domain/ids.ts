import type { Instant } from './time.ts';

/**
 * Ids of attempts and exams grow with time, without a shared counter: 41 bits of milliseconds since 2020, then 12 random
 * bits. A conditional write detects a collision, and another id is drawn.
 */
const EPOCH = Date.UTC(2020, 0, 1);
const RANDOM_BITS = 12;

/** A random integer from 0 to `below - 1`. */
export type RandomInteger = (below: number) => number;

/** @param above an id that the new one exceeds even if this machine's clock is behind */
export function drawId(now: Instant, random: RandomInteger, above = 0): number {
  const id = (Date.parse(now) - EPOCH) * 2 ** RANDOM_BITS + random(2 ** RANDOM_BITS);
  return id > above ? id : above + 1 + random(2 ** RANDOM_BITS);
}

/** The lowest id that is drawn at an instant. */
export function lowestId(at: Instant): number {
  return Math.max(0, Date.parse(at) - EPOCH) * 2 ** RANDOM_BITS;
}

/** When an id was drawn. */
export function timeOfId(id: number): Instant {
  return new Date(EPOCH + Math.floor(id / 2 ** RANDOM_BITS)).toISOString();
}
