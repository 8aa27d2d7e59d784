import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Item } from './item.ts';

const MOST_TRIES = 8;
/** DynamoDB answers so many keys at once. */
const MOST_KEYS = 100;

/**
 * The items with these keys, read consistently, of one or several tables; in no particular order, without those that do
 * not exist. One round trip for up to 100 keys.
 */
export async function batchGet(
  client: DynamoDBDocumentClient,
  keys: Readonly<Record<string, readonly Item[]>>,
): Promise<Record<string, Item[]>> {
  const found: Record<string, Item[]> = {};
  const wanted = Object.entries(keys).flatMap(([table, some]) => some.map(key => ({ table, key })));
  for (let at = 0; at < wanted.length; at += MOST_KEYS) await readSome(client, wanted.slice(at, at + MOST_KEYS), found);
  return found;
}

async function readSome(
  client: DynamoDBDocumentClient,
  wanted: readonly { table: string; key: Item }[],
  found: Record<string, Item[]>,
): Promise<void> {
  let asked = toRequest(wanted);
  for (let tries = 0; Object.keys(asked).length > 0; tries++) {
    if (tries === MOST_TRIES) throw new Error('DynamoDB left the keys unprocessed');
    if (tries > 0) await pause(Math.random() * 50 * 2 ** Math.min(tries, 6));
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(new BatchGetCommand({ RequestItems: asked }));
    for (const [table, items] of Object.entries(Responses)) {
      found[table] ??= [];
      found[table].push(...items);
    }
    asked = UnprocessedKeys as typeof asked;
  }
}

function toRequest(wanted: readonly { table: string; key: Item }[]) {
  const request: Record<string, { Keys: Item[]; ConsistentRead: boolean }> = {};
  for (const { table, key } of wanted) {
    request[table] ??= { Keys: [], ConsistentRead: true };
    request[table].Keys.push(key);
  }
  return request;
}
