/** A pseudo-random number from 0 to 1, determined by a seed (mulberry32). */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Picks at most one fault by its probability. */
export function pickFault<Fault extends string>(
  random: Random,
  odds: Readonly<Partial<Record<Fault, number>>>,
): Fault | undefined {
  let remainder = random();
  for (const [fault, probability] of Object.entries(odds) as [Fault, number][]) {
    remainder -= probability;
    if (remainder < 0) return fault;
  }
  return undefined;
}

/** Counts events by name. */
export class Counter {
  readonly counts: Record<string, number> = {};

  add(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1;
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }
}
