/**
 * Ids of attempts and exams: integers below 2^53 that grow with time and that no shared counter hands out.
 * 41 bits of milliseconds since 2020, then 12 random bits; a clash within one millisecond is caught by a conditional
 * write and drawn again.
 */
const EPOCH = Date.UTC(2020, 0, 1);
const RANDOM_BITS = 12;

/** Source of random numbers: an integer from 0 up to, not including, `below`. */
export type RandomInteger = (below: number) => number;

/**
 * @param now the time, ISO 8601
 * @param above an id that the new one must exceed, regardless of this machine's clock
 */
export function drawId(now: string, random: RandomInteger, above = 0): number {
  const id = (Date.parse(now) - EPOCH) * 2 ** RANDOM_BITS + random(2 ** RANDOM_BITS);
  return id > above ? id : above + 1 + random(2 ** RANDOM_BITS);
}
