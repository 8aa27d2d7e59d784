import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { TimeJob } from '../../domain/allowances/timeJob.ts';
import { anonymiseTimeJob, isDone } from '../../domain/allowances/timeJob.ts';
import { chunksOf } from '../../platform/chunksOf.ts';
import type { TimeJobStore } from '../../usecases/ports/timeJobStore.ts';
import { notErasedCheck } from '../directory/directoryItem.ts';
import { directoryKey, PENDING_TIME_JOBS, pendingTimeJobOf } from '../directory/directoryKey.ts';
import { fromChangeItem, toChangeItem } from '../dynamodb/changeItem.ts';
import { asMap, asNumber, asText, type Item, withoutNulls } from '../dynamodb/item.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { conditionalUpdate, MAX_TRANSACTION_WRITES, type NamedWrite, transact } from '../dynamodb/transact.ts';
import { examEntry, learnerGranted } from '../exams/examItem.ts';

/** More than staff start in a minute. */
const MAX_PENDING = 100;

/** Jobs, and an entry for each learner who has got their minutes, in the partition of the exam; pending ones in the directory. */
export function createTimeJobStore(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'exams' | 'directory'>,
): TimeJobStore {
  const keyOf = ({ examId, jobId }: Pick<TimeJob, 'examId' | 'jobId'>) => ({
    exam_id: examId,
    entry: examEntry.timeJob(jobId),
  });
  const read = async (examId: number, jobId: string) => {
    const Key = keyOf({ examId, jobId });
    const { Item } = await client.send(new GetCommand({ TableName: tables.exams, Key, ConsistentRead: true }));
    return Item && fromItem(Item, examId, jobId);
  };
  return {
    read,

    async create(input) {
      const isErased = input.reason !== null && !(await leadErasures(client, tables, input));
      const job = isErased ? anonymiseTimeJob(input) : input;
      const absent = { ConditionExpression: 'attribute_not_exists(exam_id)' };
      const pending = { key: directoryKey.timeJob(job.examId, job.jobId), learner_id: PENDING_TIME_JOBS };
      const failed = await transact<'job' | 'pending'>(client, [
        {
          name: 'job',
          write: { Put: { TableName: tables.exams, Item: { ...keyOf(job), ...toItem(job) }, ...absent } },
        },
        { name: 'pending', write: { Put: { TableName: tables.directory, Item: pending } } },
      ]);
      return failed.size === 0 ? job : ((await read(job.examId, job.jobId)) ?? job);
    },

    async pending() {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tables.directory,
          IndexName: 'by_learner',
          KeyConditionExpression: 'learner_id = :pending',
          ExpressionAttributeValues: { ':pending': PENDING_TIME_JOBS },
          Limit: MAX_PENDING,
        }),
      );
      return Items.flatMap(({ key }) => pendingTimeJobOf(asText(key) ?? '') ?? []);
    },

    async recordProgress(before, { passes, cursor }) {
      const update = {
        TableName: tables.exams,
        Key: keyOf(before),
        UpdateExpression: `SET passes = :passes${cursor === null ? ' REMOVE #cursor' : ', #cursor = :cursor'}`,
        ConditionExpression: `passes = :before AND ${before.cursor === null ? 'attribute_not_exists(#cursor)' : '#cursor = :cursorBefore'}`,
        ExpressionAttributeNames: { '#cursor': 'cursor' },
        ExpressionAttributeValues: {
          ':passes': passes,
          ':before': before.passes,
          ...(cursor !== null && { ':cursor': cursor }),
          ...(before.cursor !== null && { ':cursorBefore': before.cursor }),
        },
      };
      if (!isDone({ passes })) return !(await conditionalUpdate(client, update)).failed;
      const Key = { key: directoryKey.timeJob(before.examId, before.jobId) };
      const failed = await transact<'job' | 'pending'>(client, [
        { name: 'job', write: { Update: update } },
        { name: 'pending', write: { Delete: { TableName: tables.directory, Key } } },
      ]);
      return failed.size === 0;
    },

    async grantedTo(examId, jobId) {
      const entries = await queryAll(client, {
        TableName: tables.exams,
        KeyConditionExpression: 'exam_id = :exam AND begins_with(entry, :granted)',
        ExpressionAttributeValues: { ':exam': examId, ':granted': examEntry.timesGranted(jobId) },
      });
      return entries.map(({ entry }) => learnerGranted(asText(entry) ?? ''));
    },

    async countGranted(examId, jobId) {
      let count = 0;
      let from: Item | undefined;
      do {
        const { Count = 0, LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName: tables.exams,
            KeyConditionExpression: 'exam_id = :exam AND begins_with(entry, :granted)',
            ExpressionAttributeValues: { ':exam': examId, ':granted': examEntry.timesGranted(jobId) },
            Select: 'COUNT',
            ...(from && { ExclusiveStartKey: from }),
          }),
        );
        count += Count;
        from = LastEvaluatedKey;
      } while (from);
      return count;
    },
  };
}

/** Learners of one transaction, each with an entry and a condition. */
const LEARNERS_PER_TRANSACTION = MAX_TRANSACTION_WRITES / 2;

/**
 * Stores entries that lead erasures to the learners whom the job names, before the job.
 * @returns false if the data of one of them are erased already
 */
async function leadErasures(
  client: DynamoDBDocumentClient,
  tables: Pick<TableNames, 'exams' | 'directory'>,
  { examId, jobId, userIds }: TimeJob,
): Promise<boolean> {
  for (const chunk of chunksOf(userIds ?? [], LEARNERS_PER_TRANSACTION)) {
    const failed = await transact<'entry' | 'erased'>(
      client,
      chunk.flatMap(userId => {
        const Item = { exam_id: examId, entry: examEntry.timeNamed(jobId, userId), user_id: userId };
        return [
          { name: 'entry', write: { Put: { TableName: tables.exams, Item } } },
          { name: 'erased', write: { ConditionCheck: notErasedCheck(tables.directory, userId) } },
        ];
      }),
    );
    if (failed.size > 0) return false;
  }
  return true;
}

/** The entry that the learner has got the minutes of the job, on condition that there is none. */
export function grantedOnceWrite<Name extends string>(
  name: Name,
  tables: Pick<TableNames, 'exams'>,
  { examId, jobId }: Pick<TimeJob, 'examId' | 'jobId'>,
  userId: number,
): NamedWrite<Name> {
  const Item = { exam_id: examId, entry: examEntry.timeGranted(jobId, userId) };
  return {
    name,
    write: { Put: { TableName: tables.exams, Item, ConditionExpression: 'attribute_not_exists(exam_id)' } },
  };
}

function toItem({
  minutes,
  reason,
  isErased,
  userIds,
  inProgressOnly,
  createdAt,
  by,
  excludedUserId,
  passes,
  cursor,
}: TimeJob): Item {
  const set_by = toChangeItem({ by, reason });
  return withoutNulls({
    retired: isErased || null,
    minutes,
    user_ids: userIds,
    created: createdAt,
    set_by,
    excluded_user_id: excludedUserId,
    passes,
    cursor,
    // Absent in jobs of earlier releases.
    ...(!inProgressOnly && { in_progress_only: false }),
  });
}

function fromItem(item: Item, examId: number, jobId: string): TimeJob {
  const { by, reason } = fromChangeItem(asMap(item.set_by) ?? {});
  return {
    examId,
    jobId,
    minutes: asNumber(item.minutes) ?? 0,
    reason,
    isErased: item.retired === true,
    userIds: Array.isArray(item.user_ids) ? item.user_ids.map(userId => asNumber(userId) ?? 0) : null,
    inProgressOnly: item.in_progress_only !== false,
    createdAt: asText(item.created) ?? '',
    by,
    excludedUserId: asNumber(item.excluded_user_id),
    passes: asNumber(item.passes) ?? 0,
    cursor: asText(item.cursor),
  };
}
