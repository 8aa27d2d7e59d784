import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../domain/attempts/attempt.ts';
import { isInProgress } from '../domain/attempts/status.ts';
import type { AttemptLists } from '../domain/attempts/views/attemptLists.ts';
import { examLearner, fromAttemptItem } from './attemptItem.ts';
import { batchGet } from './batchGet.ts';
import { countInCourse, findInCourse } from './courseAttempts.ts';
import { examEntry, fromExamItem } from './examItem.ts';
import { type Item, number } from './item.ts';
import { queryAll } from './queryAll.ts';
import type { TableNames } from './tables.ts';

/**
 * Attempts by the indexes of their table (resources/tables.yml).
 * @param defaultBackend what exams that name no backend are shown with
 */
export function createAttemptLists(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'attempts' | 'exams'>,
  defaultBackend: string | null = null,
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

    count: (courseId, asked) => countInCourse(client, tables.attempts, courseId, asked),

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
      return new Map(items.map(item => fromExamItem(item, defaultBackend)).map(exam => [exam.examId, exam]));
    },
  };
}

const idOf = (item: Item): number => number(item.attempt_id) ?? 0;
