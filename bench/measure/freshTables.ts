import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startDynamodb } from '../../local/dynamodb/dynamodb.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../local/dynamodb/localClients.ts';
import { createTables, tablesForStage } from '../../local/dynamodb/tables.ts';
import { readServiceDefinition, type ServiceDefinition } from '../../local/serviceDefinition.ts';
import { createDocumentClient } from '../../src/store/client.ts';
import type { TableNames } from '../../src/store/tables.ts';

export interface FreshTables {
  client: DynamoDBDocumentClient;
  tables: TableNames;
}

export interface LocalDatabase {
  readonly endpoint: string;
  /** The service's tables, new and empty, with a client of their own. @param stage tells them from other ones */
  freshTables(stage: string): Promise<FreshTables>;
}

/** Starts DynamoDB Local in memory, and stops it when the measuring is over. */
export async function onLocalDatabase<Result>(
  measure: (database: LocalDatabase) => Promise<Result>,
  { isForMuch = false } = {},
): Promise<Result> {
  const [dynamodb, definition] = await Promise.all([
    startDynamodb({ port: 0, isForMuch }),
    readServiceDefinition('bench'),
  ]);
  const { endpoint } = dynamodb;
  const clients: DynamoDBDocumentClient[] = [];
  const freshTables = async (stage: string) => {
    const tables = await createFor(endpoint, definition, stage);
    clients.push(tables.client);
    return tables;
  };
  try {
    return await measure({ endpoint, freshTables });
  } finally {
    for (const client of clients) client.destroy();
    await dynamodb.stop();
  }
}

async function createFor(endpoint: string, definition: ServiceDefinition, stage: string): Promise<FreshTables> {
  const client = createDocumentClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    // DynamoDB Local shares this machine's processors with what is measured.
    requestTimeout: 60_000,
    connectionTimeout: 60_000,
  });
  const definitions = tablesForStage(definition, stage);
  await createTables(client, definitions);
  const nameOf = (id: string) => definitions.find(({ logicalId }) => logicalId === id)?.name ?? '';
  return {
    client,
    tables: {
      attempts: nameOf('AttemptsTable'),
      directory: nameOf('DirectoryTable'),
      history: nameOf('HistoryTable'),
      reviews: nameOf('ReviewsTable'),
      exams: nameOf('ExamsTable'),
    },
  };
}
