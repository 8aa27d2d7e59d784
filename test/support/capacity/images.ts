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

const MOST_KEYS = 100;

/** The items at these places as they are now, in the same order; undefined where there is none. */
export async function readImages(client: DynamoDBClient, places: readonly Place[]): Promise<(WireItem | undefined)[]> {
  const found = new Map<string, WireItem>();
  const wanted = [...new Map(places.map(place => [nameOf(place), place])).values()];
  for (let at = 0; at < wanted.length; at += MOST_KEYS) {
    const some = wanted.slice(at, at + MOST_KEYS);
    const asked: Record<string, { Keys: Record<string, AttributeValue>[]; ConsistentRead: boolean }> = {};
    for (const { table, key } of some) {
      asked[table] ??= { Keys: [], ConsistentRead: true };
      asked[table].Keys.push(key);
    }
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems: asked }),
    );
    // Above 16 MB the rest comes later; the operations measured are far below that.
    if (Object.keys(UnprocessedKeys).length > 0) throw new Error('images were left unread');
    for (const place of some) {
      const names = Object.keys(place.key);
      const item = Responses[place.table]?.find(one => names.every(name => same(one[name], place.key[name])));
      if (item) found.set(nameOf(place), item);
    }
  }
  return places.map(place => found.get(nameOf(place)));
}

/** What a query looked at, before it filtered, counted or left out attributes. */
export async function readQueried(client: DynamoDBClient, input: QueryCommandInput): Promise<WireItem[]> {
  const { FilterExpression: _filter, Select: _select, ProjectionExpression: _projection, ...rest } = input;
  // DynamoDB refuses names and values that nothing uses.
  const isUsed = ([name]: [string, unknown]) => new RegExp(`${name}\\b`).test(rest.KeyConditionExpression ?? '');
  const used = <Value>(given: Record<string, Value> | undefined) => {
    const entries = Object.entries(given ?? {}).filter(isUsed);
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
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

function same(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  return one?.S === other?.S && one?.N === other?.N;
}
