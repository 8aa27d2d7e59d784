import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { matchesSearch } from '../../domain/learners/matchesSearch.ts';
import type { ListPage } from '../../usecases/ports/attemptLists.ts';
import { courseKeys } from '../dynamodb/courseShards.ts';
import { asNumber, type Item } from '../dynamodb/item.ts';
import { decodeItem } from '../dynamodb/itemCodec.ts';
import { mergeShards } from '../dynamodb/mergeShards.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import { ATTEMPT_LEARNER, INDEX_KEY } from './attemptAttributes.ts';
import { readCursor, toPage } from './attemptCursor.ts';

/** Index items that a page of a search reads at most; the next page continues there. */
const MAX_SEARCHED = 10_000;
/** Per key. */
const SEARCH_PAGE_SIZE = 250;

/** The ids of a page of a course's current attempts, newest first. */
export async function findInCourse(
  client: DynamoDBDocumentClient,
  table: string,
  courseId: string,
  { limit, cursor, skip = 0, search }: ListPage,
): Promise<{ ids: number[]; nextCursor: string | null }> {
  const { items, searchedTo } = await mergeShards(client, currentInCourseQueries(table, courseId), {
    limit: skip + limit + 1,
    after: cursor ? readCursor(cursor) : undefined,
    ...(search !== undefined && { matches: item => matches(item, search), pageSize: SEARCH_PAGE_SIZE }),
    // Only with a cursor can the next page continue after a truncated search.
    ...(search !== undefined && cursor !== undefined && { maxSearched: MAX_SEARCHED }),
  });
  const ids = items.map(item => asNumber(item.attempt_id) ?? 0);
  const { page, nextCursor } = toPage(ids, { limit: skip + limit, searchedTo, idOf: id => id });
  return { ids: page.slice(skip), nextCursor };
}

/** The number of current attempts of a course, up to `atMost`; with a search, the number of all matches. */
export async function countInCourse(
  client: DynamoDBDocumentClient,
  table: string,
  courseId: string,
  { search, atMost }: { search: string | undefined; atMost: number },
): Promise<number> {
  const queries = currentInCourseQueries(table, courseId);
  if (search === undefined) return countAhead(client, queries, atMost);
  const items = await Promise.all(queries.map(query => queryAll(client, query)));
  return items.flat().filter(item => matches(item, search)).length;
}

/** Counts an equal part of the limit in every shard; shards with more continue until it is reached. */
async function countAhead(
  client: DynamoDBDocumentClient,
  queries: readonly QueryCommandInput[],
  atMost: number,
): Promise<number> {
  let count = 0;
  let unfinished: QueryCommandInput[] = queries.map(query => ({ ...query, Select: 'COUNT' }));
  while (unfinished.length > 0 && count < atMost) {
    const Limit = Math.ceil((atMost - count) / unfinished.length);
    const pages = await Promise.all(unfinished.map(query => client.send(new QueryCommand({ ...query, Limit }))));
    count += pages.reduce((sum, { Count = 0 }) => sum + Count, 0);
    unfinished = unfinished.flatMap((query, index) => {
      const from = pages[index]?.LastEvaluatedKey;
      return from ? [{ ...query, ExclusiveStartKey: from }] : [];
    });
  }
  return Math.min(count, atMost);
}

/** A query of the current attempts for each key of the course. */
export function currentInCourseQueries(table: string, courseId: string): QueryCommandInput[] {
  return courseKeys(courseId).map(key => ({
    TableName: table,
    IndexName: 'current_by_course',
    KeyConditionExpression: `${INDEX_KEY.currentInCourse} = :course`,
    ExpressionAttributeValues: { ':course': key },
  }));
}

function matches(item: Item, search: string): boolean {
  return matchesSearch(decodeItem(ATTEMPT_LEARNER, item), search);
}
