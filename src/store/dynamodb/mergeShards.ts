import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Item, number } from './item.ts';

export interface MergeQuery {
  /** So many items at the most. */
  limit: number;
  /** Restricts the result to items older than this attempt. */
  after?: number | undefined;
  /** Which of the items that the query finds count; all, if not given. */
  matches?: (item: Item) => boolean;
  /** Items read of a key at a time; as many as `most` is likely to need, if not given. */
  pageSize?: number;
  /** Ends, where more items than these were looked at. */
  maxSearched?: number;
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
  options: MergeQuery,
): Promise<MergedItems> {
  const { limit, maxSearched = Number.POSITIVE_INFINITY } = options;
  const readTo = options.after ?? Number.POSITIVE_INFINITY;
  const shards = queries.map((query): Shard => ({ query, items: [], readTo, isReadToEnd: false }));
  const size = options.pageSize ?? pageSizeFor(limit, queries.length);
  const items: Item[] = [];
  let searched = 0;
  for (;;) {
    const exhausted = shards.filter(shard => shard.items.length === 0 && !shard.isReadToEnd);
    if (exhausted.length === 0) {
      const next = popNewest(shards);
      if (next) items.push(next);
      if (!next || items.length === limit) return { items, searchedTo: null };
    } else if (searched < maxSearched) {
      const counts = await Promise.all(exhausted.map(shard => readNextPage(client, shard, size, options.matches)));
      searched += counts.reduce((all, one) => all + one, 0);
    } else {
      return truncated(shards, items, limit);
    }
  }
}

/** Of keys that share evenly hardly one has more than this; no key needs to give more than all. */
function pageSizeFor(limit: number, keys: number): number {
  return Math.min(limit, Math.ceil((1.5 * limit) / keys) + 25);
}

/** Returns the items newer than all that is still unread. The next page reads the rest again. */
function truncated(shards: readonly Shard[], items: Item[], limit: number): MergedItems {
  const searchedTo = Math.max(...shards.filter(shard => !shard.isReadToEnd).map(shard => shard.readTo));
  while (items.length < limit) {
    const next = popNewest(shards, searchedTo);
    if (!next) return { items, searchedTo };
    items.push(next);
  }
  return { items, searchedTo: null };
}

function popNewest(shards: readonly Shard[], notBelow = 0): Item | undefined {
  const idOf = (shard: Shard) => number(shard.items[0]?.attempt_id) ?? -1;
  const newest = shards.reduce((one, other) => (idOf(other) > idOf(one) ? other : one));
  return idOf(newest) >= notBelow ? newest.items.shift() : undefined;
}

/** @returns how many items were looked at */
async function readNextPage(
  client: DynamoDBDocumentClient,
  shard: Shard,
  size: number,
  matches: MergeQuery['matches'],
): Promise<number> {
  const { Items = [], ScannedCount = 0, LastEvaluatedKey } = await client.send(new QueryCommand(pageOf(shard, size)));
  shard.items = matches ? Items.filter(matches) : Items;
  shard.isReadToEnd = LastEvaluatedKey === undefined;
  shard.readTo = number(LastEvaluatedKey?.attempt_id) ?? 0;
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
