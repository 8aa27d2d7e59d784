import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { asNumber, type Item } from './item.ts';

export interface MergeQuery {
  /** Maximum number of items. */
  limit: number;
  /** Continues after this attempt: all items are older. */
  after?: number | undefined;
  /** Filters the items; all by default. */
  matches?: (item: Item) => boolean;
  /** Items read of a key at a time; by default as many as `limit` is likely to need. */
  pageSize?: number;
  /** Items to be read at most, beyond which the result is truncated. */
  maxSearched?: number;
}

/** `searchedTo`: the last attempt read of a truncated result, else null. */
export interface MergedItems {
  items: Item[];
  searchedTo: number | null;
}

/** The state of one key: matching items not yet merged, newest first, and the last attempt read. */
interface Shard {
  query: QueryCommandInput;
  items: Item[];
  readTo: number;
  isReadToEnd: boolean;
}

/**
 * Merges the items of several keys of an index by attempt, newest first (k-way merge). Queries all keys concurrently, and
 * each key again whenever its page is consumed.
 * @param queries one for each key, sorted by `attempt_id`; they must not use `:after`
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
      searched += counts.reduce((sum, count) => sum + count, 0);
    } else {
      return truncated(shards, items, limit);
    }
  }
}

/** The items to read of each key: with an even distribution hardly any key has more of the result. */
function pageSizeFor(limit: number, keys: number): number {
  return Math.min(limit, Math.ceil((1.5 * limit) / keys) + 25);
}

/** Only the items newer than all that are unread; the next page reads the others again. */
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
  const idOf = (shard: Shard) => asNumber(shard.items[0]?.attempt_id) ?? -1;
  const newest = shards.reduce((a, b) => (idOf(b) > idOf(a) ? b : a));
  return idOf(newest) >= notBelow ? newest.items.shift() : undefined;
}

/** @returns the number of items read, matching or not */
async function readNextPage(
  client: DynamoDBDocumentClient,
  shard: Shard,
  size: number,
  matches: MergeQuery['matches'],
): Promise<number> {
  const { Items = [], ScannedCount = 0, LastEvaluatedKey } = await client.send(new QueryCommand(pageOf(shard, size)));
  shard.items = matches ? Items.filter(matches) : Items;
  shard.isReadToEnd = LastEvaluatedKey === undefined;
  shard.readTo = asNumber(LastEvaluatedKey?.attempt_id) ?? 0;
  return ScannedCount;
}

/** Continues by attempt id instead of by start key, whose item may be deleted by now. */
function pageOf({ query, readTo }: Shard, size: number): QueryCommandInput {
  const page = { ...query, ScanIndexForward: false, Limit: size };
  if (readTo === Number.POSITIVE_INFINITY) return page;
  return {
    ...page,
    KeyConditionExpression: `${query.KeyConditionExpression} AND attempt_id < :after`,
    ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ':after': readTo },
  };
}
