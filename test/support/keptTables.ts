import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { onTestFinished, TestRunner } from 'vitest';
import type { TableDefinition } from '../../dev/dynamodb/tableDefinitions.ts';

type Release = () => Promise<void>;

/** State of a worker over all its files: unused tables without streams, by logical id, and releases at the end of the file. */
const worker = globalThis as { unusedTables?: Map<string, TableDefinition[]>; releasesOfFile?: Release[] };
worker.unusedTables ??= new Map();
const unused = worker.unusedTables;

/** A table with more items is replaced: that costs less than to delete them one by one. */
const MAX_DELETED_ITEMS = 100;
const MAX_WRITES = 25;

/** Makes the tables of a file that has ended available to the next one. */
export async function releaseTablesOfFile(): Promise<void> {
  const releases = worker.releasesOfFile ?? [];
  worker.releasesOfFile = [];
  await Promise.all(releases.map(release => release()));
}

/**
 * Empty tables: those of earlier tests, emptied, or new ones. The current test, or the file if there is none, has them for itself.
 * DynamoDB Local reads the definitions of all its tables every second, three times: the fewer the better.
 */
export async function emptyTables(
  client: DynamoDBClient,
  definitions: readonly TableDefinition[],
): Promise<TableDefinition[]> {
  const tables = await Promise.all(definitions.map(definition => emptyTable(client, definition)));
  const release = async () => void (await Promise.all(tables.map(table => releaseTable(client, table))));
  if (TestRunner.getCurrentTest()) onTestFinished(release);
  else worker.releasesOfFile = [...(worker.releasesOfFile ?? []), release];
  return tables;
}

async function emptyTable(client: DynamoDBClient, definition: TableDefinition): Promise<TableDefinition> {
  const earlier = hasStream(definition) ? undefined : unused.get(definition.logicalId)?.shift();
  if (!earlier) await client.send(new CreateTableCommand(definition.input));
  else if (!(await deleteItems(client, earlier))) {
    await client.send(new DeleteTableCommand({ TableName: earlier.name }));
    await client.send(new CreateTableCommand(earlier.input));
  }
  return earlier ?? definition;
}

/** Whether all items are deleted, because there are few. */
export async function deleteItems(client: DynamoDBClient, { name, input }: TableDefinition): Promise<boolean> {
  const names = (input.KeySchema ?? []).map(({ AttributeName = '' }) => AttributeName);
  const { Items = [], LastEvaluatedKey } = await client.send(
    new ScanCommand({ TableName: name, Limit: MAX_DELETED_ITEMS }),
  );
  if (LastEvaluatedKey) return false;
  const deletions = Items.map(item => ({
    DeleteRequest: { Key: Object.fromEntries(Object.entries(item).filter(([attribute]) => names.includes(attribute))) },
  }));
  for (let start = 0; start < deletions.length; start += MAX_WRITES) {
    const RequestItems = { [name]: deletions.slice(start, start + MAX_WRITES) };
    await client.send(new BatchWriteItemCommand({ RequestItems }));
  }
  return true;
}

/** A stream keeps what was ever written to its table: that table is not used again. */
async function releaseTable(client: DynamoDBClient, table: TableDefinition): Promise<void> {
  if (hasStream(table)) await client.send(new DeleteTableCommand({ TableName: table.name }));
  else unused.set(table.logicalId, [...(unused.get(table.logicalId) ?? []), table]);
}

function hasStream({ input }: TableDefinition): boolean {
  return input.StreamSpecification?.StreamEnabled === true;
}
