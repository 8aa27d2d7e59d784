import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import type { KnownLearner } from '../../src/domain/learners/knownLearner.ts';
import { setAllowances } from '../../src/usecases/allowances/setAllowances.ts';
import { registerLearners } from '../../src/usecases/learners/registerLearners.ts';
import { aKnownLearner, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { runs } from '../support/runs.ts';
import { allowanceScenarios } from '../support/scenarios/allowances.ts';

let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

/** The limit of a request is 200. */
const MANY = runs(70, 200);
const KEY = 'additional_time_granted';
const { grant, remove, setUp } = allowanceScenarios(() => stores);

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
  it('moves the end of a running attempt when it is granted and when it is removed', async () => {
    const { examId, userId, act, read } = await setUp();
    await act('start');
    for (const [value, seconds] of [
      ['10', 6000],
      ['30', 7200],
      ['5', 5700],
    ] as const) {
      await grant(examId, userId, value);
      expect(await read()).toMatchObject({ status: 'started', allowedTimeSeconds: seconds });
    }
    await remove(examId, userId);
    expect((await read()).allowedTimeSeconds).toBe(5400);
    expect(await former(examId)).toEqual([
      ['10', 'changed'],
      ['30', 'changed'],
      ['5', 'removed'],
    ]);
  });
});

describe('learners', () => {
  const register = (...learners: KnownLearner[]) => registerLearners(stores.ports, STAFF, learners);

  const idOf = async (userInfo: string) => (await stores.ports.learners.find(userInfo))?.id;

  it('registered again cost one read for each 33: id, username and email', async () => {
    const learners = Array.from({ length: 33 }, () => aKnownLearner());
    await register(...learners);
    stores.calls.take();
    await register(...learners);
    expect(stores.calls.take()).toEqual(['BatchGetItem']);
  });

  it(`are registered ${MANY} at a time, also after an interrupted call`, async () => {
    const learners = Array.from({ length: MANY }, () => aKnownLearner());
    await register(...learners.slice(0, 40));
    await register(...learners);
    const ids = await Promise.all(learners.filter((_, index) => index % 15 === 0).map(({ email }) => idOf(email)));
    expect(ids).toEqual(learners.filter((_, index) => index % 15 === 0).map(({ id }) => id));
  });
});

describe('allowances in bulk', () => {
  it('limit concurrent calls, however many exams they name', async () => {
    let [open, maxOpen] = [0, 0];
    stores.client.middlewareStack.add(
      next => async args => {
        maxOpen = Math.max(maxOpen, ++open);
        try {
          return await next(args);
        } finally {
          open--;
        }
      },
      { step: 'initialize', name: 'countOpenCalls' },
    );
    const examIds = Array.from({ length: 300 }, (_, index) => index + 1);
    const request = { examIds, userInfos: ['nobody'], key: KEY, value: '5' };
    await expect(setAllowances(stores.ports, STAFF, request)).rejects.toMatchObject({ code: 'no_allowance_granted' });
    stores.client.middlewareStack.remove('countOpenCalls');
    expect(maxOpen).toBeLessThanOrEqual(20);
  });
});
