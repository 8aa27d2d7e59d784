import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { AttemptLists, AttemptsOfLearner } from '../../usecases/ports/attemptLists.ts';
import { batchGet, batchGetAll } from '../dynamodb/batchGet.ts';
import { asNumber, type Item } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { examEntry, fromExamItem } from '../exams/examItem.ts';
import { findAllInCourse, findInBothIndexes } from './allAttempts.ts';
import { toCursor } from './attemptCursor.ts';
import { examLearner, fromAttemptItem } from './attemptItem.ts';
import { countInCourse, findInCourse } from './courseAttempts.ts';
import { createMigrationCheck } from './migrationMarker.ts';

/** Maximum of one learner's attempts at one exam. */
const MAX_ATTEMPTS_LISTED = 25;
/** Counted beyond those listed. */
const MAX_FURTHER_COUNTED = 1000;

/**
 * Attempts by the indexes of their table (resources/tables.yml).
 * @param defaultBackend the backend shown for exams that name none
 */
export function createAttemptLists(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'attempts' | 'exams' | 'directory'>,
  defaultBackend: string | null = null,
): AttemptLists {
  const readAttempts = async (ids: readonly number[]): Promise<Attempt[]> => {
    const keys = ids.map(attempt_id => ({ attempt_id }));
    const { [tables.attempts]: items = [] } = await batchGet(client, { [tables.attempts]: keys });
    return items.map(fromAttemptItem).sort((a, b) => b.attemptId - a.attemptId);
  };
  const isIndexComplete = createMigrationCheck(client, tables);
  return {
    async ofCourse(courseId, page) {
      const { ids, nextCursor } = await findInCourse(client, tables.attempts, courseId, page);
      const attempts = await readAttempts(ids);
      return { attempts: attempts.filter(attempt => attempt.isCurrent && attempt.courseId === courseId), nextCursor };
    },

    count: (courseId, query) => countInCourse(client, tables.attempts, courseId, query),

    async allOfCourse(courseId, page) {
      // Without an answer both indexes are read: no attempt may be missing.
      const isMigrated = await isIndexComplete().catch(() => false);
      const find = isMigrated ? findAllInCourse : findInBothIndexes;
      return find(client, tables.attempts, courseId, page);
    },

    cursorAfter: ({ attemptId }) => toCursor(attemptId),

    async readEntries(entries, options) {
      const keys = entries.map(({ attemptId }) => ({ attempt_id: attemptId }));
      const attempts = (await batchGetAll(client, tables.attempts, keys, options)).map(fromAttemptItem);
      const byId = new Map(attempts.map(attempt => [attempt.attemptId, attempt]));
      return entries.flatMap(({ attemptId }) => byId.get(attemptId) ?? []);
    },

    async allAttemptsByCurrent(attempts) {
      const superseding = attempts.filter(attempt => attempt.hasPreviousAttempt);
      const listsByAttempt = await Promise.all(
        superseding.map(async ({ attemptId, examId, user }): Promise<[number, AttemptsOfLearner]> => {
          const { ids, count } = await newestOf(client, tables.attempts, examLearner(examId, user.id));
          const newest = await readAttempts([...new Set([...ids, attemptId])]);
          // Index lag: it may still list attempts removed a moment ago, and lack attempts just created.
          return [attemptId, { newest, count: count <= MAX_ATTEMPTS_LISTED ? newest.length : count }];
        }),
      );
      return new Map(listsByAttempt);
    },

    async examsOf(attempts) {
      const ids = [...new Set(attempts.map(({ examId }) => examId))];
      const keys = ids.map(exam_id => ({ exam_id, entry: examEntry.exam }));
      const { [tables.exams]: items = [] } = await batchGet(client, { [tables.exams]: keys });
      return new Map(items.map(item => fromExamItem(item, defaultBackend)).map(exam => [exam.examId, exam]));
    },
  };
}

/** The newest attempts of a learner at an exam, and their count up to a limit. */
async function newestOf(
  client: DynamoDBDocumentClient,
  table: string,
  examLearnerKey: string,
): Promise<{ ids: number[]; count: number }> {
  const query = {
    TableName: table,
    IndexName: 'by_exam_and_learner',
    KeyConditionExpression: 'exam_learner = :key',
    ExpressionAttributeValues: { ':key': examLearnerKey },
    ScanIndexForward: false,
  };
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({ ...query, Limit: MAX_ATTEMPTS_LISTED }),
  );
  const ids = Items.map(idOf);
  if (!LastEvaluatedKey) return { ids, count: ids.length };
  const { Count = 0 } = await client.send(
    new QueryCommand({ ...query, ExclusiveStartKey: LastEvaluatedKey, Select: 'COUNT', Limit: MAX_FURTHER_COUNTED }),
  );
  return { ids, count: ids.length + Count };
}

const idOf = (item: Item): number => asNumber(item.attempt_id) ?? 0;
