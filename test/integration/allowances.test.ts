import { randomUUID } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { registerLearners } from '../../src/usecases/learners/registerLearners.ts';
import { aCaller, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios.ts';

let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

const KEY = 'additional_time_granted';
const grant = (examId: number, userId: number, value: string, clock = stores.ports.clock) =>
  setAllowance({ ...stores.ports, clock }, STAFF, { examId, userInfo: String(userId), key: KEY, value });
const takeBack = (examId: number, userId: number, clock = stores.ports.clock) =>
  removeAllowance({ ...stores.ports, clock }, STAFF, { examId, userId, key: KEY });

async function scene(given: Partial<Exam> = {}) {
  const examId = await storedExam(stores, given);
  const attempt = await storedAttempt(stores, examId);
  const learner = aCaller({ userId: attempt.user.id });
  return {
    examId,
    userId: attempt.user.id,
    attemptId: attempt.attemptId,
    act: (action: 'start' | 'submit' | 'stop') => actOnAttempt(stores.ports, learner, attempt.attemptId, action),
    read: async () => (await stores.ports.attempts.read(attempt.attemptId)) ?? expect.fail('the attempt is gone'),
  };
}

async function former(examId: number) {
  const { Items = [] } = await stores.client.send(
    new QueryCommand({
      TableName: stores.tables.exams,
      KeyConditionExpression: 'exam_id = :id AND begins_with(entry, :former)',
      ExpressionAttributeValues: { ':id': examId, ':former': 'former_allowance#' },
    }),
  );
  return Items.map(item => [item.value, item.change]);
}

describe('additional time', () => {
  it('granted while the attempt runs moves its end at once; taken back moves it again', async () => {
    const { examId, userId, act, read } = await scene();
    await act('start');
    for (const [value, seconds] of [
      ['10', 6000],
      ['30', 7200],
      ['5', 5700],
    ] as const) {
      await grant(examId, userId, value);
      expect(await read()).toMatchObject({ status: 'started', allowedTimeSeconds: seconds });
    }
    await takeBack(examId, userId);
    expect((await read()).allowedTimeSeconds).toBe(5400);
    expect(await former(examId)).toEqual([
      ['10', 'changed'],
      ['30', 'changed'],
      ['5', 'removed'],
    ]);
  });

  it('given at the moment of the start is never lost', async () => {
    for (let round = 0; round < 25; round++) {
      const { examId, userId, act, read } = await scene();
      await Promise.all([act('start'), grant(examId, userId, '30')]);
      expect(await read()).toMatchObject({ status: 'started', allowedTimeSeconds: 7200 });
    }
  });

  it('given at the moment of a creation that starts at once is never lost', async () => {
    const examId = await storedExam(stores);
    for (let round = 0; round < 25; round++) {
      const learner = aCaller({ userId: Math.floor(Math.random() * 2 ** 40) + 1, username: `u${randomUUID()}` });
      await registerLearners(stores.ports, STAFF, [
        { id: learner.userId, username: learner.username, email: '', name: '' },
      ]);
      const request = { examId, startClock: true, attemptProctored: true };
      await Promise.all([createAttempt(stores.ports, learner, request), grant(examId, learner.userId, '30')]);
      expect(await stores.ports.attempts.readCurrent(examId, learner.userId)).toMatchObject({
        status: 'started',
        allowedTimeSeconds: 7200,
      });
    }
  });

  it('given at the moment of a submission: granted, and submitted', async () => {
    for (let round = 0; round < 10; round++) {
      const { examId, userId, act, read } = await scene();
      await act('start');
      await Promise.all([act('submit'), grant(examId, userId, '30')]);
      expect((await read()).status).toBe('submitted');
      expect(await stores.ports.allowances.read(examId, userId, KEY)).toMatchObject({ value: '30' });
    }
  });

  it('given ten times at once: the attempt has the time that the allowance says, and nine former ones are kept', async () => {
    const { examId, userId, act, read } = await scene();
    await act('start');
    await Promise.all(Array.from({ length: 10 }, (_, at) => grant(examId, userId, String(at + 1))));
    const allowance = await stores.ports.allowances.read(examId, userId, KEY);
    expect((await read()).allowedTimeSeconds).toBe(5400 + 60 * Number(allowance?.value));
    expect(await former(examId)).toHaveLength(9);
  });
});

describe('learners', () => {
  const someone = (given = {}) => {
    const id = Math.floor(Math.random() * 2 ** 40) + 1;
    return { id, username: `u${id}`, email: `U${id}@Example.com`, name: 'Ada', ...given };
  };
  const register = (...learners: ReturnType<typeof someone>[]) => registerLearners(stores.ports, STAFF, learners);

  it('registered again cost one read for 33 of them: id, username and email', async () => {
    const many = Array.from({ length: 33 }, () => someone());
    await register(...many);
    stores.calls.take();
    await register(...many);
    expect(stores.calls.take()).toEqual(['BatchGetItem']);
  });
});
