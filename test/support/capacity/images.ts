import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { WireItem } from './itemSize.ts';

/** An item of a table, by its key. */
export interface Place {
  table: string;
  key: WireItem;
}

const MAX_KEYS = 100;

/** The items at these places as they are now, in the same order; undefined where there is none. */
export async function readImages(client: DynamoDBClient, places: readonly Place[]): Promise<(WireItem | undefined)[]> {
  const images = new Map<string, WireItem>();
  const distinct = [...new Map(places.map(place => [nameOf(place), place])).values()];
  for (let at = 0; at < distinct.length; at += MAX_KEYS) {
    const batch = distinct.slice(at, at + MAX_KEYS);
    const requestItems: Record<string, { Keys: Record<string, AttributeValue>[]; ConsistentRead: boolean }> = {};
    for (const { table, key } of batch) {
      requestItems[table] ??= { Keys: [], ConsistentRead: true };
      requestItems[table].Keys.push(key);
    }
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: requestItems }),
    );
    // Above 16 MB the rest comes later; the operations measured are far below that.
    if (Object.keys(UnprocessedKeys).length > 0) throw new Error('images were left unread');
    for (const [at, item] of imagesAt(batch, Responses).entries()) {
      const place = batch[at];
      if (item && place) images.set(nameOf(place), item);
    }
  }
  return places.map(place => images.get(nameOf(place)));
}

/** The items at these places among those of an answer, by table; undefined where there is none. */
export function imagesAt(
  places: readonly Place[],
  items: Readonly<Record<string, readonly WireItem[]>>,
): (WireItem | undefined)[] {
  return places.map(({ table, key }) =>
    items[table]?.find(candidate => Object.keys(key).every(name => same(candidate[name], key[name]))),
  );
}

/** The items that a query read, before its filter, count and projection. */
export async function readQueried(client: DynamoDBClient, input: QueryCommandInput): Promise<WireItem[]> {
  const { FilterExpression: _filter, Select: _select, ProjectionExpression: _projection, ...rest } = input;
  // DynamoDB refuses names and values that nothing uses.
  const isUsed = ([name]: [string, unknown]) => new RegExp(`${name}\\b`).test(rest.KeyConditionExpression ?? '');
  const used = <Value>(entries: Record<string, Value> | undefined) => {
    const needed = Object.entries(entries ?? {}).filter(isUsed);
    return needed.length === 0 ? undefined : Object.fromEntries(needed);
  };
  const { Items = [] } = await client.send(
    new QueryCommand({
      ...rest,
      ExpressionAttributeNames: used(rest.ExpressionAttributeNames),
      ExpressionAttributeValues: used(rest.ExpressionAttributeValues),
    }),
  );
  return Items;
}

function nameOf({ table, key }: Place): string {
  const values = Object.keys(key)
    .sort()
    .map(name => key[name]);
  return JSON.stringify([table, values]);
}

function same(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  return a?.S === b?.S && a?.N === b?.N;
}
