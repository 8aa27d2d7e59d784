import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DomainError } from '../../domain/errors.ts';
import type { Webhook } from '../../domain/webhooks/webhook.ts';
import { MAX_WEBHOOKS, type WebhookStore } from '../../usecases/ports/webhookStore.ts';
import type { RetentionDays } from '../dynamodb/expiry.ts';
import type { Item } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { type NamedWrite, transact } from '../dynamodb/transact.ts';
import { createCipher } from '../encryption/cipher.ts';
import { createFailureStore, removeFailures } from './deliveryFailures.ts';
import { createHealthStore } from './webhookHealth.ts';
import {
  DIRECTORY_KEY,
  healthKey,
  NULLABLE_ATTRIBUTES,
  toSecretItems,
  toWebhookItem,
  webhookKey,
} from './webhookItem.ts';
import { createWebhookReader } from './webhookReader.ts';

interface Settings {
  /** Keys of 32 bytes for the secrets; without one, webhooks are read without their secrets. */
  keys: readonly Uint8Array[];
  /** Retention of failures. */
  retentionDays: RetentionDays;
}

type Tables = Pick<TableNames, 'webhooks'>;

/**
 * A webhook is one item; its health is another, because deliveries change it. One item has the ids of all webhooks: their list is
 * strongly consistent, and their number is limited by a condition on it. Its version is raised in the transaction of each change.
 */
export function createWebhookStore(
  client: DynamoDBDocumentClient,
  tables: Tables,
  { keys, retentionDays }: Settings,
): WebhookStore {
  const table = tables.webhooks;
  const cipher = createCipher(keys, 'webhook key');
  const encryptedSecrets = (webhook: Webhook) => {
    if (keys.length === 0) throw withoutKeys();
    return toSecretItems(webhook, cipher);
  };
  return {
    ...createHealthStore(client, table),
    ...createWebhookReader(client, tables, cipher),
    ...createFailureStore(client, table, retentionDays),

    async create(webhook) {
      const { webhookId } = webhook;
      const failed = await transact<'webhook' | 'health' | 'directory'>(client, [
        put('webhook', table, { ...toWebhookItem(webhook), secrets: encryptedSecrets(webhook) }),
        // Deliveries update it only if it exists, so that they leave nothing of a removed webhook.
        put('health', table, { ...healthKey(webhookId), consecutive_failures: 0 }),
        raiseVersion(table, {
          UpdateExpression: 'ADD ids :id, #version :one',
          ConditionExpression: 'attribute_not_exists(ids) OR size(ids) < :max',
          values: { ':id': new Set([webhookId]), ':max': MAX_WEBHOOKS },
        }),
      ]);
      if (failed.has('directory')) throw tooMany();
      if (failed.size > 0) throw new DomainError('busy', 'The id of the webhook was taken. Try again.');
    },

    async replace(before, after) {
      const isRotated = JSON.stringify(before.secrets) !== JSON.stringify(after.secrets);
      // Others stay as they are stored: a key that is not configured at present may decrypt them later.
      const item = { ...toWebhookItem(after), ...(isRotated && { secrets: encryptedSecrets(after) }) };
      const Update = { TableName: table, Key: webhookKey(after.webhookId), ...toUpdate(item, before.version) };
      const failed = await transact<'webhook' | 'directory'>(client, [
        { name: 'webhook', write: { Update } },
        raiseVersion(table, { UpdateExpression: 'ADD #version :one' }),
      ]);
      return failed.size === 0;
    },

    async remove(webhookId) {
      await transact(client, [
        { name: 'webhook', write: { Delete: { TableName: table, Key: webhookKey(webhookId) } } },
        { name: 'health', write: { Delete: { TableName: table, Key: healthKey(webhookId) } } },
        raiseVersion(table, {
          UpdateExpression: 'DELETE ids :id ADD #version :one',
          values: { ':id': new Set([webhookId]) },
        }),
      ]);
      await removeFailures(client, table, webhookId);
    },
  };
}

function put<Name extends string>(name: Name, TableName: string, Item: Item): NamedWrite<Name> {
  const ConditionExpression = 'attribute_not_exists(webhook_id)';
  return { name, write: { Put: { TableName, Item, ConditionExpression } } };
}

/** The part of a change by which it is noticed. */
function raiseVersion(
  TableName: string,
  { values, ...update }: { UpdateExpression: string; ConditionExpression?: string; values?: Item },
): NamedWrite<'directory'> {
  const ExpressionAttributeNames = { '#version': 'version' };
  const ExpressionAttributeValues = { ...values, ':one': 1 };
  return {
    name: 'directory',
    write: {
      Update: { TableName, Key: DIRECTORY_KEY, ...update, ExpressionAttributeNames, ExpressionAttributeValues },
    },
  };
}

/** Sets all attributes of the item, and removes the absent ones, on the condition that the version is that one. */
function toUpdate({ webhook_id: _, entry: _entry, ...attributes }: Item, version: number) {
  const names = Object.keys(attributes);
  const absent = NULLABLE_ATTRIBUTES.filter(name => !names.includes(name));
  const set = names.map(name => `#${name} = :${name}`).join(', ');
  return {
    UpdateExpression: `SET ${set}${absent.length > 0 ? ` REMOVE ${absent.map(name => `#${name}`).join(', ')}` : ''}`,
    ConditionExpression: '#version = :before',
    ExpressionAttributeNames: Object.fromEntries([...names, ...absent].map(name => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(names.map(name => [`:${name}`, attributes[name]])),
      ':before': version,
    },
  };
}

function tooMany(): DomainError {
  return new DomainError(
    'too_many_webhooks',
    `There are ${MAX_WEBHOOKS} webhooks, the maximum of a stage. Remove one before you create another.`,
  );
}

function withoutKeys(): DomainError {
  return new DomainError(
    'webhooks_not_configured',
    'The service has no key to encrypt secrets of webhooks with. Set WEBHOOK_KEYS.',
  );
}
