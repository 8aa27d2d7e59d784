import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { SCHEDULE_BUCKETS } from '../../src/store/attempts/attemptItem.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { aCaller, NOW, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { runs } from '../support/runs.ts';
import { storedExam } from '../support/scenarios/stored.ts';
import { attemptEndingAt } from '../support/scheduleRun.ts';
import { editManually, runSchedule } from '../support/timeOuts.ts';

const END = NOW;
const justBefore = (end: string) => laterBy(end, -0.001);

let stores: FreshStores;
let examId: number;

beforeAll(async () => {
  stores = await freshStores();
  examId = await storedExam(stores);
});

const attemptEnding = () => attemptEndingAt(stores, examId, END);
const stored = (attempt: Attempt) => stores.ports.attempts.read(attempt.attemptId);
const learnerOf = (attempt: Attempt) => aCaller({ userId: attempt.user.id });
const act = (attempt: Attempt, action: 'start' | 'stop' | 'submit' | 'decline' | 'error', at: string) =>
  actOnAttempt({ ...stores.ports, clock: () => at }, learnerOf(attempt), attempt.attemptId, action);

describe('a submit at the moment of the time-out', () => {
  it.each([
    ['just before the end', justBefore(END)],
    ['at the end', END],
  ])('%s: exactly one of the two is written', async (_case, index) => {
    const attempts = await Promise.all(Array.from({ length: runs(8, 30) }, attemptEnding));
    const [submitted] = await Promise.all([
      Promise.all(attempts.map(attempt => act(attempt, 'submit', index))),
      runSchedule(stores, END),
    ]);
    expect(submitted.map(({ status }) => status)).toEqual(attempts.map(() => 'submitted'));
    for (const attempt of attempts) {
      const after = await stored(attempt);
      const byLearner = after?.lastChange.by.role === 'learner';
      if (index === END) expect(byLearner).toBe(false);
      expect(after).toMatchObject({ status: 'submitted', version: 3, completedAt: byLearner ? index : END });
    }
  });
});

describe('a manually edited attempt', () => {
  /** All buckets take 48 queries. */
  const bucketsOf = (...attempts: Attempt[]) => {
    const buckets = new Set(attempts.map(({ attemptId }) => attemptId % SCHEDULE_BUCKETS));
    return { schedule: { ...stores.ports.schedule, buckets: [...buckets] } };
  };
  const sweepOf = (attempt: Attempt) => runSchedule(stores, END, bucketsOf(attempt));

  const item = async (attempt: Attempt) => {
    const Key = { attempt_id: attempt.attemptId };
    const { Item } = await stores.client.send(new GetCommand({ TableName: stores.tables.attempts, Key }));
    return Item ?? {};
  };

  it.each<[string, string, Record<string, unknown>?, number?]>([
    ['version 0', 'SET version = :v', { ':v': 0 }],
    ['a negative version', 'SET version = :v', { ':v': -5 }, -4],
    ['a text as version', 'SET version = :v', { ':v': '3' }],
    ['a list as version', 'SET version = :v', { ':v': [3] }],
    ['no version', 'REMOVE version'],
  ])('with %s is closed nevertheless', async (_case, expression, values, version = 1) => {
    const attempt = await attemptEnding();
    await editManually(stores, attempt.attemptId, expression, values);
    expect(await sweepOf(attempt)).toMatchObject({ closed: 1, skipped: 0, failed: 0 });
    expect(await item(attempt)).toMatchObject({ status: 'submitted', completed_at: END, version });
  });

  it.each<[string, string, Record<string, unknown>?]>([
    ['verified', 'SET #status = :s', { ':s': 'verified' }],
    ['created', 'SET #status = :s', { ':s': 'created' }],
    ['a number', 'SET #status = :s', { ':s': 5 }],
    ['nothing at all', 'REMOVE #status'],
  ])('with the status %s keeps it, and leaves the schedule', async (_case, expression, values) => {
    const attempt = await attemptEnding();
    await editManually(stores, attempt.attemptId, expression, values);
    const { in_progress_user_id, schedule_bucket, scheduled_at, ...rest } = await item(attempt);
    expect(scheduled_at).toBe(END);
    expect(await sweepOf(attempt)).toMatchObject({ deindexed: 1, closed: 0, failed: 0 });
    expect(await item(attempt)).toEqual(rest);
    expect(await sweepOf(attempt)).toMatchObject({ deindexed: 0, skipped: 0 });
  });

  it('with an invalid end is logged, delays no other attempt, and stays unchanged', async () => {
    const [odd, other] = await Promise.all([attemptEnding(), attemptEnding()]);
    await editManually(stores, odd.attemptId, 'SET scheduled_at = :v', { ':v': '2026' });
    const failures: unknown[] = [];
    const run = await runSchedule(stores, END, {
      ...bucketsOf(odd, other),
      onFailure: failure => failures.push(failure),
    });
    expect(run).toMatchObject({ closed: 1, failed: 1 });
    expect(failures).toEqual([{ attemptId: odd.attemptId, error: expect.any(TypeError) }]);
    expect(await stored(odd)).toEqual(odd);
    expect(await stored(other)).toMatchObject({ status: 'submitted' });
    await removeAttempt(stores.ports, STAFF, odd.attemptId, null);
  });
});
