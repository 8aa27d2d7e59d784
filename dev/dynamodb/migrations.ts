import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clock } from '../../src/platform/system.ts';
import { finishedMarker } from '../../src/store/attempts/migrationMarker.ts';
import { conditionalUpdate } from '../../src/store/dynamodb/transact.ts';

/** Records that the attempts are all indexed: `createTables` rejects tables of releases without the index. */
export async function markMigrated(client: DynamoDBClient, tables: Record<string, string>): Promise<void> {
  const directory = tables.DirectoryTable ?? '';
  await conditionalUpdate(DynamoDBDocumentClient.from(client), finishedMarker({ directory }, clock()));
}
