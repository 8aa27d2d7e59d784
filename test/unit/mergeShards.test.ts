import type { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeShards } from '../../src/store/dynamodb/mergeShards.ts';

interface Kept {
  attempt_id: number;
  wanted: boolean;
}

/** An index in memory: keys with the attempts they have; `calls` counts the queries. */
function anIndex(keys: readonly (readonly Kept[])[]) {
  const index = { calls: 0, client: { send } as unknown as DynamoDBDocumentClient };
  async function send({ input }: QueryCommand) {
    index.calls++;
    const { ':key': key, ':after': after = Number.POSITIVE_INFINITY } = input.ExpressionAttributeValues ?? {};
    const left = (keys[key] ?? [])
      .filter(one => one.attempt_id < after)
      .sort((one, other) => other.attempt_id - one.attempt_id);
    const Items = left.slice(0, input.Limit);
    // As DynamoDB does: a full page has a key to go on from, even if it was the last.
    const more = Items.length === input.Limit;
    return { Items, ScannedCount: Items.length, ...(more && { LastEvaluatedKey: Items.at(-1) }) };
  }
  return index;
}

const queriesOf = (keys: readonly unknown[]) =>
  keys.map((_, key) => ({
    TableName: 'any',
    KeyConditionExpression: 'key = :key',
    ExpressionAttributeValues: { ':key': key },
  }));

const someKeys = fc
  .uniqueArray(fc.integer({ min: 1, max: 500 }), { maxLength: 120 })
  .chain(ids =>
    fc.tuple(
      fc.constant(ids),
      fc.array(fc.nat(3), { minLength: ids.length, maxLength: ids.length }),
      fc.array(fc.boolean(), { minLength: ids.length, maxLength: ids.length }),
    ),
  )
  .map(([ids, keys, wanted]) =>
    [0, 1, 2, 3].map(key =>
      ids.map((attempt_id, at) => ({ attempt_id, wanted: wanted[at] ?? false })).filter((_, at) => keys[at] === key),
    ),
  );

describe('what several keys have, as one list', () => {
  it('comes page after page exactly once, newest first, however it is spread and however early a search ends', async () => {
    const limits = { limit: fc.integer({ min: 2, max: 12 }), pageSize: fc.integer({ min: 1, max: 9 }) };
    const given = fc.record({
      keys: someKeys,
      ...limits,
      maxSearched: fc.integer({ min: 1, max: 60 }),
      narrow: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(given, async ({ keys, limit, pageSize, maxSearched, narrow }) => {
        const { client } = anIndex(keys);
        const matches = narrow ? { matches: (item: Record<string, unknown>) => item.wanted === true } : {};
        const found: number[] = [];
        let after: number | undefined;
        for (let isMore = true; isMore; ) {
          const options = { limit, after, pageSize, maxSearched, ...matches };
          const { items, searchedTo } = await mergeShards(client, queriesOf(keys), options);
          const ids = items.map(item => Number(item.attempt_id));
          found.push(...ids);
          after = searchedTo ?? ids.at(-1);
          isMore = searchedTo !== null || ids.length === limit;
        }
        const all = keys.flat().filter(({ wanted }) => !narrow || wanted);
        expect(found).toEqual(all.map(one => one.attempt_id).sort((one, other) => other - one));
      }),
    );
  });

  const even = Array.from({ length: 8 }, (_, key) =>
    Array.from({ length: 100 }, (_, at) => ({ attempt_id: 1 + at * 8 + key, wanted: true })),
  );

  it.each([26, 101, 501])('of evenly filled keys is a query for each of them: %i items', async most => {
    const index = anIndex(even);
    expect((await mergeShards(index.client, queriesOf(even), { limit: most })).items).toHaveLength(most);
    expect(index.calls).toBe(8);
  });

  it('asks the one key again that has them all', async () => {
    const skewed = even.map((_, key) => (key === 3 ? even.flat() : []));
    const index = anIndex(skewed);
    const { items } = await mergeShards(index.client, queriesOf(skewed), { limit: 101 });
    // 44 at a time.
    expect([items.length, index.calls]).toEqual([101, 8 + 2]);
  });
});
