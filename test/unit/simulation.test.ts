import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Clients } from '../../bench/simulation/clients.ts';
import { Environments } from '../../bench/simulation/environments.ts';
import { FewKeys, type Keyspace, ManyKeys } from '../../bench/simulation/keyspace.ts';
import { sum } from '../../bench/simulation/numbers.ts';
import { Operation } from '../../bench/simulation/operation.ts';
import { simulateClosing } from '../../bench/simulation/schedule.ts';
import { seeded } from '../../bench/simulation/seeded.ts';
import { perSecondOf, simulateBacklog } from '../../bench/simulation/stream.ts';
import { TokenBucket } from '../../bench/simulation/tokenBucket.ts';
import { drawId } from '../../src/domain/ids.ts';

/** What the simulation of docs/scaling.md is made of, on cases that can be reckoned by hand. */

/** 1,000 units a second for each of its partitions. */
const takesAThousand = { perSecond: 1000, partitions: 1, quota: 40_000 };

/** So many requests come every second for ten seconds; how many seconds until all are done, and how many tries that took. */
function drain(on: Keyspace, perSecond: number, given: { classes?: number; waits?: number[] } = {}) {
  const { classes = 1, waits = Array.from({ length: 1000 }, () => 1) } = given;
  const keys = Int32Array.from({ length: classes }, (_, one) => one % on.keys);
  const operation = new Operation([{ demands: [{ on, units: 1, keys }], waits }], classes);
  let [done, failed, throttled, second] = [0, 0, 0, 0];
  for (; second < 1000 && (second < 10 || operation.inside() > 0.001); second++) {
    if (second < 10) operation.enter(new Float64Array(classes).fill(perSecond / classes));
    const [asked, used] = [new Float64Array(on.keys), new Float64Array(on.keys)];
    operation.ask(new Map([[on, asked]]), 1);
    const outcome = operation.proceed(new Map([[on, on.passing(asked, 1)]]), new Map([[on, used]]));
    on.go(used, asked, 1);
    done += sum(outcome.done);
    failed += sum(outcome.failed);
    throttled += outcome.throttled;
  }
  return { seconds: second, done: Math.round(done), failed: Math.round(failed), throttled: Math.round(throttled) };
}

describe('a key', () => {
  it('at 2,000 writes a second for 10 s is done after 20 s; each second a thousand more wait', () => {
    const key = new FewKeys(1, takesAThousand, () => 0);
    // 1,000 wait after the first second, 10,000 after the tenth, 0 after the twentieth.
    expect(drain(key, 2000)).toEqual({ seconds: 20, done: 20_000, failed: 0, throttled: 55_000 + 45_000 });
  });

  it('below its limit throttles nobody', () => {
    expect(drain(new FewKeys(1, takesAThousand, () => 0), 999)).toMatchObject({ seconds: 10, throttled: 0 });
  });

  it('lets as many go ahead as its queue holds, once', () => {
    const key = new FewKeys(1, { ...takesAThousand, ahead: 4000 }, () => 0);
    expect(drain(key, 2000)).toMatchObject({ seconds: 16, done: 20_000 });
  });

  it('fails those that have tried three times', () => {
    const key = new FewKeys(1, takesAThousand, () => 0);
    const { done, failed } = drain(key, 4000, { waits: [1, 1] });
    expect([done + failed, done]).toEqual([40_000, 12_000]);
  });
});

describe('two keys', () => {
  it('on two partitions take twice as much', () => {
    const keys = new FewKeys(2, takesAThousand, key => key);
    expect(drain(keys, 2000, { classes: 2 })).toMatchObject({ seconds: 10, throttled: 0 });
  });

  it('on the same partition take no more than one, until it is split after five minutes of heat', () => {
    const keys = new FewKeys(2, takesAThousand, () => 0);
    const passing = () => {
      const asked = new Float64Array([1000, 1000]);
      const part = keys.passing(asked, 1);
      keys.go(
        asked.map((units, key) => units * (part[key] ?? 0)),
        asked,
        1,
      );
      return part[0];
    };
    const parts = Array.from({ length: 302 }, passing);
    expect([parts[0], parts[299], parts[300]]).toEqual([0.5, 0.5, 1]);
  });

  it('never take more than the quota of the table', () => {
    const keys = new FewKeys(2, { ...takesAThousand, quota: 500 }, key => key);
    expect([...keys.passing(new Float64Array([1000, 1000]), 1)]).toEqual([0.25, 0.25]);
  });
});

describe('very many keys', () => {
  it('take what all partitions take, and twice that after five minutes of heat', () => {
    const table = new ManyKeys({ ...takesAThousand, partitions: 4 });
    const asked = Float64Array.of(16_000);
    expect(table.passing(asked, 1)[0]).toBe(0.25);
    for (let second = 0; second < 300; second++) table.go(asked, asked, 1);
    expect(table.passing(asked, 1)[0]).toBe(0.5);
  });
});

describe('a token bucket', () => {
  it('gives what was not used before, up to its depth', () => {
    const gateway = new TokenBucket(10_000, 5000);
    expect(gateway.available(1)).toBe(15_000);
    gateway.take(15_000, 1);
    expect(gateway.available(1)).toBe(10_000);
    gateway.take(8000, 1);
    expect(gateway.available(1)).toBe(12_000);
  });
});

describe('environments', () => {
  const each = { inside: 0, each: 0.05, seconds: 1 };

  it('are a thousand at once, answer ten requests a second each, and become a hundred more every second', () => {
    const some = new Environments(5000, 0);
    expect([some.admit(50_000, each), some.admit(50_000, each), some.admit(50_000, each)]).toEqual([
      10_000, 11_000, 12_000,
    ]);
  });

  it('that are held by requests which wait answer no others', () => {
    expect(new Environments(1000, 1000).admit(50_000, { ...each, inside: 990 })).toBe(200);
    expect(new Environments(1000, 1000).admit(50_000, { ...each, inside: 2000 })).toBe(0);
  });
});

describe('a client', () => {
  it('that is refused waits longer every time', () => {
    const clients = new Clients(1);
    clients.come(100);
    expect(sum(clients.ask(0.5))).toBe(100);
    clients.failed(Float64Array.of(100));
    // A mean of 1 s, then of 2 s.
    expect(sum(clients.ask(0.5))).toBe(50);
    clients.failed(Float64Array.of(50));
    expect(sum(clients.ask(0.5))).toBeCloseTo(25 + 12.5);
  });
});

describe('the schedule', () => {
  const ends = { withinSeconds: 60, runs: 1, buckets: 64, mostAttempts: 1e9 };

  it('closes few at the next look, half a minute later at the most', () => {
    const { seconds, mostLagSeconds } = simulateClosing({ ...ends, attempts: 600 });
    // The last of them end in the second minute's first second: its second look.
    expect([seconds, mostLagSeconds]).toEqual([90, 31]);
  });

  it.each([
    // 2,000 a second for 50 s of each minute.
    [{ runs: 1 }, 10],
    [{ runs: 1, mostAttempts: 50_000 }, 20],
    [{ runs: 5 }, 2],
    // A bucket takes a thousand a second: one run has no more than that.
    [{ runs: 1, buckets: 1 }, 20],
  ])('with %j takes about as many minutes for a million as it can close in one', (given, minutes) => {
    const { seconds } = simulateClosing({ ...ends, attempts: 1_000_000, ...given });
    expect(Math.abs(seconds / 60 - minutes)).toBeLessThanOrEqual(1);
  });
});

describe('a stream', () => {
  const consumer = { shards: 2, batch: 100, batchSeconds: 1 };

  it('is read ten lanes of each shard at a time, as fast as what is written takes it', () => {
    expect(perSecondOf(consumer)).toBe(2000);
    expect(perSecondOf({ ...consumer, mostWritten: 500 })).toBe(500);
  });

  it('of 3,000 a second for 10 s is caught up with after 15 s', () => {
    const waiting = simulateBacklog(
      Array.from({ length: 10 }, () => 3000),
      consumer,
    );
    expect([waiting.length, waiting[0], waiting[9], waiting.at(-1)]).toEqual([15, 1000, 10_000, 0]);
  });
});

describe('chance', () => {
  it('is the same for the same seed', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seeded(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});

describe('ids drawn within one minute', () => {
  const random = seeded(7);
  const drawn = Array.from({ length: 20_000 }, (_, at) =>
    drawId(new Date(Date.UTC(2026, 10, 2) + at * 3).toISOString(), below => Math.floor(random() * below)),
  );
  const mostOf = (placeOf: (id: number) => number) =>
    Math.max(
      ...Map.groupBy(drawn, placeOf)
        .values()
        .map(some => some.length),
    );

  it('are spread evenly over buckets by their low bits, and over partitions by any hash', () => {
    // 312 each; a key's hash is DynamoDB's own, MD5 stands for it.
    expect(mostOf(id => id % 64)).toBeLessThan(400);
    expect(mostOf(id => (createHash('md5').update(String(id)).digest()[0] ?? 0) % 64)).toBeLessThan(400);
  });
});
