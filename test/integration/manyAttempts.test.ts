import { randomInt } from 'node:crypto';
import { BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { mapInBatches } from '../../src/platform/mapInBatches.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { toClaimItem } from '../../src/store/directory/directoryItem.ts';
import { directoryKey } from '../../src/store/directory/directoryKey.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { listAttempts } from '../../src/usecases/attempts/listAttempts.ts';
import { removeAllAttempts } from '../../src/usecases/attempts/removeAllAttempts.ts';
import { aCaller, anAttempt, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { IS_LONG, runs } from '../support/runs.ts';
import { allAttempts, storedExam } from '../support/scenarios/stored.ts';

/** Operations that a learner can repeat: no answer, item or call may grow without bound. */
let stores: FreshStores;
beforeAll(async () => {
  stores = await freshStores();
});

/** Each attempt is a write to all indexes, which are slow on DynamoDB Local. */
const MANY = runs(60, 300);

/**
 * A learner with a number of attempts at a practice exam, the newest one current, written directly to the tables.
 * @param entries how many of the oldest only have the attributes of the index that counts them
 */
async function learnerWith(count: number, { entries = 0 } = {}) {
  const courseId = newCourseId();
  const examId = await storedExam(stores, { courseId, isPracticeExam: true, isProctored: false });
  const user = { id: randomInt(1, 2 ** 40), username: 'mina', email: '' };
  const from = randomInt(1, 2 ** 46);
  const attempts = Array.from({ length: count }, (_, index) =>
    anAttempt({
      ...{ attemptId: from + index, courseId, examId, user, status: 'submitted', externalId: null },
      ...{ isCurrent: index === count - 1, hasPreviousAttempt: index > 0, createdPractice: true },
    }),
  );
  const batches = Array.from({ length: Math.ceil(count / 25) }, (_, index) =>
    attempts.slice(index * 25, index * 25 + 25),
  );
  const itemOf = (attempt: Attempt) => {
    const Item = toAttemptItem(attempt);
    const { attempt_id, exam_learner } = Item;
    return attempt.attemptId < from + entries ? { attempt_id, exam_learner } : Item;
  };
  await mapInBatches(batches, 4, batch => {
    const puts = batch.map(attempt => ({ PutRequest: { Item: itemOf(attempt) } }));
    return stores.client.send(new BatchWriteCommand({ RequestItems: { [stores.tables.attempts]: puts } }));
  });
  const Item = toClaimItem(directoryKey.pair(examId, user.id), from + count - 1);
  await stores.client.send(new PutCommand({ TableName: stores.tables.directory, Item }));
  return { courseId, examId, user, attempts, learner: aCaller({ userId: user.id }) };
}

describe('the list of a course', () => {
  it.each([
    { count: 1, listedCount: 1, counted: 1, calls: 0 },
    { count: 24, listedCount: 24, counted: 24, calls: 2 },
    { count: 25, listedCount: 25, counted: 25, calls: 3 },
    { count: 26, listedCount: 25, counted: 26, calls: 3 },
    { count: MANY, listedCount: 25, counted: MANY, calls: 3 },
  ])(
    'shows $listedCount of $count attempts of a learner, and the total',
    async ({ count, listedCount, counted, calls }) => {
      const { courseId, attempts } = await learnerWith(count);
      stores.calls.take();
      const { listed } = await listAttempts(stores.ports, STAFF, courseId, { cursor: '' });
      // Beside those of a course whose learners have one attempt each: 8 queries and 2 batches.
      expect(stores.calls.take()).toHaveLength(10 + calls);
      expect(listed).toHaveLength(1);
      expect(listed[0]?.allCount).toBe(counted);
      expect(listed[0]?.all.map(({ attemptId }) => attemptId)).toEqual(
        attempts
          .map(({ attemptId }) => attemptId)
          .reverse()
          .slice(0, listedCount),
      );
    },
  );

  it('counts up to about 1,000', async () => {
    const { courseId } = await learnerWith(1100, { entries: 1050 });
    const { listed } = await listAttempts(stores.ports, STAFF, courseId, { cursor: '' });
    expect(listed.map(({ all, allCount }) => [all.length, allCount])).toEqual([[25, 1025]]);
  });

  it('shows the current attempt although 25 newer ones are not current', async () => {
    const { courseId, attempts } = await learnerWith(40);
    const [first, last] = [attempts[0], attempts[39]].map(attempt => attempt as Attempt);
    for (const [attempt, isCurrent] of [
      [first, true],
      [last, false],
    ] as const) {
      const Item = toAttemptItem({ ...(attempt as Attempt), isCurrent, hasPreviousAttempt: true });
      await stores.client.send(new PutCommand({ TableName: stores.tables.attempts, Item }));
    }
    const { listed } = await listAttempts(stores.ports, STAFF, courseId, { cursor: '' });
    expect(listed[0]?.all).toHaveLength(26);
    expect(listed[0]?.all.at(-1)?.attemptId).toBe(first?.attemptId);
    expect(listed[0]?.allCount).toBe(40);
  });
});

describe('resetting all attempts of a learner', () => {
  /** A clock by which a request has time for a number of groups. */
  const timeFor = (groups: number) => {
    let now = NOW;
    return () => {
      now = laterBy(now, 20 / (2 * groups));
      return now;
    };
  };

  it('beyond the time limit of a request continues when it is repeated, the current one last', async () => {
    const { examId, user, attempts } = await learnerWith(100);
    const reset = (groups: number) =>
      removeAllAttempts({ ...stores.ports, clock: timeFor(groups) }, STAFF, { examId, userId: user.id });
    for (const remaining of [70, 10]) {
      await expect(reset(remaining === 70 ? 1 : 2)).rejects.toMatchObject({ code: 'reset_unfinished' });
      expect(await allAttempts(stores, examId, user.id)).toEqual(attempts.slice(-remaining));
    }
    await reset(10);
    expect(await allAttempts(stores, examId, user.id)).toEqual([]);
    await expect(reset(10)).rejects.toMatchObject({ code: 'attempt_not_found' });
  });

  it.each(IS_LONG ? [1, 29, 30, 31, 60] : [1, 30, 31])('removes %i in the minimum number of groups', async count => {
    const { examId, user } = await learnerWith(count);
    stores.calls.take();
    await removeAllAttempts(stores.ports, STAFF, { examId, userId: user.id });
    const transactions = stores.calls.take().filter(call => call === 'TransactWriteItems');
    // The attempts have no claims in the directory, which is accepted.
    expect(transactions).toHaveLength(Math.ceil(count / 30));
    expect(await allAttempts(stores, examId, user.id)).toEqual([]);
  });

  it('concurrent with a creation leaves at most the attempt created after it', async () => {
    const { examId, user, learner } = await learnerWith(40);
    const request = { examId, startClock: true, attemptProctored: true };
    await Promise.all([
      removeAllAttempts(stores.ports, STAFF, { examId, userId: user.id }),
      createAttempt(stores.ports, learner, request),
    ]);
    const remaining = await allAttempts(stores, examId, user.id);
    expect(remaining.length).toBeLessThanOrEqual(1);
    const next = await createAttempt(stores.ports, learner, request);
    expect(await actOnAttempt(stores.ports, learner, next.attemptId, 'submit')).toMatchObject({ isCurrent: true });
  });

  it('twice concurrently: both succeed or one finds nothing, and nothing is left', async () => {
    const { examId, user } = await learnerWith(runs(40, 70));
    const reset = () => removeAllAttempts(stores.ports, STAFF, { examId, userId: user.id });
    const outcomes = await Promise.allSettled([reset(), reset()]);
    expect(outcomes.map(({ status }) => status)).toContain('fulfilled');
    expect(await allAttempts(stores, examId, user.id)).toEqual([]);
  });
});
