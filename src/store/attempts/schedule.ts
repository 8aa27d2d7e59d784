import { type DynamoDBDocumentClient, QueryCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { IN_PROGRESS, isInProgress } from '../../domain/attempts/status.ts';
import type { StatusChange } from '../../domain/attempts/statusChange.ts';
import type { Closing, Schedule, ScheduledAttempt } from '../../usecases/ports/schedule.ts';
import { batchGetAll } from '../dynamodb/batchGet.ts';
import { asNumber, asText, type Item } from '../dynamodb/item.ts';
import { dynamodbType } from '../dynamodb/itemCodec.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { conditionalUpdate } from '../dynamodb/transact.ts';
import { ATTEMPT, IN_PROGRESS_KEYS, INDEX_KEY } from './attemptAttributes.ts';
import { assignFields } from './attemptChange.ts';
import { fromAttemptItem, SCHEDULE_BUCKETS } from './attemptItem.ts';

/** Small enough that a run can stop between two pages. */
const PAGE_SIZE = 500;

/** Scheduled attempts by their time; each is closed by one conditional write, without being read. */
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

    async examsOf(attempts) {
      const keys = attempts.map(({ attemptId }) => ({ attempt_id: attemptId }));
      const stored = (await batchGetAll(client, table, keys)).map(fromAttemptItem);
      return new Map(stored.filter(({ status }) => isInProgress(status)).map(attempt => [attempt.attemptId, attempt]));
    },

    async close(attempt, change) {
      const outcome = await conditionalUpdate(client, closingUpdate(table, attempt, change));
      if (!outcome.failed) return 'closed';
      return resolveFailedClosing(client, table, { attempt, change, item: outcome.item });
    },
  };
}

function toScheduled(item: Item): ScheduledAttempt {
  return { attemptId: asNumber(item.attempt_id) ?? 0, scheduledAt: asText(item.scheduled_at) ?? '' };
}

interface FailedClosing {
  attempt: ScheduledAttempt;
  change: StatusChange;
  /** The stored item, as returned by the failed write. */
  item: Item | undefined;
}

async function resolveFailedClosing(
  client: DynamoDBDocumentClient,
  table: string,
  failedClosing: FailedClosing,
): Promise<Closing> {
  const { attempt, change, item } = failedClosing;
  if (item?.scheduled_at !== attempt.scheduledAt) return 'conflicted';
  if (IN_PROGRESS.some(status => status === item[ATTEMPT.status.name])) {
    // Only a version that is not a number fails the condition of such an item.
    const outcome = await conditionalUpdate(client, closingUpdate(table, attempt, change, 'initial'));
    return outcome.failed ? 'conflicted' : 'closed';
  }
  if (item[ATTEMPT.cascadePending.name] === true) return 'cascade_pending';
  const outcome = await conditionalUpdate(client, deindexingUpdate(table, attempt));
  return outcome.failed ? 'conflicted' : 'deindexed';
}

function statusIn(from: StatusChange['from']) {
  if (from === 'any') return { condition: 'attribute_exists(attempt_id)', values: {} };
  return {
    condition: `#status IN (${from.map(status => `:${status}`).join(', ')})`,
    values: Object.fromEntries(from.map(status => [`:${status}`, status])),
  };
}

const IS_IN_PROGRESS = statusIn(IN_PROGRESS);
const REMOVE_KEYS = `REMOVE ${IN_PROGRESS_KEYS.join(', ')}`;
const IS_SCHEDULED = `${INDEX_KEY.scheduledAt} = :end`;

/** An attempt that is not read gets its next version by an increment, which requires a number. */
const NEXT_VERSION = {
  incremented: {
    condition: '(attribute_not_exists(#version) OR attribute_type(#version, :number))',
    next: 'if_not_exists(#version, :zero) + :one',
    values: { ':zero': 0 },
  },
  initial: { condition: 'NOT attribute_type(#version, :number)', next: ':one', values: {} },
};

function closingUpdate(
  table: string,
  { attemptId, scheduledAt }: ScheduledAttempt,
  change: StatusChange,
  version: keyof typeof NEXT_VERSION = 'incremented',
): UpdateCommandInput {
  const { condition, next, values } = NEXT_VERSION[version];
  const { set, ExpressionAttributeNames, ExpressionAttributeValues } = assignFields(change.set);
  const statusCondition = statusIn(change.from);
  return {
    TableName: table,
    Key: { attempt_id: attemptId },
    UpdateExpression: `SET ${set}, #version = ${next} ${REMOVE_KEYS}`,
    ConditionExpression: `${statusCondition.condition} AND ${IS_SCHEDULED} AND ${condition}`,
    ExpressionAttributeNames: { ...ExpressionAttributeNames, '#version': ATTEMPT.version.name },
    ExpressionAttributeValues: {
      ...statusCondition.values,
      ...ExpressionAttributeValues,
      ...values,
      ':end': scheduledAt,
      ':one': 1,
      ':number': dynamodbType(ATTEMPT.version),
    },
  };
}

/** Removes the index keys of an attempt that is not in progress, which only a manual edit leaves behind. */
function deindexingUpdate(table: string, { attemptId, scheduledAt }: ScheduledAttempt): UpdateCommandInput {
  const { name } = ATTEMPT.cascadePending;
  return {
    TableName: table,
    Key: { attempt_id: attemptId },
    UpdateExpression: REMOVE_KEYS,
    ConditionExpression: `NOT ${IS_IN_PROGRESS.condition} AND ${IS_SCHEDULED} AND (attribute_not_exists(${name}) OR ${name} <> :true)`,
    ExpressionAttributeNames: { '#status': ATTEMPT.status.name },
    ExpressionAttributeValues: { ...IS_IN_PROGRESS.values, ':end': scheduledAt, ':true': true },
  };
}
