import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { NameCopies, PendingRenewals } from '../../usecases/ports/nameCopies.ts';
import { fromAllowanceItem } from '../allowances/allowanceItem.ts';
import { fromAttemptItem } from '../attempts/attemptItem.ts';
import { readLiveCodes } from '../directory/codesOfLearner.ts';
import { notErasedCheck } from '../directory/directoryItem.ts';
import { DIRECTORY_PREFIX, directoryKey, PENDING_RENEWALS } from '../directory/directoryKey.ts';
import { batchGet } from '../dynamodb/batchGet.ts';
import { asNumber, asText } from '../dynamodb/item.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { conditionalUpdate, transact } from '../dynamodb/transact.ts';
import { examEntry, listedAllowance } from '../exams/examItem.ts';
import { fromLearnerItem } from './learnerItem.ts';

/** The copies of a learner's names, found by the indexes `by_learner` (resources/tables.yml). */
export function createNameCopies(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'attempts' | 'directory' | 'exams'>,
): NameCopies {
  return {
    async readLearner(userId) {
      const Key = { key: directoryKey.learner(userId) };
      const { Item } = await client.send(new GetCommand({ TableName: tables.directory, Key, ConsistentRead: true }));
      if (Item?.username === undefined) return undefined;
      const former = Array.isArray(Item.former) ? Item.former.filter(name => typeof name === 'string') : [];
      return { ...fromLearnerItem(Item), formerNames: former, version: asNumber(Item.version) ?? 0 };
    },

    async attemptsOf(userId) {
      // Removed attempts are not changed.
      const codes = await readLiveCodes(client, tables.directory, [userId]);
      const ids = codes.map(({ attempt_id }) => ({ attempt_id }));
      const { [tables.attempts]: attempts = [] } = await batchGet(client, { [tables.attempts]: ids });
      return attempts.map(fromAttemptItem).filter(({ user }) => user.id === userId);
    },

    async allowancesOf(userId) {
      const listed = await queryAll(client, {
        TableName: tables.exams,
        IndexName: 'by_learner',
        KeyConditionExpression: 'user_id = :id',
        ExpressionAttributeValues: { ':id': userId },
      });
      const prefix = examEntry.allowances(userId);
      const keys = listed
        .filter(({ entry }) => asText(entry)?.startsWith(prefix))
        .map(({ exam_id, entry }) => ({ exam_id, entry }));
      const { [tables.exams]: items = [] } = await batchGet(client, { [tables.exams]: keys });
      return items.map(fromAllowanceItem);
    },

    async renewAllowance(before, user) {
      const { examId, key, version } = before;
      const listed_as = listedAllowance(user.username, { userId: user.id, examId, key });
      const failed = await transact(client, [
        {
          name: 'allowance',
          write: {
            Update: {
              TableName: tables.exams,
              Key: { exam_id: examId, entry: examEntry.allowance(user.id, key) },
              UpdateExpression: 'SET username = :username, email = :email, listed_as = :listed, #version = :next',
              ConditionExpression: '#version = :version',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: {
                ':username': user.username,
                ':email': user.email,
                ':listed': listed_as,
                ':version': version,
                ':next': version + 1,
              },
            },
          },
        },
        { name: 'erased', write: { ConditionCheck: notErasedCheck(tables.directory, user.id) } },
      ]);
      return failed.size === 0 || failed.has('erased');
    },

    async finish({ id, version }) {
      await conditionalUpdate(client, {
        TableName: tables.directory,
        Key: { key: directoryKey.learner(id) },
        UpdateExpression: 'SET renewal = :done REMOVE former',
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':done': 'done', ':version': version },
      });
    },
  };
}

/** Above the number of learners renamed in a minute, and below the number that one run can process. */
const MAX_PENDING = 100;

/** Pending renewals: directory entries, listed by the index `by_learner`. */
export function createPendingRenewals(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'directory'>,
): PendingRenewals {
  const TableName = tables.directory;
  return {
    async list() {
      const { Items: listed = [] } = await client.send(
        new QueryCommand({
          TableName,
          IndexName: 'by_learner',
          KeyConditionExpression: 'learner_id = :pending',
          ExpressionAttributeValues: { ':pending': PENDING_RENEWALS },
          Limit: MAX_PENDING,
        }),
      );
      const keys = listed.map(({ key }) => ({ key }));
      const { [TableName]: items = [] } = await batchGet(client, { [TableName]: keys });
      return items.map(item => ({
        userId: Number(asText(item.key)?.slice(DIRECTORY_PREFIX.renewal.length)),
        changeId: asText(item.drawn) ?? '',
        passes: asNumber(item.passes) ?? 0,
      }));
    },

    async recordPass({ userId, changeId, passes }) {
      const Key = { key: directoryKey.renewal(userId) };
      const unlessReplaced = { ConditionExpression: 'drawn = :drawn' };
      if (passes === 0) {
        await conditionalUpdate(client, {
          TableName,
          Key,
          ...unlessReplaced,
          UpdateExpression: 'SET passes = :passes',
          ExpressionAttributeValues: { ':drawn': changeId, ':passes': 1 },
        });
        return;
      }
      await transact(client, [
        {
          name: 'renewal',
          write: { Delete: { TableName, Key, ...unlessReplaced, ExpressionAttributeValues: { ':drawn': changeId } } },
        },
      ]);
    },
  };
}
