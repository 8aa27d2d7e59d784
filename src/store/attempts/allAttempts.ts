import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { AllAttemptsPage, AttemptEntry } from '../../usecases/ports/attemptLists.ts';
import { batchGetAll } from '../dynamodb/batchGet.ts';
import { courseKeys } from '../dynamodb/courseShards.ts';
import { asNumber, type Item } from '../dynamodb/item.ts';
import { decodeItem } from '../dynamodb/itemCodec.ts';
import { mergeShards } from '../dynamodb/mergeShards.ts';
import { ATTEMPT, ATTEMPT_LEARNER, INDEX_KEY } from './attemptAttributes.ts';
import { readCursor, toPage } from './attemptCursor.ts';
import { currentInCourseQueries } from './courseAttempts.ts';

/** Index items of the course that a page of one exam reads at most. */
const MAX_SEARCHED = 100_000;
/** Per key and call, of a page of one exam: well below the 1 MB of a query. */
const SEARCH_PAGE_SIZE = 2500;

/** A page of the index of all attempts of a course. */
export async function findAllInCourse(
  client: DynamoDBDocumentClient,
  table: string,
  courseId: string,
  { limit, cursor, examId }: AllAttemptsPage,
): Promise<{ entries: AttemptEntry[]; nextCursor: string | null }> {
  const { items, searchedTo } = await mergeShards(client, queriesOfCourse(table, courseId, examId), {
    limit: limit + 1,
    after: cursor ? readCursor(cursor) : undefined,
    ...(examId !== undefined && { pageSize: SEARCH_PAGE_SIZE, maxSearched: MAX_SEARCHED }),
  });
  return toEntryPage(items.map(toEntry), limit, searchedTo);
}

/**
 * The same, with the current attempts that lack the key of the index, as earlier releases stored them: by the index of current
 * attempts, and read for the fields that it does not have.
 */
export async function findInBothIndexes(
  client: DynamoDBDocumentClient,
  table: string,
  courseId: string,
  { limit, cursor, examId }: AllAttemptsPage,
): Promise<{ entries: AttemptEntry[]; nextCursor: string | null }> {
  const queries = [...queriesOfCourse(table, courseId, undefined), ...currentInCourseQueries(table, courseId)];
  const size = examId === undefined ? limit + 1 : Math.max(limit + 1, SEARCH_PAGE_SIZE);
  const entries: AttemptEntry[] = [];
  let after = cursor ? readCursor(cursor) : undefined;
  for (let searched = 0; searched < MAX_SEARCHED; searched += size) {
    const { items } = await mergeShards(client, queries, { limit: size, after });
    const page = (await withLearners(client, table, withoutRepetitions(items))).map(toEntry);
    entries.push(...page.filter(entry => examId === undefined || entry.examId === examId));
    after = asNumber(items.at(-1)?.[ATTEMPT.attemptId.name]) ?? undefined;
    const isReadToEnd = items.length < size || after === undefined;
    if (entries.length > limit || isReadToEnd) return toEntryPage(entries, limit, null);
  }
  return toEntryPage(entries, limit, after ?? null);
}

function toEntryPage(entries: readonly AttemptEntry[], limit: number, searchedTo: number | null) {
  const { page, nextCursor } = toPage(entries, { limit, searchedTo, idOf: ({ attemptId }) => attemptId });
  return { entries: page, nextCursor };
}

const ENTRY_ATTRIBUTES = [ATTEMPT.attemptId, ATTEMPT.examId, ...Object.values(ATTEMPT_LEARNER)].map(({ name }) => name);
const idOf = (item: Item): unknown => item[ATTEMPT.attemptId.name];

/** Keeps the first item of an attempt in both indexes, which has every field. */
function withoutRepetitions(items: readonly Item[]): Item[] {
  return items.filter((item, index) => index === 0 || idOf(item) !== idOf(items[index - 1] ?? {}));
}

/** Completes the items of the index of current attempts; those of attempts that are removed by now are omitted. */
async function withLearners(client: DynamoDBDocumentClient, table: string, items: readonly Item[]): Promise<Item[]> {
  const isComplete = (item: Item) => ATTEMPT.examId.name in item;
  const keys = items.filter(item => !isComplete(item)).map(item => ({ [ATTEMPT.attemptId.name]: idOf(item) }));
  const read = await batchGetAll(client, table, keys, { isConsistent: false, attributes: ENTRY_ATTRIBUTES });
  const byId = new Map(read.map(item => [idOf(item), item]));
  return items.flatMap((item): Item[] => {
    const complete = isComplete(item) ? item : byId.get(idOf(item));
    return complete ? [complete] : [];
  });
}

function toEntry(item: Item): AttemptEntry {
  return {
    attemptId: asNumber(item[ATTEMPT.attemptId.name]) ?? 0,
    examId: asNumber(item[ATTEMPT.examId.name]) ?? 0,
    user: decodeItem(ATTEMPT_LEARNER, item),
  };
}

/** A query for each key of the course. */
function queriesOfCourse(table: string, courseId: string, examId: number | undefined): QueryCommandInput[] {
  return courseKeys(courseId).map(key => ({
    TableName: table,
    IndexName: 'all_by_course',
    KeyConditionExpression: `${INDEX_KEY.inCourse} = :course`,
    ...(examId !== undefined && { FilterExpression: `${ATTEMPT.examId.name} = :exam` }),
    ExpressionAttributeValues: { ':course': key, ...(examId !== undefined && { ':exam': examId }) },
  }));
}
