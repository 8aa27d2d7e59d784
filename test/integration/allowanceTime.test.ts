import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { setAllowances } from '../../src/usecases/allowances/setAllowances.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { aCaller, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios.ts';

/** What additional time does to an attempt, in every state it can be in. */
let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

const KEY = 'additional_time_granted';

async function scene() {
  const examId = await storedExam(stores);
  const { attemptId, user } = await storedAttempt(stores, examId);
  const learner = aCaller({ userId: user.id });
  const at = (clock: () => string) => ({ ...stores.ports, clock });
  return {
    examId,
    userId: user.id,
    attemptId,
    act: (action: 'start' | 'stop' | 'submit' | 'decline' | 'error') =>
      actOnAttempt(stores.ports, learner, attemptId, action),
    grant: (value: string, clock = stores.ports.clock, key = KEY) =>
      setAllowance(at(clock), STAFF, { examId, userInfo: String(user.id), key, value }),
    takeBack: (clock = stores.ports.clock, key = KEY) =>
      removeAllowance(at(clock), STAFF, { examId, userId: user.id, key }),
    read: async () => (await stores.ports.attempts.read(attemptId)) ?? expect.fail('the attempt is gone'),
  };
}

describe('additional time', () => {
  it('of an attempt stored before the included additional time was moves as ever', async () => {
    const { attemptId, act, grant, takeBack, read } = await scene();
    await grant('30');
    await act('start');
    await stores.client.send(
      new UpdateCommand({
        TableName: stores.tables.attempts,
        Key: { attempt_id: attemptId },
        UpdateExpression: 'REMOVE included_additional_seconds',
      }),
    );
    expect(await read()).toMatchObject({ allowedTimeSeconds: 7200, includedAdditionalSeconds: null });
    await grant('45');
    expect((await read()).allowedTimeSeconds).toBe(8100);
    await takeBack();
    expect((await read()).allowedTimeSeconds).toBe(5400);
  });

  it('taken back at the moment of the start: the attempt has none', async () => {
    for (let round = 0; round < 30; round++) {
      const { act, grant, takeBack, read } = await scene();
      await grant('30');
      await Promise.all([act('start'), takeBack()]);
      expect(await read()).toMatchObject({ status: 'started', allowedTimeSeconds: 5400 });
    }
  });

  it('granted and taken back at the same moment: the attempt has what the allowance says', async () => {
    for (let round = 0; round < 10; round++) {
      const { examId, userId, act, grant, takeBack, read } = await scene();
      await act('start');
      await grant('10');
      await Promise.all([grant('30'), takeBack(), grant('20')]);
      const allowance = await stores.ports.allowances.read(examId, userId, KEY);
      expect((await read()).allowedTimeSeconds).toBe(5400 + 60 * Number(allowance?.value ?? 0));
    }
  });
});

describe('allowances in bulk', () => {
  it('never send more than a few calls at the same time, however many exams they name', async () => {
    let [open, most] = [0, 0];
    stores.client.middlewareStack.add(
      next => async args => {
        most = Math.max(most, ++open);
        try {
          return await next(args);
        } finally {
          open--;
        }
      },
      { step: 'initialize', name: 'countOpenCalls' },
    );
    const examIds = Array.from({ length: 300 }, (_, at) => at + 1);
    const asked = { examIds, userInfos: ['nobody'], key: KEY, value: '5' };
    await expect(setAllowances(stores.ports, STAFF, asked)).rejects.toMatchObject({ code: 'no_allowance_granted' });
    stores.client.middlewareStack.remove('countOpenCalls');
    expect(most).toBeLessThanOrEqual(20);
  });
});
