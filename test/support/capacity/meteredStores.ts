import { inject } from 'vitest';
import { localDynamodbClient } from '../../../dev/dynamodb/localClients.ts';
import { startProxy } from '../bundledService/dynamodbProxy.ts';
import { freshStores } from '../freshStores.ts';
import { createMeter } from './meter.ts';
import { meteredTables } from './tableIndex.ts';

export type MeteredStores = Awaited<ReturnType<typeof meteredStores>>;

/** Fresh stores, and a proxy to their tables whose calls are metered. */
export async function meteredStores() {
  const endpoint = inject('dynamodbEndpoint');
  const direct = localDynamodbClient(endpoint);
  const stores = await freshStores();
  const { tables } = stores;
  const definitions = inject('serviceDefinition').tables.map(definition => {
    const label = definition.logicalId.replace('Table', '').toLowerCase() as keyof typeof tables;
    return { ...definition, name: tables[label] };
  });
  const meter = createMeter(direct, meteredTables(definitions, tables));
  const proxy = await startProxy(endpoint, () => {});
  proxy.watch(meter.watcher);
  return {
    ...{ stores, meter, proxyUrl: proxy.url },
    async close() {
      direct.destroy();
      await proxy.close();
    },
  };
}
