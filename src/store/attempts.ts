import { type DynamoDBDocumentClient, GetCommand, QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../domain/attempts/attempt.ts';
import type { AttemptStore } from '../domain/attempts/attemptStore.ts';
import { changeOfAttempt } from './attemptChange.ts';
import { creationOutcome, creationWrites } from './attemptCreation.ts';
import { examLearner, fromAttemptItem, toAttemptItem } from './attemptItem.ts';
import { heirWrites, removalWrites, withoutMemory } from './attemptRemoval.ts';
import { batchGet } from './batchGet.ts';
import { directoryKey } from './directoryItem.ts';
import { number } from './item.ts';
import type { TableNames } from './tables.ts';
import { type FailedConditions, type NamedWrite, transact, update } from './transaction.ts';

/** Live attempts in DynamoDB, with the directory entries that make their codes, external ids and places unique. */
export function createAttemptStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'attempts' | 'directory' | 'exams'>,
): AttemptStore {
  const read = (attemptId: number) => readAttempt(client, tables.attempts, attemptId);
  const readPlace = (examId: number, userId: number) => readCurrentId(client, tables.directory, examId, userId);
  return {
    read,
    readPlace,

    async readCurrent(examId, userId) {
      const attemptId = await readPlace(examId, userId);
      return attemptId === null ? undefined : read(attemptId);
    },

    async ofLearnerAtExam(examId, userId) {
      // The index may lag behind by a moment; the place does not.
      const [listed, current] = await Promise.all([
        listIds(client, tables.attempts, examLearner(examId, userId)),
        readPlace(examId, userId),
      ]);
      const ids = [...new Set(current === null ? listed : [...listed, current])];
      const keys = ids.map(attempt_id => ({ attempt_id }));
      const { [tables.attempts]: items = [] } = await batchGet(client, { [tables.attempts]: keys });
      return items.map(fromAttemptItem).sort((one, other) => one.attemptId - other.attemptId);
    },

    async readPredecessor({ attemptId, examId, user, predecessorId }) {
      const predecessor = predecessorId === null ? undefined : await read(predecessorId);
      return predecessor ?? readNewestBefore(client, tables.attempts, examLearner(examId, user.id), attemptId);
    },

    async create(attempt, takeover) {
      const failed = await transactWithMemory(client, creationWrites(tables, attempt, takeover));
      return creationOutcome(takeover, failed);
    },

    async write(before, after) {
      const outcome = await update(client, changeOfAttempt(tables, before, after));
      if (!outcome.failed) return { stored: true };
      const current = outcome.item && fromAttemptItem(outcome.item);
      // The SDK sent it again after the answer to the first was lost: what stands in the way is this very write.
      if (outcome.wasRepeated && current && isSame(current, after)) return { stored: true };
      return { stored: false, current };
    },

    async remove(attempt, removal, heir) {
      const failed = await transactWithMemory<string>(client, [
        ...removalWrites(tables, attempt, removal),
        ...(heir ? heirWrites(tables, attempt, heir) : []),
      ]);
      if (failed.size === 0) return { stored: true };
      const removed = `removed#${attempt.attemptId}`;
      const current = failed.has(removed) ? failed.get(removed) : toAttemptItem(attempt);
      return { stored: false, current: current && fromAttemptItem(current) };
    },

    async removeTogether(attempts, removal) {
      const writes = attempts.flatMap(attempt => removalWrites(tables, attempt, removal));
      return { stored: (await transactWithMemory(client, writes)).size === 0 };
    },
  };
}

async function readAttempt(client: DynamoDBDocumentClient, table: string, attemptId: number) {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: { attempt_id: attemptId }, ConsistentRead: true }),
  );
  return Item && fromAttemptItem(Item);
}

/** Which attempt has, or last had, the place of the learner's current one at the exam. */
async function readCurrentId(client: DynamoDBDocumentClient, directory: string, examId: number, userId: number) {
  const { Item } = await client.send(
    new GetCommand({
      TableName: directory,
      Key: { key: directoryKey.pair(examId, userId) },
      ConsistentRead: true,
    }),
  );
  return number(Item?.attempt_id);
}

/** So many are likely to have one among them that is still there: the index may lag behind removals by a moment. */
const PREDECESSORS_AT_ONCE = 10;

/** The newest attempt of the learner at the exam that is older than this one. */
async function readNewestBefore(
  client: DynamoDBDocumentClient,
  table: string,
  key: string,
  attemptId: number,
): Promise<Attempt | undefined> {
  for (let before: number | null = attemptId; before !== null; ) {
    const { Items = [], LastEvaluatedKey }: QueryCommandOutput = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'by_exam_and_learner',
        KeyConditionExpression: 'exam_learner = :key AND attempt_id < :before',
        ExpressionAttributeValues: { ':key': key, ':before': before },
        ScanIndexForward: false,
        Limit: PREDECESSORS_AT_ONCE,
      }),
    );
    const keys = Items.map(({ attempt_id }) => ({ attempt_id }));
    const { [table]: items = [] } = await batchGet(client, { [table]: keys });
    const [newest] = items.map(fromAttemptItem).sort((one, other) => other.attemptId - one.attemptId);
    if (newest) return newest;
    before = number(LastEvaluatedKey?.attempt_id);
  }
  return undefined;
}

async function listIds(client: DynamoDBDocumentClient, table: string, key: string): Promise<number[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'by_exam_and_learner',
      KeyConditionExpression: 'exam_learner = :key',
      ExpressionAttributeValues: { ':key': key },
    }),
  );
  return Items.flatMap(item => number(item.attempt_id) ?? []);
}

/** A transaction with removals in it: what the directory cannot remember of them does not hold them up. */
async function transactWithMemory<Name extends string>(
  client: DynamoDBDocumentClient,
  writes: readonly NamedWrite<Name>[],
): Promise<FailedConditions<Name>> {
  for (let left = writes; ; ) {
    const failed = await transact(client, left);
    const fewer = withoutMemory(left, failed);
    if (failed.size === 0 || fewer.length === left.length || left.length - fewer.length < failed.size) return failed;
    left = fewer;
  }
}

function isSame(one: Attempt, other: Attempt): boolean {
  return JSON.stringify(toAttemptItem(one)) === JSON.stringify(toAttemptItem(other));
}
