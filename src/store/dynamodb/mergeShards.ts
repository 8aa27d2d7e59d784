import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Item, number } from './item.ts';

export interface MergeQuery {
  /** So many items at the most. */
  most: number;
  /** Restricts the result to items older than this attempt. */
  after?: number | undefined;
  /** Which of the items that the query finds count; all, if not given. */
  matches?: (item: Item) => boolean;
  /** Items read of a key at a time; as many as `most` is likely to need, if not given. */
  atOnce?: number;
  /** Ends, where more items than these were looked at. */
  mostSearched?: number;
}

/** `searchedTo`: the attempt down to which was looked, where the search ended early. */
export interface MergedItems {
  items: Item[];
  searchedTo: number | null;
}

/** Items read of one key that count, newest first, and the attempt down to which the key was read. */
interface Shard {
  query: QueryCommandInput;
  items: Item[];
  readTo: number;
  isReadToEnd: boolean;
}

/**
 * Merges the items of several keys of an index into one list by attempt, newest first. Queries all keys in parallel; a
 * key whose last answer is used up is queried again.
 * @param queries one for each key, sorted by `attempt_id`, with `:after` free
 */
export async function mergeShards(
  client: DynamoDBDocumentClient,
  queries: readonly QueryCommandInput[],
  wanted: MergeQuery,
): Promise<MergedItems> {
  const { most, mostSearched = Number.POSITIVE_INFINITY } = wanted;
  const readTo = wanted.after ?? Number.POSITIVE_INFINITY;
  const parts = queries.map((query): Shard => ({ query, items: [], readTo, isReadToEnd: false }));
  const size = wanted.atOnce ?? sizeFor(most, queries.length);
  const items: Item[] = [];
  let searched = 0;
  for (;;) {
    const exhausted = parts.filter(part => part.items.length === 0 && !part.isReadToEnd);
    if (exhausted.length === 0) {
      const next = popNewest(parts);
      if (next) items.push(next);
      if (!next || items.length === most) return { items, searchedTo: null };
    } else if (searched < mostSearched) {
      const counts = await Promise.all(exhausted.map(part => readOn(client, part, size, wanted.matches)));
      searched += counts.reduce((all, one) => all + one, 0);
    } else {
      return truncated(parts, items, most);
    }
  }
}

/** Of keys that share evenly hardly one has more than this; no key needs to give more than all. */
function sizeFor(most: number, keys: number): number {
  return Math.min(most, Math.ceil((1.5 * most) / keys) + 25);
}

/** Returns the items newer than all that is still unread. The next page reads the rest again. */
function truncated(parts: readonly Shard[], items: Item[], most: number): MergedItems {
  const searchedTo = Math.max(...parts.filter(part => !part.isReadToEnd).map(part => part.readTo));
  while (items.length < most) {
    const next = popNewest(parts, searchedTo);
    if (!next) return { items, searchedTo };
    items.push(next);
  }
  return { items, searchedTo: null };
}

function popNewest(parts: readonly Shard[], notBelow = 0): Item | undefined {
  const idOf = (part: Shard) => number(part.items[0]?.attempt_id) ?? -1;
  const newest = parts.reduce((one, other) => (idOf(other) > idOf(one) ? other : one));
  return idOf(newest) >= notBelow ? newest.items.shift() : undefined;
}

/** @returns how many items were looked at */
async function readOn(
  client: DynamoDBDocumentClient,
  part: Shard,
  size: number,
  matches: MergeQuery['matches'],
): Promise<number> {
  const { Items = [], ScannedCount = 0, LastEvaluatedKey } = await client.send(new QueryCommand(pageOf(part, size)));
  part.items = matches ? Items.filter(matches) : Items;
  part.isReadToEnd = LastEvaluatedKey === undefined;
  part.readTo = number(LastEvaluatedKey?.attempt_id) ?? 0;
  return ScannedCount;
}

/** Where the last page ended need not be there any more. */
function pageOf({ query, readTo }: Shard, size: number): QueryCommandInput {
  const page = { ...query, ScanIndexForward: false, Limit: size };
  if (readTo === Number.POSITIVE_INFINITY) return page;
  return {
    ...page,
    KeyConditionExpression: `${query.KeyConditionExpression} AND attempt_id < :after`,
    ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ':after': readTo },
  };
}
