import { BatchGetCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { batchReads } from '../../src/store/dynamodb/batchReads.ts';
import { setAllowances } from '../../src/usecases/allowances/setAllowances.ts';
import { allowancePorts } from '../support/allowancePorts.ts';
import { STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

let stores: FreshStores;
let read: (table: 'attempts' | 'directory', key: string | number, options?: object) => Promise<unknown>;

const KEYS = { attempts: 'attempt_id', directory: 'key' };

beforeAll(async () => {
  stores = await freshStores();
  const client = batchReads(stores.client);
  const put = (table: 'attempts' | 'directory', Item: object) =>
    stores.client.send(new PutCommand({ TableName: stores.tables[table], Item: { ...Item } }));
  for (let id = 1; id <= 150; id++) await put('attempts', { attempt_id: id, note: `attempt ${id}` });
  await put('directory', { key: '1', note: 'one' });
  read = async (table, key, options = {}) => {
    const { Item } = await client.send(
      new GetCommand({
        TableName: stores.tables[table],
        Key: { [KEYS[table]]: key },
        ConsistentRead: true,
        ...options,
      }),
    );
    return Item?.note;
  };
});
beforeEach(() => stores.calls.take());

describe('concurrent reads', () => {
  it('are one call over several tables; each gets its item, or undefined', async () => {
    const answers = [read('attempts', 1), read('directory', '1'), read('attempts', 2), read('attempts', 999)];
    expect(await Promise.all(answers)).toEqual(['attempt 1', 'one', 'attempt 2', undefined]);
    expect(stores.calls.take()).toEqual(['BatchGetItem']);
  });

  it('of one item are read once, and a single read is a GetItem', async () => {
    expect(await Promise.all([read('attempts', 1), read('attempts', 1)])).toEqual(['attempt 1', 'attempt 1']);
    expect(await read('attempts', 2)).toBe('attempt 2');
    expect(stores.calls.take()).toEqual(['GetItem', 'GetItem']);
  });

  it('of more than 100 items are a call for each hundred', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => index + 1);
    expect(await Promise.all(ids.map(id => read('attempts', id)))).toEqual(ids.map(id => `attempt ${id}`));
    expect(stores.calls.take()).toEqual(['BatchGetItem', 'BatchGetItem']);
  });

  it('that continue at the same time are batched again', async () => {
    const twice = async (id: number) => [await read('attempts', id), await read('attempts', id + 1)];
    expect(await Promise.all([twice(1), twice(5)])).toEqual([
      ['attempt 1', 'attempt 2'],
      ['attempt 5', 'attempt 6'],
    ]);
    expect(stores.calls.take()).toEqual(['BatchGetItem', 'BatchGetItem']);
  });

  it('do not batch projections and eventually consistent reads', async () => {
    const reads = [
      read('attempts', 1, { ConsistentRead: false }),
      read('attempts', 2, { ProjectionExpression: 'note' }),
    ];
    expect(await Promise.all(reads)).toEqual(['attempt 1', 'attempt 2']);
    expect(stores.calls.take()).toEqual(['GetItem', 'GetItem']);
  });

  it('join batches that are requested meanwhile', async () => {
    const client = batchReads(stores.client);
    const batch = (...ids: number[]) =>
      client.send(
        new BatchGetCommand({
          RequestItems: {
            [stores.tables.attempts]: { Keys: ids.map(attempt_id => ({ attempt_id })), ConsistentRead: true },
          },
        }),
      );
    const answers = await Promise.all([batch(1, 2, 999), batch(2, 3)]);
    expect(answers.map(({ Responses }) => Responses?.[stores.tables.attempts]?.map(({ note }) => note))).toEqual([
      ['attempt 1', 'attempt 2'],
      ['attempt 2', 'attempt 3'],
    ]);
    expect(stores.calls.take()).toEqual(['BatchGetItem']);
  });

  it('fail together, and later reads are sent again', async () => {
    const failed = await Promise.allSettled([read('attempts', 1), read('attempts', ''), read('attempts', 2)]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await read('attempts', 1)).toBe('attempt 1');
  });
});

describe('allowances in bulk', () => {
  it('of 40 learners at two exams are read 20 at a time, and written one by one', async () => {
    const examIds = [await storedExam(stores), await storedExam(stores)];
    const attempts = await Promise.all(Array.from({ length: 40 }, () => storedAttempt(stores, examIds[0] ?? 0)));
    const userInfos = attempts.map(({ user }) => user.username);
    stores.calls.take();
    const request = { examIds, userInfos, key: 'additional_time_granted', value: '5' };
    const rows = await setAllowances(allowancePorts(stores), STAFF, request);
    expect(rows.map(({ status }) => status)).toEqual(Array(80).fill(200));
    const calls = Object.groupBy(stores.calls.take(), call => call);
    // The exams, then in groups of 20: names; learners, allowances and slots; at one exam also attempts.
    expect(calls.BatchGetItem?.length).toBe(1 + 4 * 2 + 2);
    expect(calls.TransactWriteItems).toHaveLength(80);
    expect(calls.GetItem).toBeUndefined();
  });
});
