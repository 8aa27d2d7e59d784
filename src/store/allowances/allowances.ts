import { type DynamoDBDocumentClient, GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Actor } from '../../domain/actors.ts';
import { type Allowance, pageOfChanges } from '../../domain/allowances/allowance.ts';
import { DomainError, invalidCursor } from '../../domain/errors.ts';
import { isSortableInstant } from '../../domain/time.ts';
import type { AllowanceStore, AttemptMove } from '../../usecases/ports/allowanceStore.ts';
import { changeOfAttempt } from '../attempts/attemptChange.ts';
import { notErasedCheck } from '../directory/directoryItem.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { toChangeItem } from '../dynamodb/changeItem.ts';
import type { Item } from '../dynamodb/item.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { type NamedWrite, transact } from '../dynamodb/transact.ts';
import { EXAM_PREFIX, examEntry, LISTED_ALLOWANCE, listedAllowance } from '../exams/examItem.ts';
import { changesIn, fromAllowanceItem, toAllowanceItem } from './allowanceItem.ts';
import { readFormerVersions } from './formerVersions.ts';
import { grantedOnceWrite } from './timeJobs.ts';

type AllowanceWrite = 'allowance' | 'former' | 'attempt' | 'granted' | 'erased';

/** Allowances, in the partition of their exam. */
export function createAllowanceStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'attempts' | 'directory' | 'exams'>,
): AllowanceStore {
  const query = async (input: Omit<QueryCommandInput, 'TableName'>, limit?: number) =>
    (await queryAll(client, { TableName: tables.exams, ...input }, limit)).map(fromAllowanceItem);
  const read = async (Key: Item) => {
    const { Item } = await client.send(new GetCommand({ TableName: tables.exams, Key, ConsistentRead: true }));
    return Item && fromAllowanceItem(Item);
  };
  const entriesOf = (examId: number, prefix: string) =>
    queryAll(client, {
      TableName: tables.exams,
      KeyConditionExpression: 'exam_id = :exam AND begins_with(entry, :learner)',
      ExpressionAttributeValues: { ':exam': examId, ':learner': prefix },
      ConsistentRead: true,
    });
  const moveWrites = (examId: number, move: AttemptMove | undefined): NamedWrite<AllowanceWrite>[] => {
    if (!move) return [];
    if ('before' in move) {
      return [{ name: 'attempt', write: { Update: changeOfAttempt(tables, move.before, move.after) } }];
    }
    const { userId, slot } = move;
    const Key = { key: directoryKey.pair(examId, userId) };
    return [
      { name: 'attempt', write: { ConditionCheck: { TableName: tables.directory, Key, ...slotCondition(slot) } } },
    ];
  };
  const formerAllowanceWrite = (
    before: Allowance,
    change: { change: string; at: string; by: Actor },
  ): NamedWrite<AllowanceWrite> => ({
    name: 'former',
    write: {
      Put: {
        TableName: tables.exams,
        Item: {
          ...toAllowanceItem(before),
          entry: examEntry.formerAllowance(before.user.id, before.key, before.version),
          change: change.change,
          changed_at: change.at,
          changed_by: toChangeItem({ by: change.by, reason: null }),
        },
      },
    },
  });

  return {
    read: (examId, userId, key) => read({ exam_id: examId, entry: examEntry.allowance(userId, key) }),

    async find(allowanceId) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tables.exams,
          IndexName: 'by_allowance',
          // Without its former versions.
          KeyConditionExpression: 'allowance_id = :id AND begins_with(entry, :allowance)',
          ExpressionAttributeValues: { ':id': allowanceId, ':allowance': EXAM_PREFIX.allowance },
          Limit: 1,
        }),
      );
      const [key] = Items;
      return key && read({ exam_id: key.exam_id, entry: key.entry });
    },

    async replace(before, after, move, job) {
      const Put = {
        TableName: tables.exams,
        Item: { ...toAllowanceItem(after), ...listingAttributes(after) },
        ...unchangedCondition(before),
      };
      const former =
        before && formerAllowanceWrite(before, { change: 'changed', at: after.modifiedAt, by: after.setBy });
      const failed = await transact<AllowanceWrite>(client, [
        { name: 'allowance', write: { Put } },
        ...(former ? [former] : []),
        ...moveWrites(after.examId, move),
        ...(job ? [grantedOnceWrite('granted' as const, tables, job, after.user.id)] : []),
        { name: 'erased', write: { ConditionCheck: notErasedCheck(tables.directory, after.user.id) } },
      ]);
      if (failed.has('erased')) {
        throw new DomainError('learner_not_known', 'The data of the learner was erased.', { field: 'user_info' });
      }
      return failed.size === 0 || failed.has('granted');
    },

    async remove(before, by, at, move) {
      const { exam_id, entry } = toAllowanceItem(before);
      const Delete = { TableName: tables.exams, Key: { exam_id, entry }, ...unchangedCondition(before) };
      const failed = await transact<AllowanceWrite>(client, [
        { name: 'allowance', write: { Delete } },
        formerAllowanceWrite(before, { change: 'removed', at, by }),
        ...moveWrites(before.examId, move),
      ]);
      return failed.size === 0;
    },

    ofCourse: (courseId, limit) =>
      query(
        {
          IndexName: 'by_course',
          KeyConditionExpression: 'listed_in_course = :course AND begins_with(listed_as, :allowance)',
          ExpressionAttributeValues: { ':course': courseId, ':allowance': LISTED_ALLOWANCE },
        },
        limit,
      ),

    ofLearnerAtExam: async (examId, userId) =>
      (await entriesOf(examId, examEntry.allowances(userId))).map(fromAllowanceItem),

    async changesOf(examId, userId, { limit, cursor }) {
      if (cursor !== undefined && !isSortableInstant(cursor)) throw invalidCursor();
      // The present ones first: a change meanwhile adds a former version, which the second query finds.
      const present = await entriesOf(examId, examEntry.allowances(userId));
      const former = await readFormerVersions(client, tables.exams, { examId, userId, limit, cursor });
      const formerKeys = new Set(former.map(({ key, version }) => `${key} ${version}`));
      const versions = [...present.filter(({ key, version }) => !formerKeys.has(`${key} ${version}`)), ...former];
      return pageOfChanges(versions.flatMap(changesIn), limit, cursor);
    },
  };
}

function slotCondition(attemptId: number | null) {
  if (attemptId === null) {
    return { ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: { '#key': 'key' } };
  }
  return { ConditionExpression: 'attempt_id = :id', ExpressionAttributeValues: { ':id': attemptId } };
}

function unchangedCondition(before: Allowance | undefined) {
  if (!before) return { ConditionExpression: 'attribute_not_exists(exam_id)' };
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': before.version },
  };
}

/** Index attributes of current allowances; former versions are not listed. */
function listingAttributes({ courseId, user, examId, key }: Allowance): Item {
  const listed_as = listedAllowance(user.username, { userId: user.id, examId, key });
  return { listed_in_course: courseId, listed_as };
}
