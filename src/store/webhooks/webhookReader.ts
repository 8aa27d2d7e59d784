import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { WebhookStore } from '../../usecases/ports/webhookStore.ts';
import { batchGetAll } from '../dynamodb/batchGet.ts';
import type { Item } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { DIRECTORY_KEY, fromWebhookItem, type SecretDecryption, webhookKey } from './webhookItem.ts';

type WebhookReader = Pick<WebhookStore, 'list' | 'find'>;

/** Decrypts no secret. */
const NO_SECRETS: SecretDecryption = { decrypt: () => null };

/**
 * Reads webhooks, consistently.
 * @param cipher none for webhooks without their secrets
 */
export function createWebhookReader(
  client: DynamoDBDocumentClient,
  { webhooks: table }: Pick<TableNames, 'webhooks'>,
  cipher: SecretDecryption = NO_SECRETS,
): WebhookReader {
  return {
    async list() {
      const { Item: directory } = await client.send(
        new GetCommand({ TableName: table, Key: DIRECTORY_KEY, ConsistentRead: true }),
      );
      const items = await batchGetAll(client, table, idsOf(directory).map(webhookKey));
      return items.map(item => fromWebhookItem(item, cipher));
    },

    async find(webhookId) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: webhookKey(webhookId), ConsistentRead: true }),
      );
      return Item && fromWebhookItem(Item, cipher);
    },
  };
}

function idsOf(directory: Item | undefined): string[] {
  return directory?.ids instanceof Set ? [...directory.ids].filter(id => typeof id === 'string') : [];
}
