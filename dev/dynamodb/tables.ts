import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { CommandError } from '../../cli/commandError.ts';
import type { TableDefinition } from './tableDefinitions.ts';

export { readServiceDefinition, type ServiceDefinition } from '../serviceDefinition.ts';
export { type TableDefinition, tableNames, tablesForStage } from './tableDefinitions.ts';

/**
 * Creates missing tables and waits until all are active. A table of an earlier release gets the stream that it lacks.
 * @throws CommandError if a table exists with other keys or stream settings
 */
export async function createTables(client: DynamoDBClient, definitions: readonly TableDefinition[]): Promise<void> {
  await Promise.all(definitions.map(definition => createTable(client, definition)));
}

/** The ARN of the table's stream, or undefined if it has none. */
export async function streamArn(client: DynamoDBClient, tableName: string): Promise<string | undefined> {
  return (await describe(client, tableName))?.LatestStreamArn;
}

async function createTable(client: DynamoDBClient, definition: TableDefinition): Promise<void> {
  try {
    await client.send(new CreateTableCommand(definition.input));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName: definition.name });
  requireSameTable(definition, await describe(client, definition.name));
  await addStream(client, definition);
  if (definition.timeToLive) await setTimeToLive(client, definition);
}

async function describe(client: DynamoDBClient, tableName: string): Promise<TableDescription | undefined> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  return Table;
}

/** Data of an earlier version would otherwise fail later, within a request. */
function requireSameTable({ name, input }: TableDefinition, existing: TableDescription | undefined): void {
  const sameKeys = keysOf(input) === keysOf(existing);
  const stream = existing?.StreamSpecification?.StreamViewType;
  const sameStream = stream === undefined || stream === input.StreamSpecification?.StreamViewType;
  if (sameKeys && sameStream) return;
  throw new CommandError(
    `The table ${name} exists with other ${sameKeys ? 'stream settings' : 'keys'} than in serverless.yml. Delete it, or use another data folder.`,
  );
}

async function addStream(
  client: DynamoDBClient,
  { name, input: { StreamSpecification } }: TableDefinition,
): Promise<void> {
  if (!StreamSpecification || (await streamArn(client, name)) !== undefined) return;
  await client.send(new UpdateTableCommand({ TableName: name, StreamSpecification }));
}

/** The key schema and the attribute types as one comparable text. */
function keysOf(table: Pick<TableDescription, 'KeySchema' | 'AttributeDefinitions'> | undefined): string {
  const keys = (table?.KeySchema ?? []).map(key => `${key.KeyType} ${key.AttributeName}`);
  const types = (table?.AttributeDefinitions ?? []).map(
    ({ AttributeName, AttributeType }) => `${AttributeName} ${AttributeType}`,
  );
  return [...keys, ...types].sort().join();
}

async function setTimeToLive(client: DynamoDBClient, { name, timeToLive }: TableDefinition): Promise<void> {
  // DynamoDB rejects enabling it twice.
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
  const isEnabled = TimeToLiveDescription?.TimeToLiveStatus?.startsWith('ENABL') ?? false;
  if (isEnabled === (timeToLive?.Enabled ?? false)) return;
  await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: timeToLive }));
}
