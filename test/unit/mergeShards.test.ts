import type { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeShards } from '../../src/store/dynamodb/mergeShards.ts';

interface IndexedAttempt {
  attempt_id: number;
  isMatch: boolean;
}

/** An index in memory: the attempts of each key; `calls` counts the queries. */
function anIndex(keys: readonly (readonly IndexedAttempt[])[]) {
  const index = { calls: 0, client: { send } as unknown as DynamoDBDocumentClient };
  async function send({ input }: QueryCommand) {
    index.calls++;
    const { ':key': key, ':after': after = Number.POSITIVE_INFINITY } = input.ExpressionAttributeValues ?? {};
    const remaining = (keys[key] ?? [])
      .filter(item => item.attempt_id < after)
      .sort((a, b) => b.attempt_id - a.attempt_id);
    const Items = remaining.slice(0, input.Limit);
    // Like DynamoDB: a full page has a key to continue from, even if it was the last.
    const isFull = Items.length === input.Limit;
    return { Items, ScannedCount: Items.length, ...(isFull && { LastEvaluatedKey: Items.at(-1) }) };
  }
  return index;
}

const queriesOf = (keys: readonly unknown[]) =>
  keys.map((_, key) => ({
    TableName: 'any',
    KeyConditionExpression: 'key = :key',
    ExpressionAttributeValues: { ':key': key },
  }));

const distributions = fc
  .uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 120 })
  .chain(ids =>
    fc.tuple(
      fc.constant(ids),
      fc.array(fc.nat(3), { minLength: ids.length, maxLength: ids.length }),
      fc.array(fc.boolean(), { minLength: ids.length, maxLength: ids.length }),
    ),
  )
  .map(([ids, keys, matches]) =>
    [0, 1, 2, 3].map(key =>
      ids
        .map((attempt_id, index) => ({ attempt_id, isMatch: matches[index] ?? false }))
        .filter((_, index) => keys[index] === key),
    ),
  );

describe('the merged list of several shards', () => {
  it('has each item once, newest first, for any distribution and any search limit', async () => {
    const limits = { limit: fc.integer({ min: 2, max: 12 }), pageSize: fc.integer({ min: 1, max: 9 }) };
    const inputs = fc.record({
      keys: distributions,
      ...limits,
      maxSearched: fc.integer({ min: 1, max: 60 }),
      narrow: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(inputs, async ({ keys, limit, pageSize, maxSearched, narrow }) => {
        const { client } = anIndex(keys);
        const matches = narrow ? { matches: (item: Record<string, unknown>) => item.isMatch === true } : {};
        const listed: number[] = [];
        let after: number | undefined;
        for (let isMore = true; isMore; ) {
          const options = { limit, after, pageSize, maxSearched, ...matches };
          const { items, searchedTo } = await mergeShards(client, queriesOf(keys), options);
          const ids = items.map(item => Number(item.attempt_id));
          listed.push(...ids);
          after = searchedTo ?? ids.at(-1);
          isMore = searchedTo !== null || ids.length === limit;
        }
        const all = keys.flat().filter(({ isMatch }) => !narrow || isMatch);
        expect(listed).toEqual(all.map(item => item.attempt_id).sort((a, b) => b - a));
      }),
    );
  });

  const even = Array.from({ length: 8 }, (_, key) =>
    Array.from({ length: 100 }, (_, index) => ({ attempt_id: 1 + index * 8 + key, isMatch: true })),
  );

  it.each([26, 101, 501])('takes one query per shard if all are filled evenly: %i items', async limit => {
    const index = anIndex(even);
    expect((await mergeShards(index.client, queriesOf(even), { limit })).items).toHaveLength(limit);
    expect(index.calls).toBe(8);
  });

  it('queries only the shard with further items again', async () => {
    const skewed = even.map((_, key) => (key === 3 ? even.flat() : []));
    const index = anIndex(skewed);
    const { items } = await mergeShards(index.client, queriesOf(skewed), { limit: 101 });
    // 44 at a time.
    expect([items.length, index.calls]).toEqual([101, 8 + 2]);
  });
});
