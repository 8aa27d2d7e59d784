import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isInProgress } from '../../domain/attempts/status.ts';
import type { ClockTerms } from '../../domain/exams/exam.ts';
import type { AttemptInProgress, ContentOfCourse, LearnerAttempts } from '../../usecases/ports/learnerAttempts.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import { asNumber, type Item } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { additionalSecondsOf, additionalTimeEntry, examEntry, fromExamItem } from '../exams/examItem.ts';
import { fromAttemptItem } from './attemptItem.ts';

/** More than a learner takes at the same time; one batch reads them. */
const MAX_IN_PROGRESS = 100;

type Tables = Pick<TableNames, 'attempts' | 'directory' | 'exams'>;

/**
 * Reads in three rounds at most: the index, concurrently with the claim on the content; the items that these name; the
 * items that those name. No item is read twice.
 * @param defaultBackend the backend shown for exams that name none
 */
export function createLearnerAttempts(
  client: DynamoDBDocumentClient,
  tables: Tables,
  defaultBackend: string | null = null,
): LearnerAttempts {
  const read = async (userId: number, inProgressIds: readonly number[], examId: number | null) => {
    const items = createReadItems(client);
    const at = examId === null ? [] : [examId];
    const key = keysOf(tables, userId);
    await items.fetch([
      ...inProgressIds.map(key.attempt),
      ...at.flatMap(id => [key.exam(id), key.time(id), key.slot(id)]),
    ]);
    const attemptsAt = (ids: readonly number[]) =>
      ids
        .map(id => items.get(key.attempt(id)))
        .filter(item => item !== undefined)
        .map(fromAttemptItem);
    const inProgress = attemptsAt(inProgressIds).filter(
      ({ status, user }) => isInProgress(status) && user.id === userId,
    );
    const currentIds = at.flatMap(id => asNumber(items.get(key.slot(id))?.attempt_id) ?? []);
    const unstarted = inProgress.filter(({ startedAt }) => startedAt === null);
    await items.fetch([
      ...currentIds.map(key.attempt),
      ...inProgress.map(attempt => key.exam(attempt.examId)),
      ...unstarted.map(attempt => key.time(attempt.examId)),
    ]);
    const termsOf = (id: number): ClockTerms[] => {
      const exam = items.get(key.exam(id));
      const additionalSeconds = additionalSecondsOf(items.get(key.time(id)));
      return exam ? [{ exam: fromExamItem(exam, defaultBackend), additionalSeconds }] : [];
    };
    const [current] = attemptsAt(currentIds);
    const [terms] = at.flatMap(termsOf);
    return {
      inProgress: inProgress.flatMap(attempt =>
        termsOf(attempt.examId).map(of => ({
          attempt,
          terms: attempt.startedAt === null ? of : { ...of, additionalSeconds: 0 },
        })),
      ),
      atExam: terms && { terms, current },
    };
  };
  const listInProgress = (userId: number) => listInProgressIds(client, tables.attempts, userId);
  const findExam = (content: ContentOfCourse) => findExamId(client, tables.directory, content);
  return {
    async inProgressOf(userId): Promise<AttemptInProgress[]> {
      return (await read(userId, await listInProgress(userId), null)).inProgress;
    },
    async atExam(userId, examId) {
      return (await read(userId, [], examId)).atExam;
    },
    async atContent(userId, content) {
      return (await read(userId, [], await findExam(content))).atExam;
    },
    async inProgressAndAtContent(userId, content) {
      const [inProgressIds, examId] = await Promise.all([listInProgress(userId), findExam(content)]);
      const { inProgress, atExam } = await read(userId, inProgressIds, examId);
      return { inProgress, atContent: atExam };
    },
  };
}

interface TableKey {
  table: string;
  key: Item;
}

function keysOf(tables: Tables, userId: number) {
  const examItem = (exam_id: number, entry: string): TableKey => ({ table: tables.exams, key: { exam_id, entry } });
  return {
    attempt: (attempt_id: number): TableKey => ({ table: tables.attempts, key: { attempt_id } }),
    exam: (examId: number) => examItem(examId, examEntry.exam),
    time: (examId: number) => examItem(examId, additionalTimeEntry(userId)),
    slot: (examId: number): TableKey => ({ table: tables.directory, key: { key: directoryKey.pair(examId, userId) } }),
  };
}

/** Items read for one answer. */
function createReadItems(client: DynamoDBDocumentClient) {
  /** Undefined for an item that does not exist. */
  const read = new Map<string, Item | undefined>();
  return {
    get: (of: TableKey) => read.get(identityOf(of)),

    /** Reads the items that are not read yet, in one batch. */
    async fetch(keys: readonly TableKey[]): Promise<void> {
      const missing = new Map(keys.map(of => [identityOf(of), of]));
      for (const identity of read.keys()) missing.delete(identity);
      const byTable = Object.groupBy(missing.values(), ({ table }) => table);
      const requests = Object.entries(byTable).map(([table, of = []]) => [table, of.map(({ key }) => key)] as const);
      const itemsByTable = await batchGet(client, Object.fromEntries(requests));
      for (const identity of missing.keys()) read.set(identity, undefined);
      for (const [table, [request]] of requests) {
        const members = Object.keys(request ?? {});
        for (const item of itemsByTable[table] ?? []) {
          const key = Object.fromEntries(members.map(name => [name, item[name]]));
          read.set(identityOf({ table, key }), item);
        }
      }
    },
  };
}

function identityOf({ table, key }: TableKey): string {
  return JSON.stringify([table, ...Object.values(key)]);
}

/** Newest first. */
async function listInProgressIds(client: DynamoDBDocumentClient, table: string, userId: number): Promise<number[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'in_progress_by_learner',
      KeyConditionExpression: 'in_progress_user_id = :id',
      ExpressionAttributeValues: { ':id': userId },
      ScanIndexForward: false,
      Limit: MAX_IN_PROGRESS,
    }),
  );
  return Items.flatMap(item => asNumber(item.attempt_id) ?? []);
}

async function findExamId(
  client: DynamoDBDocumentClient,
  directory: string,
  { courseId, contentId }: ContentOfCourse,
): Promise<number | null> {
  const Key = { key: directoryKey.content(courseId, contentId) };
  const { Item } = await client.send(new GetCommand({ TableName: directory, Key, ConsistentRead: true }));
  return asNumber(Item?.exam_id);
}
