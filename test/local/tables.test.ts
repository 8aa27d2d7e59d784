import { DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CommandError } from '../../cli/commandError.ts';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import {
  createTables,
  readServiceDefinition,
  type ServiceDefinition,
  streamArn,
  type TableDefinition,
  tableNames,
  tablesForStage,
} from '../../dev/dynamodb/tables.ts';

const HASH = 'HASH' as const;
const RANGE = 'RANGE' as const;

let definition: ServiceDefinition;
let client: ReturnType<typeof localDynamodbClient>;

beforeAll(async () => {
  definition = await readServiceDefinition('local');
  client = localDynamodbClient(inject('dynamodbEndpoint'));
}, 240_000);

afterAll(() => {
  client.destroy();
});

const describeTable = async (name: string) =>
  (await client.send(new DescribeTableCommand({ TableName: name }))).Table ?? {};

describe('the service definition', () => {
  it('names the tables after the stage', () => {
    expect(tableNames(definition.tables)).toMatchObject({
      AttemptsTable: 'proctoring-local-attempts',
      HistoryTable: 'proctoring-local-history',
    });
  });

  it('has every stream that a function reads, and the full names of the functions', () => {
    const read = definition.streamMappings.map(({ functionKey, table }) => `${functionKey} ${table}`);
    expect(read).toEqual([
      ...['archive AttemptsTable', 'notifications AttemptsTable', 'notifications ExamsTable'],
      ...['events HistoryTable', 'events ReviewsTable', 'events ExamsTable'],
    ]);
    for (const { functionName, functionKey, settings } of definition.streamMappings) {
      expect(functionName).toBe(`proctoring-local-${functionKey}`);
      expect(settings).toMatchObject({ startingPosition: 'TRIM_HORIZON', bisectBatchOnFunctionError: true });
      expect(settings.batchSize).toBeGreaterThan(0);
    }
    expect(definition.functions).toMatchObject({ archive: 'proctoring-local-archive' });
  });
});

describe('the tables', () => {
  let tables: TableDefinition[];
  beforeAll(async () => {
    tables = tablesForStage(definition, 'tables');
    await createTables(client, tables);
  });

  it('have the keys of serverless.yml', async () => {
    const keys = tables.map(async ({ logicalId, name }) => [logicalId, (await describeTable(name)).KeySchema]);
    expect(Object.fromEntries(await Promise.all(keys))).toEqual({
      AttemptsTable: [{ AttributeName: 'attempt_id', KeyType: HASH }],
      DirectoryTable: [{ AttributeName: 'key', KeyType: HASH }],
      EventsTable: [{ AttributeName: 'event_id', KeyType: HASH }],
      ExamsTable: [
        { AttributeName: 'exam_id', KeyType: HASH },
        { AttributeName: 'entry', KeyType: RANGE },
      ],
      HistoryTable: [
        { AttributeName: 'attempt_code', KeyType: HASH },
        { AttributeName: 'change_key', KeyType: RANGE },
      ],
      RecordsTable: [
        { AttributeName: 'subject', KeyType: HASH },
        { AttributeName: 'entry', KeyType: RANGE },
      ],
      ReviewsTable: [
        { AttributeName: 'attempt_code', KeyType: HASH },
        { AttributeName: 'part', KeyType: RANGE },
      ],
      WebhooksTable: [
        { AttributeName: 'webhook_id', KeyType: HASH },
        { AttributeName: 'entry', KeyType: RANGE },
      ],
    });
  });

  it('have a stream where serverless.yml has one', async () => {
    const { StreamSpecification } = await describeTable('proctoring-tables-attempts');
    expect(StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' });
    expect(await streamArn(client, 'proctoring-tables-attempts')).toMatch(/^arn:.*\/stream\//);
    expect(await streamArn(client, 'proctoring-tables-directory')).toBeUndefined();
  });

  it('may exist already', async () => {
    const before = await streamArn(client, 'proctoring-tables-attempts');
    await createTables(client, tables);
    expect(await streamArn(client, 'proctoring-tables-attempts')).toBe(before);
  });

  it('get the stream that those of an earlier release lack', async () => {
    const [history] = tablesForStage(definition, 'older').filter(({ logicalId }) => logicalId === 'HistoryTable');
    if (!history) throw new Error('no history table');
    const { StreamSpecification, ...input } = history.input;
    await createTables(client, [{ ...history, input }]);
    expect(await streamArn(client, history.name)).toBeUndefined();
    await createTables(client, [history]);
    expect((await describeTable(history.name)).StreamSpecification).toEqual(StreamSpecification);
    expect(await streamArn(client, history.name)).toMatch(/^arn:.*\/stream\//);
  });

  it('may not exist with other keys', async () => {
    await createTables(client, [table('proctoring-other-attempts')]);
    const creating = createTables(client, tablesForStage(definition, 'other'));
    await expect(creating).rejects.toThrow(CommandError);
    await expect(creating).rejects.toThrow(/proctoring-other-attempts exists with other keys/);
  });

  it('get their indexes and their time to live', async () => {
    const withTimeToLive: TableDefinition = {
      ...table('indexed'),
      timeToLive: { AttributeName: 'gone_at', Enabled: true },
    };
    withTimeToLive.input.GlobalSecondaryIndexes = [
      {
        IndexName: 'by_other',
        KeySchema: [{ AttributeName: 'other', KeyType: HASH }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ];
    withTimeToLive.input.AttributeDefinitions?.push({ AttributeName: 'other', AttributeType: 'S' });
    await createTables(client, [withTimeToLive]);
    await createTables(client, [withTimeToLive]);
    expect((await describeTable('indexed')).GlobalSecondaryIndexes).toMatchObject([{ IndexName: 'by_other' }]);
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: 'indexed' }));
    expect(TimeToLiveDescription).toMatchObject({ AttributeName: 'gone_at', TimeToLiveStatus: 'ENABLED' });
  });
});

function table(name: string): TableDefinition {
  return {
    logicalId: 'Table',
    name,
    input: {
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: HASH }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    },
  };
}
