import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { fromAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { batchGet } from '../../src/store/dynamodb/batchGet.ts';
import { NOW } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { runs } from '../support/runs.ts';
import { runSchedule, storeManyEndingAt } from '../support/timeOuts.ts';

/** Many attempts with the same end. */
let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

/** Reads the stored attempts, in the given order. */
async function allStored(attempts: readonly Attempt[]): Promise<(Attempt | undefined)[]> {
  const { client, tables } = stores;
  const keys = attempts.map(({ attemptId }) => ({ attempt_id: attemptId }));
  const items = (await batchGet(client, { [tables.attempts]: keys }))[tables.attempts] ?? [];
  const attemptsById = new Map(items.map(fromAttemptItem).map(attempt => [attempt.attemptId, attempt]));
  return attempts.map(({ attemptId }) => attemptsById.get(attemptId));
}

const closed = (attempts: readonly Attempt[]) =>
  attempts.map(({ attemptId, version }) =>
    expect.objectContaining({ attemptId, status: 'submitted', completedAt: NOW, version: version + 1 }),
  );

const MANY = runs(30, 500);
const FEW = runs(10, 120);

describe(`${MANY} attempts that end in the same minute`, () => {
  it('are closed by one run with one write each, one query and one read per bucket', async () => {
    const attempts = await storeManyEndingAt(stores, MANY, NOW);
    stores.calls.take();
    expect(await runSchedule(stores, NOW)).toMatchObject({
      closed: MANY,
      skipped: 0,
      failed: 0,
      isUnfinished: false,
    });
    const buckets = new Set(attempts.map(({ attemptId }) => attemptId % 48)).size;
    expect(countCalls(stores.calls.take())).toEqual({ Query: 48, BatchGetItem: buckets, UpdateItem: MANY });
    expect(await runSchedule(stores, NOW)).toMatchObject({ closed: 0, skipped: 0 });
    expect(countCalls(stores.calls.take())).toEqual({ Query: 48 });
    expect(await allStored(attempts)).toEqual(closed(attempts));
  });
});

describe(`${FEW} attempts`, () => {
  it('are closed by three runs that are limited, each only once', async () => {
    const attempts = await storeManyEndingAt(stores, FEW, NOW);
    const results = [];
    do results.push(await runSchedule(stores, NOW, { limits: { maxAttempts: (2 * FEW) / 5 } }));
    while (results.at(-1)?.isUnfinished);
    expect(results.map(run => run.closed)).toEqual([2, 2, 1].map(fifths => (fifths * FEW) / 5));
    expect(await allStored(attempts)).toEqual(closed(attempts));
  });

  it('are closed by runs that reach their time limit', async () => {
    const attempts = await storeManyEndingAt(stores, FEW, NOW);
    let checks = 0;
    const first = await runSchedule(stores, NOW, { limits: { hasTime: () => ++checks <= FEW / 2 } });
    expect(first.isUnfinished).toBe(true);
    expect(first.closed).toBeGreaterThan(0);
    const second = await runSchedule(stores, NOW);
    expect(first.closed + second.closed).toBe(FEW);
    expect(await allStored(attempts)).toEqual(closed(attempts));
  });

  it('are closed once each by three concurrent runs', async () => {
    const attempts = await storeManyEndingAt(stores, FEW, NOW);
    const results = await Promise.all([1, 2, 3].map(() => runSchedule(stores, NOW)));
    expect(results.map(run => run.failed)).toEqual([0, 0, 0]);
    expect(results.reduce((sum, run) => sum + run.closed, 0)).toBe(FEW);
    expect(await allStored(attempts)).toEqual(closed(attempts));
  });
});

/** How often each command was sent. */
function countCalls(commands: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    Map.groupBy(commands, command => command)
      .entries()
      .map(([command, calls]) => [command, calls.length]),
  );
}
