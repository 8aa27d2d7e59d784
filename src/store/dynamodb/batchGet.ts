import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Overloaded } from '../../domain/errors.ts';
import { backOff } from '../../platform/retryOnConflict.ts';
import type { Item } from './item.ts';

const MAX_TRIES = 8;
/** DynamoDB's limit for one batch. */
const MAX_KEYS = 100;

/**
 * The items with these keys, of one or several tables; in no particular order, without those that do not exist. One round
 * trip for up to 100 keys.
 * @param isConsistent strongly consistent, at twice the units
 */
export async function batchGet(
  client: DynamoDBDocumentClient,
  keys: Readonly<Record<string, readonly Item[]>>,
  { isConsistent = true }: { isConsistent?: boolean } = {},
): Promise<Record<string, Item[]>> {
  const found: Record<string, Item[]> = {};
  const wanted = Object.entries(keys).flatMap(([table, some]) => some.map(key => ({ table, key })));
  for (let at = 0; at < wanted.length; at += MAX_KEYS) {
    await readSome(client, toRequest(wanted.slice(at, at + MAX_KEYS), isConsistent), found);
  }
  return found;
}

async function readSome(
  client: DynamoDBDocumentClient,
  request: Request,
  found: Record<string, Item[]>,
): Promise<void> {
  let asked = request;
  for (let tries = 0; Object.keys(asked).length > 0; tries++) {
    if (tries === MAX_TRIES) throw new Overloaded('DynamoDB left the keys unprocessed');
    if (tries > 0) await backOff(tries, { baseMs: 100, maxMs: 3200 });
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(new BatchGetCommand({ RequestItems: asked }));
    for (const [table, items] of Object.entries(Responses)) {
      found[table] ??= [];
      found[table].push(...items);
    }
    asked = UnprocessedKeys as typeof asked;
  }
}

type Request = Record<string, { Keys: Item[]; ConsistentRead: boolean }>;

function toRequest(wanted: readonly { table: string; key: Item }[], ConsistentRead: boolean): Request {
  const request: Request = {};
  for (const { table, key } of wanted) {
    request[table] ??= { Keys: [], ConsistentRead };
    request[table].Keys.push(key);
  }
  return request;
}
