import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { AttemptStore, Claim } from '../../usecases/ports/attemptStore.ts';
import { courseOfEntry } from '../directory/directoryItem.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import { asNumber, asText } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { conditionalUpdate, type FailedConditions, type NamedWrite, transact } from '../dynamodb/transact.ts';
import { changeOfAttempt } from './attemptChange.ts';
import { creationOutcome, creationWrites } from './attemptCreation.ts';
import { examLearner, fromAttemptItem, toAttemptItem } from './attemptItem.ts';
import { dropTombstoneConflicts, promotePrevious, removalWrites } from './attemptRemoval.ts';

/** Live attempts in DynamoDB, with the claims on their codes, external ids and slots. */
export function createAttemptStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'attempts' | 'directory' | 'exams'>,
): AttemptStore {
  const read = (attemptId: number) => readAttempt(client, tables.attempts, attemptId);
  const readSlot = (examId: number, userId: number) => readCurrentId(client, tables.directory, examId, userId);
  return {
    read,
    readSlot,

    async readCurrent(examId, userId) {
      const attemptId = await readSlot(examId, userId);
      return attemptId === null ? undefined : read(attemptId);
    },

    async ofLearnerAtExam(examId, userId, { limit, after = 0 }) {
      const key = examLearner(examId, userId);
      const [listed, currentId] = await Promise.all([
        // One more shows whether there is a next page.
        listIds(client, tables.attempts, key, { isAfter: after, limit: limit + 1 }),
        readSlot(examId, userId),
      ]);
      const ids = listed.ids.slice(0, limit);
      const attempts = await readAll(client, tables.attempts, currentId === null ? ids : [...ids, currentId]);
      return {
        superseded: attempts.filter(attempt => attempt.attemptId !== currentId),
        current: attempts.find(attempt => attempt.attemptId === currentId),
        nextAfter: listed.ids.length > limit ? (ids.at(-1) ?? null) : null,
      };
    },

    async readPreviousAttempt({ attemptId, examId, user, previousAttemptId }) {
      const previous = previousAttemptId === null ? undefined : await read(previousAttemptId);
      return previous ?? readNewestBefore(client, tables.attempts, examLearner(examId, user.id), attemptId);
    },

    async create(attempt, options) {
      const failed = await transactWithTombstones(client, creationWrites(tables, attempt, options));
      const outcome = creationOutcome(options, failed);
      if (outcome.stored || typeof outcome.conflicts === 'string') return outcome;
      const withCourses = outcome.conflicts.map(claim =>
        claim.kind === 'external_id' && claim.courseId === undefined
          ? withCourseOfCode(client, tables.directory, claim, asText(failed.get('external_id')?.attempt_code))
          : claim,
      );
      return { stored: false, conflicts: await Promise.all(withCourses) };
    },

    async write(before, after) {
      const outcome = await conditionalUpdate(client, changeOfAttempt(tables, before, after));
      if (!outcome.failed) return { stored: true };
      const current = outcome.item && fromAttemptItem(outcome.item);
      // The SDK repeated the call after a lost response: the conflicting item is this write.
      if (outcome.maybeApplied && current && isSame(current, after)) return { stored: true };
      return { stored: false, current };
    },

    async remove(attempt, removal, promotion) {
      const writes = removalWrites(tables, attempt, removal);
      const removedWrite = `removed#${attempt.attemptId}`;
      const promotionWrites = promotion ? promotePrevious(tables, attempt, promotion) : [];
      let failed = await transactWithTombstones<string>(client, [...writes, ...promotionWrites]);
      // A manually restored attempt may not have the slot: then there is nothing to promote.
      if (failed.has('slot') && !failed.has(removedWrite))
        failed = await transactWithTombstones<string>(client, writes);
      if (failed.size === 0) return { stored: true };
      const current = failed.has(removedWrite) ? failed.get(removedWrite) : toAttemptItem(attempt);
      return { stored: false, current: current && fromAttemptItem(current) };
    },

    async removeTogether(attempts, removal) {
      const writes = attempts.flatMap(attempt => removalWrites(tables, attempt, removal));
      return { stored: (await transactWithTombstones(client, writes)).size === 0 };
    },
  };
}

async function readAttempt(client: DynamoDBDocumentClient, table: string, attemptId: number) {
  const { Item } = await client.send(
    new GetCommand({ TableName: table, Key: { attempt_id: attemptId }, ConsistentRead: true }),
  );
  return Item && fromAttemptItem(Item);
}

/** The attempt that has, or last had, the slot. */
async function readCurrentId(client: DynamoDBDocumentClient, directory: string, examId: number, userId: number) {
  const { Item } = await client.send(
    new GetCommand({
      TableName: directory,
      Key: { key: directoryKey.pair(examId, userId) },
      ConsistentRead: true,
    }),
  );
  return asNumber(Item?.attempt_id);
}

/** Enough to include one that still exists, although the index lags behind removals. */
const PREVIOUS_PAGE_SIZE = 10;

/** The learner's newest attempt at the exam that is older than this one. */
async function readNewestBefore(
  client: DynamoDBDocumentClient,
  table: string,
  key: string,
  attemptId: number,
): Promise<Attempt | undefined> {
  for (let before: number | null = attemptId; before !== null; ) {
    const page = await listIds(client, table, key, { isBefore: before, limit: PREVIOUS_PAGE_SIZE });
    const newest = (await readAll(client, table, page.ids)).at(-1);
    if (newest) return newest;
    before = page.readTo;
  }
  return undefined;
}

/** A page of the ids of a learner's attempts at an exam: the oldest after one, or the newest before one. */
async function listIds(
  client: DynamoDBDocumentClient,
  table: string,
  key: string,
  page: { limit: number } & ({ isAfter: number } | { isBefore: number }),
): Promise<{ ids: number[]; readTo: number | null }> {
  const isForward = 'isAfter' in page;
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: table,
      IndexName: 'by_exam_and_learner',
      KeyConditionExpression: `exam_learner = :key AND attempt_id ${isForward ? '>' : '<'} :id`,
      ExpressionAttributeValues: { ':key': key, ':id': isForward ? page.isAfter : page.isBefore },
      ScanIndexForward: isForward,
      Limit: page.limit,
    }),
  );
  const ids = Items.flatMap(item => asNumber(item.attempt_id) ?? []);
  return { ids, readTo: asNumber(LastEvaluatedKey?.attempt_id) };
}

/** The attempts that still exist, strongly consistent, oldest first. */
async function readAll(client: DynamoDBDocumentClient, table: string, ids: readonly number[]): Promise<Attempt[]> {
  const keys = [...new Set(ids)].map(attempt_id => ({ attempt_id }));
  const { [table]: items = [] } = await batchGet(client, { [table]: keys });
  return items.map(fromAttemptItem).sort((a, b) => a.attemptId - b.attemptId);
}

/** Writes a transaction with removals; tombstones that cannot be written do not prevent it. */
async function transactWithTombstones<Name extends string>(
  client: DynamoDBDocumentClient,
  writes: readonly NamedWrite<Name>[],
): Promise<FailedConditions<Name>> {
  for (let pending = writes; ; ) {
    const failed = await transact(client, pending);
    const remaining = dropTombstoneConflicts(pending, failed);
    if (failed.size === 0 || remaining.length === pending.length || pending.length - remaining.length < failed.size)
      return failed;
    pending = remaining;
  }
}

function isSame(a: Attempt, b: Attempt): boolean {
  return JSON.stringify(toAttemptItem(a)) === JSON.stringify(toAttemptItem(b));
}

/** Older claims on an external id lack the course: the claim on the attempt's code has it, unless the code was reused. */
async function withCourseOfCode(
  client: DynamoDBDocumentClient,
  directory: string,
  claim: Claim,
  attemptCode: string | null,
): Promise<Claim> {
  if (attemptCode === null) return claim;
  const { Item } = await client.send(
    new GetCommand({ TableName: directory, Key: { key: directoryKey.code(attemptCode) }, ConsistentRead: true }),
  );
  const courseId = Item && asNumber(Item.attempt_id) === claim.attemptId ? courseOfEntry(Item) : null;
  return courseId === null ? claim : { ...claim, courseId };
}
