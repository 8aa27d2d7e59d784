import type { DynamoDBDocumentClient, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { AllAttemptsPage, AttemptEntry } from '../../usecases/ports/attemptLists.ts';
import { courseKeys } from '../dynamodb/courseShards.ts';
import { asNumber, type Item } from '../dynamodb/item.ts';
import { decodeItem } from '../dynamodb/itemCodec.ts';
import { mergeShards } from '../dynamodb/mergeShards.ts';
import { ATTEMPT, ATTEMPT_LEARNER, INDEX_KEY } from './attemptAttributes.ts';
import { readCursor, toCursor } from './attemptCursor.ts';

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
  const entries = items.map(toEntry);
  const last = entries[limit - 1];
  if (entries.length > limit && last) return { entries: entries.slice(0, limit), nextCursor: toCursor(last.attemptId) };
  return { entries, nextCursor: searchedTo === null ? null : toCursor(searchedTo) };
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
