import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Overloaded } from '../../domain/errors.ts';
import { backoff } from '../../platform/backoff.ts';
import { chunksOf } from '../../platform/chunksOf.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import type { Item } from './item.ts';

const MAX_TRIES = 8;
/** DynamoDB's limit for one batch. */
const MAX_KEYS = 100;
/** Batches of a large read. */
const CONCURRENCY = 10;

interface BatchOptions {
  /** Strongly consistent, at twice the units. @defaultValue true */
  isConsistent?: boolean;
  /** The attributes to be read; by default all. */
  attributes?: readonly string[];
}

/**
 * Reads the existing items with these keys, of one or several tables, in no particular order; one call per 100 keys.
 */
export async function batchGet(
  client: DynamoDBDocumentClient,
  keys: Readonly<Record<string, readonly Item[]>>,
  options: BatchOptions = {},
): Promise<Record<string, Item[]>> {
  const itemsByTable: Record<string, Item[]> = {};
  const requests = Object.entries(keys).flatMap(([table, tableKeys]) => tableKeys.map(key => ({ table, key })));
  for (const chunk of chunksOf(requests, MAX_KEYS)) {
    await readBatch(client, toRequest(chunk, options), itemsByTable);
  }
  return itemsByTable;
}

/** The same for many keys of one table: the batches are read concurrently. */
export async function batchGetAll(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly Item[],
  options?: BatchOptions,
): Promise<Item[]> {
  const batches = Array.from({ length: Math.ceil(keys.length / MAX_KEYS) }, (_, index) =>
    keys.slice(index * MAX_KEYS, (index + 1) * MAX_KEYS),
  );
  const read = await mapInBatches(batches, CONCURRENCY, batch => batchGet(client, { [table]: batch }, options));
  return read.flatMap(items => items[table] ?? []);
}

async function readBatch(
  client: DynamoDBDocumentClient,
  request: Request,
  itemsByTable: Record<string, Item[]>,
): Promise<void> {
  let unprocessed = request;
  for (let tries = 0; Object.keys(unprocessed).length > 0; tries++) {
    if (tries === MAX_TRIES) throw new Overloaded('DynamoDB left the keys unprocessed');
    if (tries > 0) await backoff(tries, { baseMs: 100, maxMs: 3200 });
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetCommand({ RequestItems: unprocessed }),
    );
    for (const [table, items] of Object.entries(Responses)) {
      itemsByTable[table] ??= [];
      itemsByTable[table].push(...items);
    }
    unprocessed = UnprocessedKeys as typeof unprocessed;
  }
}

type Request = Record<string, { Keys: Item[]; ConsistentRead: boolean; ProjectionExpression?: string }>;

function toRequest(
  keys: readonly { table: string; key: Item }[],
  { isConsistent = true, attributes }: BatchOptions,
): Request {
  const read = { ConsistentRead: isConsistent, ...(attributes && { ProjectionExpression: attributes.join(', ') }) };
  const request: Request = {};
  for (const { table, key } of keys) {
    request[table] ??= { Keys: [], ...read };
    request[table].Keys.push(key);
  }
  return request;
}
