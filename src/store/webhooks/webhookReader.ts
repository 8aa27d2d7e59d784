import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { WebhookStore } from '../../usecases/ports/webhookStore.ts';
import { batchGetAll } from '../dynamodb/batchGet.ts';
import { asNumber, type Item } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { DIRECTORY_KEY, fromWebhookItem, type SecretDecryption, webhookKey } from './webhookItem.ts';

type WebhookReader = Pick<WebhookStore, 'list' | 'listChanged' | 'find'>;

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
  const readDirectory = async () => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: DIRECTORY_KEY, ConsistentRead: true }));
    return Item;
  };
  const readListed = async (directory: Item | undefined) => {
    const items = await batchGetAll(client, table, idsOf(directory).map(webhookKey));
    return items.map(item => fromWebhookItem(item, cipher));
  };
  return {
    list: async () => readListed(await readDirectory()),

    async listChanged(knownVersion) {
      const directory = await readDirectory();
      const version = asNumber(directory?.version) ?? 0;
      // The webhooks are read after their version: they are of this version at least.
      return version === knownVersion ? undefined : { version, webhooks: await readListed(directory) };
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
