import type { Keyspace } from './keyspace.ts';
import { plus, plusAll, sum } from './numbers.ts';

/** Units that one step of an operation needs of a key. */
export interface Demand {
  on: Keyspace;
  units: number;
  /** Which of the keys, by the class that an attempt's id falls into. */
  keys: Int32Array;
}

/** Calls that are admitted together, or throttled together and then tried again. */
export interface Step {
  demands: readonly Demand[];
  /** Mean seconds of waiting before the second, third … try; after the last of them the request fails. */
  waits: readonly number[];
}

/** By key, for each table or index. */
export type ByKey = ReadonlyMap<Keyspace, Float64Array>;

/** What became of requests within a tick, by class; `throttled` counts tries. */
export interface Outcome {
  done: Float64Array;
  failed: Float64Array;
  throttled: number;
}

/** Requests that wait for their next try, and those of them that are at it. */
interface Try {
  wait: number;
  waiting: Float64Array;
  trying: Float64Array;
}

/** The requests at one step, by how often they have tried. */
class StepQueue {
  private readonly classes: number;
  private readonly demands: readonly Demand[];
  private readonly tries: Try[];

  constructor({ demands, waits }: Step, classes: number) {
    this.classes = classes;
    this.demands = demands;
    this.tries = [0, ...waits].map(wait => ({ wait, waiting: this.none(), trying: this.none() }));
  }

  private none(): Float64Array {
    return new Float64Array(this.classes);
  }

  enter(requests: Float64Array): void {
    const [first] = this.tries;
    if (first) plusAll(first.waiting, requests);
  }

  waitingAgain(): number {
    return this.tries.slice(1).reduce((all, { waiting }) => all + sum(waiting), 0);
  }

  ask(asked: ByKey, seconds: number): void {
    const together = this.none();
    for (const { wait, waiting, trying } of this.tries) {
      const part = wait <= seconds ? 1 : seconds / wait;
      for (let one = 0; one < this.classes; one++) {
        trying[one] = (waiting[one] ?? 0) * part;
        plus(waiting, one, -(trying[one] ?? 0));
      }
      plusAll(together, trying);
    }
    this.putDown(asked, together);
  }

  /** What passes, what is given up, and how many tries were throttled. */
  proceed(passing: ByKey, used: ByKey): Outcome {
    const outcome: Outcome = { done: this.none(), failed: this.none(), throttled: 0 };
    const parts = this.partsOf(passing);
    for (const [number, { trying }] of this.tries.entries()) {
      const again = this.tries[number + 1]?.waiting ?? outcome.failed;
      for (let one = 0; one < this.classes; one++) {
        const count = trying[one] ?? 0;
        const through = count * (parts[one] ?? 1);
        plus(outcome.done, one, through);
        plus(again, one, count - through);
        outcome.throttled += count - through;
      }
    }
    this.putDown(used, outcome.done);
    return outcome;
  }

  private putDown(units: ByKey, requests: Float64Array): void {
    for (const { on, units: each, keys } of this.demands) {
      const of = units.get(on);
      if (of) for (let one = 0; one < this.classes; one++) plus(of, keys[one] ?? 0, (requests[one] ?? 0) * each);
    }
  }

  /** Which part of each class gets all that it needs. */
  private partsOf(passing: ByKey): Float64Array {
    const parts = this.none().fill(1);
    for (const { on, keys } of this.demands) {
      const of = passing.get(on);
      if (!of) continue;
      for (let one = 0; one < this.classes; one++) parts[one] = Math.min(parts[one] ?? 1, of[keys[one] ?? 0] ?? 1);
    }
    return parts;
  }
}

/**
 * Requests of one kind on their way through DynamoDB, as numbers: how many are at which try of which step, by class. Waiting
 * is memoryless with the mean of the jitter.
 */
export class Operation {
  private readonly classes: number;
  private readonly steps: readonly StepQueue[];

  constructor(steps: readonly Step[], classes: number) {
    this.classes = classes;
    this.steps = steps.map(step => new StepQueue(step, classes));
  }

  enter(requests: Float64Array): void {
    this.steps[0]?.enter(requests);
  }

  /** Requests that hold on to their environment while they wait for another try. */
  inside(): number {
    return this.steps.reduce((all, step) => all + step.waitingAgain(), 0);
  }

  /** Those whose wait is over ask for what their step needs. */
  ask(asked: ByKey, seconds: number): void {
    for (const step of this.steps) step.ask(asked, seconds);
  }

  /** Those that every key lets through go on; `used` gets what they took. */
  proceed(passing: ByKey, used: ByKey): Outcome {
    const all: Outcome = { done: new Float64Array(this.classes), failed: new Float64Array(this.classes), throttled: 0 };
    const outcomes = this.steps.map(step => step.proceed(passing, used));
    for (const [at, { done, failed, throttled }] of outcomes.entries()) {
      const next = this.steps[at + 1];
      if (next) next.enter(done);
      else plusAll(all.done, done);
      plusAll(all.failed, failed);
      all.throttled += throttled;
    }
    return all;
  }
}
