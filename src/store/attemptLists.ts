import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../domain/attempts/attempt.ts';
import { isInProgress } from '../domain/attempts/status.ts';
import type { AttemptLists, ListPage } from '../domain/attempts/views/attemptLists.ts';
import { readCursor, toCursor } from './attemptCursor.ts';
import { examLearner, fromAttemptItem } from './attemptItem.ts';
import { batchGet } from './batchGet.ts';
import { examEntry, fromExamItem } from './examItem.ts';
import { type Item, number, text } from './item.ts';
import { queryAll } from './queryAll.ts';
import type { TableNames } from './tables.ts';

/** A page of a search reads no more of the index than this; the next page goes on from there. */
const MOST_SEARCHED = 10_000;
const SEARCHED_AT_ONCE = 2000;

/** Attempts by the indexes of their table (resources/tables.yml). */
export function createAttemptLists(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'attempts' | 'exams'>,
): AttemptLists {
  const readAttempts = async (ids: readonly number[]): Promise<Attempt[]> => {
    const keys = ids.map(attempt_id => ({ attempt_id }));
    const { [tables.attempts]: items = [] } = await batchGet(client, { [tables.attempts]: keys });
    return items.map(fromAttemptItem).sort((one, other) => other.attemptId - one.attemptId);
  };
  return {
    async inProgressOf(userId) {
      const items = await queryAll(client, {
        TableName: tables.attempts,
        IndexName: 'in_progress_by_learner',
        KeyConditionExpression: 'in_progress_user_id = :id',
        ExpressionAttributeValues: { ':id': userId },
      });
      const attempts = await readAttempts(items.map(idOf));
      return attempts.filter(({ status, user }) => isInProgress(status) && user.id === userId);
    },

    async ofCourse(courseId, page) {
      const { ids, nextCursor } = await findInCourse(client, tables.attempts, courseId, page);
      const attempts = await readAttempts(ids);
      return { attempts: attempts.filter(one => one.isCurrent && one.courseId === courseId), nextCursor };
    },

    async count(courseId, { search, atMost }) {
      let count = 0;
      let from: Item | undefined;
      do {
        const {
          Count = 0,
          Items = [],
          LastEvaluatedKey,
        } = await client.send(
          new QueryCommand({
            ...inCourse(tables.attempts, courseId, from),
            ...(search === undefined && { Select: 'COUNT', Limit: atMost - count }),
          }),
        );
        count += search === undefined ? Count : Items.filter(item => matches(item, search)).length;
        from = LastEvaluatedKey;
      } while (from && count < atMost);
      return count;
    },

    async familiesOf(attempts) {
      const entries = attempts.filter(one => one.hasPredecessor);
      const families = await Promise.all(
        entries.map(async ({ attemptId, examId, user }): Promise<[number, Attempt[]]> => {
          const items = await queryAll(client, {
            TableName: tables.attempts,
            IndexName: 'by_exam_and_learner',
            KeyConditionExpression: 'exam_learner = :key',
            ExpressionAttributeValues: { ':key': examLearner(examId, user.id) },
          });
          return [attemptId, await readAttempts([...new Set([...items.map(idOf), attemptId])])];
        }),
      );
      return new Map(families);
    },

    async examsOf(attempts) {
      const ids = [...new Set(attempts.map(({ examId }) => examId))];
      const keys = ids.map(exam_id => ({ exam_id, entry: examEntry.exam }));
      const { [tables.exams]: items = [] } = await batchGet(client, { [tables.exams]: keys });
      return new Map(items.map(fromExamItem).map(exam => [exam.examId, exam]));
    },
  };
}

const idOf = (item: Item): number => number(item.attempt_id) ?? 0;

/** Newest first: ids grow with time. */
function inCourse(table: string, courseId: string, from: Item | undefined, limit?: number) {
  return {
    TableName: table,
    IndexName: 'current_by_course',
    KeyConditionExpression: 'current_course_id = :course',
    ExpressionAttributeValues: { ':course': courseId },
    ScanIndexForward: false,
    ...(limit !== undefined && { Limit: limit }),
    ...(from && { ExclusiveStartKey: from }),
  };
}

/** The ids of a page, one more of which tells that there is another. */
async function findInCourse(
  client: DynamoDBDocumentClient,
  table: string,
  courseId: string,
  page: ListPage,
): Promise<{ ids: number[]; nextCursor: string | null }> {
  const { limit, skip = 0 } = page;
  const found: number[] = [];
  for await (const one of matchesInCourse(client, table, courseId, page)) {
    if (one.isMatch) found.push(one.attemptId);
    if (found.length > skip + limit) return { ids: found.slice(skip, -1), nextCursor: toCursor(found.at(-2) ?? 0) };
    if (one.isEnough) return { ids: found, nextCursor: toCursor(one.attemptId) };
  }
  return { ids: found.slice(skip), nextCursor: null };
}

/**
 * The course's attempts, newest first. A search by cursor ends, saying that it looked at enough, where another page can
 * go on.
 */
async function* matchesInCourse(
  client: DynamoDBDocumentClient,
  table: string,
  courseId: string,
  { limit, cursor, skip = 0, search }: ListPage,
): AsyncGenerator<{ attemptId: number; isMatch: boolean; isEnough: boolean }> {
  let searched = 0;
  let from: Item | undefined = cursor ? { current_course_id: courseId, attempt_id: readCursor(cursor) } : undefined;
  do {
    const size = search === undefined ? skip + limit + 1 : SEARCHED_AT_ONCE;
    const { Items = [], LastEvaluatedKey } = await client.send(new QueryCommand(inCourse(table, courseId, from, size)));
    for (const item of Items) {
      searched += 1;
      const isEnough = cursor !== undefined && searched >= MOST_SEARCHED;
      yield { attemptId: idOf(item), isMatch: search === undefined || matches(item, search), isEnough };
    }
    from = LastEvaluatedKey;
  } while (from);
}

function matches(item: Item, search: string): boolean {
  const wanted = search.toLowerCase();
  return [item.username, item.email].some(value => text(value)?.toLowerCase().includes(wanted));
}
