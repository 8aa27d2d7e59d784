import { plus, plusAll } from './numbers.ts';
import { ASSUMED } from './parameters.ts';

/** Front ends that have something to ask, by how often they failed with it, and by the class of their attempt. */
export class Clients {
  private readonly classes: number;
  /** The first of them asks at once. */
  private readonly byFailures: Float64Array[];
  private asking: Float64Array[] = [];

  constructor(classes: number) {
    this.classes = classes;
    this.byFailures = [0, ...ASSUMED.clientWaits].map(() => new Float64Array(classes));
  }

  come(perClass: number): void {
    this.comeEach(new Float64Array(this.classes).fill(perClass));
  }

  comeEach(byClass: Float64Array): void {
    const [first] = this.byFailures;
    if (first) plusAll(first, byClass);
  }

  /** Those whose wait is over. What is not told to have failed has gone through. */
  ask(seconds: number): Float64Array {
    this.asking = this.byFailures.map((waiting, failures) => {
      const wait = failures === 0 ? 0 : (ASSUMED.clientWaits[failures - 1] ?? 0);
      const part = wait <= seconds ? 1 : seconds / wait;
      return waiting.map(count => count * part);
    });
    const all = new Float64Array(this.classes);
    for (const [failures, asking] of this.asking.entries()) {
      for (const [one, count] of asking.entries()) {
        plus(all, one, count);
        plus(this.byFailures[failures] ?? all, one, -count);
      }
    }
    return all;
  }

  /** These did not get what they asked for, and wait longer than before. */
  failed(byClass: Float64Array): void {
    const last = this.byFailures.length - 1;
    for (const [one, count] of byClass.entries()) {
      const asking = this.asking.reduce((total, some) => total + (some[one] ?? 0), 0);
      for (const [failures, some] of this.asking.entries()) {
        const share = asking === 0 ? Number(failures === 0) : (some[one] ?? 0) / asking;
        plus(this.byFailures[Math.min(failures + 1, last)] as Float64Array, one, count * share);
      }
    }
  }
}
