import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { invalidCursor } from '../../domain/errors.ts';
import type { Instant } from '../../domain/time.ts';
import type { DeliveryFailure } from '../../domain/webhooks/webhook.ts';
import { fromJsonCursor, toJsonCursor } from '../../platform/jsonCursor.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import type { FailureQuery, WebhookStore } from '../../usecases/ports/webhookStore.ts';
import type { RetentionDays } from '../dynamodb/expiry.ts';
import { queryAll } from '../dynamodb/queryAll.ts';
import { failureKey, fromFailureItem, toFailureItem, WEBHOOK_ENTRY } from './webhookItem.ts';

type FailureStore = Pick<WebhookStore, 'addFailure' | 'findFailure' | 'removeFailure' | 'listFailures'>;

/** Failures that are deleted with their webhook; others expire. */
const MAX_REMOVED = 1000;
const CONCURRENCY = 25;

/** Failed deliveries, by the ids of their events, which begin with the time of the change. */
export function createFailureStore(
  client: DynamoDBDocumentClient,
  table: string,
  retentionDays: RetentionDays,
): FailureStore {
  return {
    async addFailure(failure) {
      const item = toFailureItem(failure, randomUUID(), retentionDays);
      await client.send(new PutCommand({ TableName: table, Item: item }));
    },

    async findFailure(webhookId, eventId) {
      const key = { TableName: table, Key: failureKey(webhookId, eventId) };
      const { Item } = await client.send(new GetCommand({ ...key, ConsistentRead: true }));
      return Item && fromFailureItem(Item);
    },

    async removeFailure({ webhookId, eventId, at, recordId }) {
      const record =
        recordId === null
          ? { condition: 'attribute_not_exists(record_id) AND #at = :value', value: at }
          : { condition: 'record_id = :value', value: recordId };
      try {
        await client.send(
          new DeleteCommand({
            TableName: table,
            Key: failureKey(webhookId, eventId),
            ConditionExpression: record.condition,
            ...(recordId === null && { ExpressionAttributeNames: { '#at': 'at' } }),
            ExpressionAttributeValues: { ':value': record.value },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    async listFailures(webhookId, { limit, ...query }) {
      const range = rangeOf(webhookId, query);
      if (range.first > range.last) return { failures: [], nextCursor: null };
      const { Items = [], LastEvaluatedKey } = await client.send(
        // One more: the range ends with the failure of the cursor.
        new QueryCommand({ ...toQuery(table, webhookId, range), ScanIndexForward: false, Limit: limit + 1 }),
      );
      const following = Items.filter(({ entry }) => entry !== range.cursor).map(fromFailureItem);
      const failures = following.slice(0, limit);
      const hasMore = following.length > limit || LastEvaluatedKey !== undefined;
      return { failures, nextCursor: hasMore ? toCursor(failures.at(-1)) : null };
    },
  };
}

/** Deletes the failures of a removed webhook. */
export async function removeFailures(client: DynamoDBDocumentClient, table: string, webhookId: string): Promise<void> {
  const query = toQuery(table, webhookId, rangeOf(webhookId, {}));
  const items = await queryAll(client, query, MAX_REMOVED);
  await mapInBatches(items, CONCURRENCY, ({ webhook_id, entry }) =>
    client.send(new DeleteCommand({ TableName: table, Key: { webhook_id, entry } })),
  );
}

/** Sort keys, both included. */
interface Range {
  first: string;
  last: string;
  /** The key of the failure with which the page before ended. */
  cursor: string | undefined;
}

function rangeOf(webhookId: string, { cursor, since, until }: Omit<FailureQuery, 'limit'>): Range {
  const { failure, failurePrefix } = WEBHOOK_ENTRY;
  const before = cursor ? failure(readCursor(cursor, webhookId)) : undefined;
  const end = until ? firstOf(until) : failure('~');
  return {
    first: since ? firstOf(since) : failurePrefix,
    last: before !== undefined && before < end ? before : end,
    cursor: before,
  };
}

/** Sorts directly before the failures of events from this time on. */
function firstOf(time: Instant): string {
  return WEBHOOK_ENTRY.failure(`evt_${Math.max(0, Date.parse(time)).toString(16).padStart(12, '0')}`);
}

function toQuery(table: string, webhookId: string, { first, last }: Range) {
  return {
    TableName: table,
    KeyConditionExpression: 'webhook_id = :webhook AND entry BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':webhook': webhookId, ':first': first, ':last': last },
    ConsistentRead: true,
  };
}

/** Names the last failure of a page, bound to the webhook. */
function toCursor(failure: DeliveryFailure | undefined): string | null {
  return failure ? toJsonCursor([failure.webhookId, failure.eventId]) : null;
}

const EVENT_ID = /^evt_[0-9a-f]{32}$/;

/** The event id of the cursor. */
function readCursor(cursor: string, webhookId: string): string {
  const [id, eventId] = fromJsonCursor(cursor);
  if (id !== webhookId || typeof eventId !== 'string' || !EVENT_ID.test(eventId)) throw invalidCursor();
  return eventId;
}
