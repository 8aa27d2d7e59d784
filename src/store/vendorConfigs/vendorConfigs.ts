import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { fromVendorConfig, toVendorConfig } from '../../domain/vendors/vendorConfig.ts';
import type { VendorConfigStore, VendorConfigs } from '../../usecases/ports/vendorConfigs.ts';
import { directoryKey } from '../directory/directoryKey.ts';
import { asMap } from '../dynamodb/item.ts';
import type { TableNames } from '../dynamodb/tables.ts';
import { conditionalUpdate } from '../dynamodb/transact.ts';
import { createTtlCache } from '../dynamodb/ttlCache.ts';

type Tables = Pick<TableNames, 'directory'>;

/** Maximum age of a configuration that is displayed. */
const MAX_AGE_SECONDS = 10;

/** @param backends those whose vendors publish a configuration: no other one is read */
export function createVendorConfigs(
  client: DynamoDBDocumentClient,
  tables: Tables,
  backends: ReadonlySet<string>,
): VendorConfigs {
  const cache = createTtlCache(MAX_AGE_SECONDS, () => performance.now());
  const readItem = async (key: string) => {
    const cached = cache.get(key);
    if (cached) return cached.item;
    const { Item } = await client.send(new GetCommand({ TableName: tables.directory, Key: { key } }));
    // An absent one is not cached: it may be saved at any moment.
    if (Item?.config) cache.set(key, Item);
    return Item;
  };
  return {
    async read(backend) {
      if (!backends.has(backend)) return undefined;
      // Validated again, as a manual edit may have changed it.
      const config = asMap((await readItem(directoryKey.vendorConfig(backend)))?.config);
      return config ? toVendorConfig(config) : undefined;
    },
  };
}

export function createVendorConfigStore(client: DynamoDBDocumentClient, tables: Tables): VendorConfigStore {
  const toKey = (backend: string) => ({ key: directoryKey.vendorConfig(backend) });
  return {
    async claimFetch(backend, { now, dueBefore }) {
      const outcome = await conditionalUpdate(client, {
        TableName: tables.directory,
        Key: toKey(backend),
        UpdateExpression: 'SET fetched_at = :now',
        // A time in the future is that of a wrong clock.
        ConditionExpression: 'attribute_not_exists(fetched_at) OR fetched_at <= :due OR fetched_at > :now',
        ExpressionAttributeValues: { ':now': now, ':due': dueBefore },
      });
      return !outcome.failed;
    },

    async save(backend, config, now) {
      await conditionalUpdate(client, {
        TableName: tables.directory,
        Key: toKey(backend),
        UpdateExpression: 'SET config = :config, known_at = :now',
        ExpressionAttributeValues: { ':config': fromVendorConfig(config), ':now': now },
      });
    },
  };
}
