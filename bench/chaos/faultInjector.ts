/** Random numbers from 0 to 1 that a seed determines (mulberry32). */
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

/** One of several faults by their probabilities; undefined as a rule. */
export function pickFault<Fault extends string>(
  random: Random,
  odds: Readonly<Partial<Record<Fault, number>>>,
): Fault | undefined {
  let left = random();
  for (const [fault, odd] of Object.entries(odds) as [Fault, number][]) {
    left -= odd;
    if (left < 0) return fault;
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
