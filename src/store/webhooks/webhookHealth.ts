import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { laterBy } from '../../domain/time.ts';
import { HANG_INTERVAL_SECONDS, isRecentlyHealthy } from '../../domain/webhooks/unresponsive.ts';
import { HEALTHY, type WebhookHealth } from '../../domain/webhooks/webhook.ts';
import type { BacklogPosition, WebhookStore } from '../../usecases/ports/webhookStore.ts';
import { batchGetAll } from '../dynamodb/batchGet.ts';
import { asMap, asNumber, asText, type Item, withoutNulls } from '../dynamodb/item.ts';
import { fromHealthItem, healthKey } from './webhookItem.ts';

type HealthStore = Pick<
  WebhookStore,
  | 'health'
  | 'recordSuccess'
  | 'recordFailure'
  | 'claimRequest'
  | 'park'
  | 'parkHanging'
  | 'claimBacklog'
  | 'storeBacklogPosition'
  | 'endBacklog'
>;

/** Far longer than a run of a redelivery. */
const CLAIM_SECONDS = 60;

/** A listing of failures from before says nothing of those that follow. */
const PARK =
  'SET parked_since = if_not_exists(parked_since, :at), backlog_since = if_not_exists(backlog_since, :at) REMOVE backlog_claimed_at, backlog_claim, backlog_claims, backlog_position';

/** The results of deliveries. The item is created with its webhook; without it, nothing is recorded. */
export function createHealthStore(client: DynamoDBDocumentClient, table: string): HealthStore {
  const update = (webhookId: string, input: { UpdateExpression: string; condition?: string; values: Item }) =>
    updateExisting(client, {
      TableName: table,
      Key: healthKey(webhookId),
      UpdateExpression: input.UpdateExpression,
      ConditionExpression: `attribute_exists(webhook_id)${input.condition ? ` AND (${input.condition})` : ''}`,
      ExpressionAttributeValues: input.values,
    });
  return {
    async health(webhookIds) {
      const items = await batchGetAll(client, table, webhookIds.map(healthKey));
      const byId = new Map(items.map(item => [asText(item.webhook_id), fromHealthItem(item)]));
      return new Map(webhookIds.map(id => [id, byId.get(id) ?? HEALTHY]));
    },

    async recordSuccess(webhookId, at) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: healthKey(webhookId), ConsistentRead: true }),
      );
      const health = fromHealthItem(Item);
      if (!Item || isRecentlyHealthy(health, at)) return health;
      return update(webhookId, {
        UpdateExpression:
          'SET last_success_at = :at, consecutive_failures = :none REMOVE failing_since, parked_since, hung_at',
        values: { ':at': at, ':none': 0 },
      });
    },

    recordFailure: (webhookId, { sentAt, failedAt, isHung }) =>
      update(webhookId, {
        UpdateExpression: [
          `SET failing_since = if_not_exists(failing_since, :at), last_failure = :id${isHung ? ', hung_at = :sent' : ''}`,
          'ADD consecutive_failures :one',
          isHung ? 'REMOVE backlog_claims' : 'REMOVE hung_at',
        ].join(' '),
        // The SDK repeats an update whose answer is lost: it counts once.
        condition:
          '(attribute_not_exists(last_success_at) OR last_success_at <= :sent OR last_success_at > :at) AND (attribute_not_exists(last_failure) OR last_failure <> :id)',
        values: { ':at': failedAt, ':sent': sentAt, ':one': 1, ':id': randomUUID() },
      }),

    async claimRequest(webhookId, at) {
      const claim = randomUUID();
      const { isUpdated, stored } = await updateIf(client, {
        TableName: table,
        Key: healthKey(webhookId),
        UpdateExpression: 'SET hung_at = :at, request_claim = :claim',
        // A time in the future is that of a wrong clock.
        ConditionExpression: 'hung_at <= :earlier OR hung_at > :at',
        ExpressionAttributeValues: { ':at': at, ':earlier': laterBy(at, -HANG_INTERVAL_SECONDS), ':claim': claim },
      });
      // It has answered since its health was read, or the answer to this claim was lost, and the SDK has repeated it.
      return isUpdated || (stored !== undefined && (stored.hung_at === undefined || stored.request_claim === claim));
    },

    async park(webhookId, at) {
      await update(webhookId, { UpdateExpression: PARK, values: { ':at': at } });
    },

    async parkHanging(webhookId, at) {
      const { isUpdated, returned } = await updateIf(client, {
        TableName: table,
        Key: healthKey(webhookId),
        UpdateExpression: PARK,
        ConditionExpression: 'attribute_exists(hung_at)',
        ExpressionAttributeValues: { ':at': at },
        ReturnValues: 'ALL_NEW',
      });
      return isUpdated ? (fromHealthItem(returned).backlogSince ?? at) : undefined;
    },

    async claimBacklog(webhookId, at) {
      const [id, earlier] = [randomUUID(), laterBy(at, -CLAIM_SECONDS)];
      const { isUpdated, stored, returned } = await updateIf(client, {
        TableName: table,
        Key: healthKey(webhookId),
        UpdateExpression: 'SET backlog_claimed_at = :at, backlog_claim = :claim ADD backlog_claims :one',
        ConditionExpression:
          'attribute_exists(backlog_since) AND (attribute_not_exists(backlog_claimed_at) OR backlog_claimed_at <= :earlier OR backlog_claimed_at > :at)',
        ExpressionAttributeValues: { ':at': at, ':earlier': earlier, ':claim': id, ':one': 1 },
        ReturnValues: 'ALL_OLD',
      });
      const position = toPosition((isUpdated ? returned : stored)?.backlog_position);
      if (!isUpdated) {
        return stored?.backlog_claim === id ? { id, isRepeated: false, earlierClaims: 0, position } : undefined;
      }
      const claimedAt = asText(returned?.backlog_claimed_at);
      const isRepeated = claimedAt !== null && claimedAt <= earlier;
      return { id, isRepeated, earlierClaims: asNumber(returned?.backlog_claims) ?? 0, position };
    },

    async storeBacklogPosition(webhookId, claimId, { startedAt, cursor }) {
      await updateIf(client, {
        TableName: table,
        Key: healthKey(webhookId),
        UpdateExpression: 'SET backlog_position = :position',
        ConditionExpression: 'backlog_claim = :claim AND attribute_not_exists(parked_since)',
        ExpressionAttributeValues: { ':claim': claimId, ':position': withoutNulls({ started_at: startedAt, cursor }) },
      });
    },

    async endBacklog(webhookId, claimId) {
      await updateIf(client, {
        TableName: table,
        Key: healthKey(webhookId),
        UpdateExpression: 'REMOVE backlog_since, backlog_claimed_at, backlog_claim, backlog_claims, backlog_position',
        ConditionExpression: 'backlog_claim = :claim AND attribute_not_exists(parked_since)',
        ExpressionAttributeValues: { ':claim': claimId },
      });
    },
  };
}

function toPosition(stored: unknown): BacklogPosition | null {
  const position = asMap(stored);
  const startedAt = asText(position?.started_at);
  return startedAt === null ? null : { startedAt, cursor: asText(position?.cursor) };
}

/** @returns the stored item if the condition is not true */
async function updateIf(
  client: DynamoDBDocumentClient,
  input: ConstructorParameters<typeof UpdateCommand>[0],
): Promise<{ isUpdated: boolean; returned?: Item | undefined; stored?: Item | undefined }> {
  try {
    const command = new UpdateCommand({ ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
    const { Attributes } = await client.send(command);
    return { isUpdated: true, returned: Attributes };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { isUpdated: false, stored: storedItem(error) };
    throw error;
  }
}

function storedItem({ Item }: ConditionalCheckFailedException): Item | undefined {
  return Item && unmarshall(Item, { wrapNumbers: Number });
}

async function updateExisting(
  client: DynamoDBDocumentClient,
  input: ConstructorParameters<typeof UpdateCommand>[0],
): Promise<WebhookHealth> {
  const returned = { ReturnValues: 'ALL_NEW', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
  try {
    const { Attributes } = await client.send(new UpdateCommand({ ...input, ...returned }));
    return fromHealthItem(Attributes);
  } catch (error) {
    // The webhook was removed meanwhile, or the result is outdated.
    if (error instanceof ConditionalCheckFailedException) return fromHealthItem(storedItem(error));
    throw error;
  }
}
