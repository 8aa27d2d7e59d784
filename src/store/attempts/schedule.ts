import { type DynamoDBDocumentClient, QueryCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { SCHEDULE } from '../../domain/actors.ts';
import { IN_PROGRESS } from '../../domain/attempts/status.ts';
import type { TimedOutStatus } from '../../domain/attempts/timeOut.ts';
import type { Closing, Schedule, ScheduledAttempt } from '../../usecases/ports/schedule.ts';
import { type Item, number, text } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { update } from '../dynamodb/transact.ts';
import { IN_PROGRESS_KEYS, SCHEDULE_BUCKETS, toChangeItem } from './attemptItem.ts';

/** Small enough that a run can stop between two pages. */
const PAGE_SIZE = 500;

/** The attempts that end, by the end of their time; each is closed by one write, without being read. */
export function createSchedule(client: DynamoDBDocumentClient, tables: Pick<TableNames, 'attempts'>): Schedule {
  const table = tables.attempts;
  return {
    buckets: Array.from({ length: SCHEDULE_BUCKETS }, (_, bucket) => bucket),

    async read(bucket, until, from) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'by_schedule',
          KeyConditionExpression: 'schedule_bucket = :bucket AND scheduled_at <= :until',
          ExpressionAttributeValues: { ':bucket': bucket, ':until': until },
          Limit: PAGE_SIZE,
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      return { scheduled: Items.map(toScheduled), next: LastEvaluatedKey };
    },

    async close(attempt, after) {
      const outcome = await update(client, closing(table, attempt, after));
      if (!outcome.failed) return 'closed';
      return closeOtherwise(client, table, { attempt, after, item: outcome.item });
    },
  };
}

function toScheduled(item: Item): ScheduledAttempt {
  return { attemptId: number(item.attempt_id) ?? 0, scheduledAt: text(item.scheduled_at) ?? '' };
}

interface Refused {
  attempt: ScheduledAttempt;
  after: { status: TimedOutStatus; now: string };
  /** As it is, from the refused write itself. */
  item: Item | undefined;
}

async function closeOtherwise(client: DynamoDBDocumentClient, table: string, refused: Refused): Promise<Closing> {
  const { attempt, after, item } = refused;
  if (item?.scheduled_at !== attempt.scheduledAt) return 'overtaken';
  if (IN_PROGRESS.some(status => status === item.status)) {
    // What is left is a version that is no number.
    const outcome = await update(client, closing(table, attempt, after, 'has no countable version'));
    return outcome.failed ? 'overtaken' : 'closed';
  }
  if (item.cascade_pending === true) return 'cascade_pending';
  const outcome = await update(client, clearing(table, attempt));
  return outcome.failed ? 'overtaken' : 'cleared';
}

const IS_IN_PROGRESS = `#status IN (${IN_PROGRESS.map(status => `:${status}`).join(', ')})`;
const STATUSES_IN_PROGRESS = Object.fromEntries(IN_PROGRESS.map(status => [`:${status}`, status]));

/** What is not read is counted up blindly, and that takes a number. */
const COUNT_UP = {
  always: {
    condition: '(attribute_not_exists(#version) OR attribute_type(#version, :number))',
    next: 'if_not_exists(#version, :zero) + :one',
    values: { ':zero': 0 },
  },
  'has no countable version': { condition: 'NOT attribute_type(#version, :number)', next: ':one', values: {} },
};

function closing(
  table: string,
  { attemptId, scheduledAt }: ScheduledAttempt,
  { status, now }: Refused['after'],
  when: keyof typeof COUNT_UP = 'always',
): UpdateCommandInput {
  const { condition, next, values } = COUNT_UP[when];
  return {
    TableName: table,
    Key: { attempt_id: attemptId },
    UpdateExpression: `SET #status = :status, completed_at = :end, is_resumable = :false, modified = :now, last_change = :change, #version = ${next} REMOVE ${IN_PROGRESS_KEYS.join(', ')}`,
    ConditionExpression: `${IS_IN_PROGRESS} AND scheduled_at = :end AND ${condition}`,
    ExpressionAttributeNames: { '#status': 'status', '#version': 'version' },
    ExpressionAttributeValues: {
      ...STATUSES_IN_PROGRESS,
      ...values,
      ':status': status,
      ':end': scheduledAt,
      ':false': false,
      ':now': now,
      ':change': toChangeItem({ by: SCHEDULE, reason: null }),
      ':one': 1,
      ':number': 'N',
    },
  };
}

/** Takes an attempt out of the indexes that its status has no place in. Nothing of the attempt itself changes. */
function clearing(table: string, { attemptId, scheduledAt }: ScheduledAttempt): UpdateCommandInput {
  return {
    TableName: table,
    Key: { attempt_id: attemptId },
    UpdateExpression: `REMOVE ${IN_PROGRESS_KEYS.join(', ')}`,
    ConditionExpression: `NOT ${IS_IN_PROGRESS} AND scheduled_at = :end AND (attribute_not_exists(cascade_pending) OR cascade_pending <> :true)`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ...STATUSES_IN_PROGRESS, ':end': scheduledAt, ':true': true },
  };
}
