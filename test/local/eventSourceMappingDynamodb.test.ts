import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  CreateTableCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { localDynamodbClient, localStreamsClient } from '../../dev/dynamodb/localClients.ts';
import {
  type FailureRecord,
  type MappingSettings,
  startEventSourceMapping,
} from '../../packages/stream-emulator/eventSourceMapping.ts';
import { dynamodbStreamSource } from '../../packages/stream-emulator/streamSource.ts';
import { SETTINGS } from '../../packages/stream-emulator/test/fixture.ts';

let client: DynamoDBClient;
let streams: DynamoDBStreamsClient;

beforeAll(() => {
  const endpoint = inject('dynamodbEndpoint');
  client = localDynamodbClient(endpoint);
  streams = localStreamsClient(endpoint);
});

afterAll(() => {
  client.destroy();
  streams.destroy();
});

/** A new table with a stream. */
async function createTable(): Promise<{ TableName: string; streamArn: string }> {
  const TableName = `mapping-${randomUUID()}`;
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  return { TableName, streamArn: TableDescription?.LatestStreamArn ?? '' };
}

function put(TableName: string, id: string, n: number, attributes: Record<string, AttributeValue> = {}) {
  return client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, n: { N: String(n) }, ...attributes } }));
}

function start(streamArn: string, invoke: (records: DynamoDBRecord[]) => unknown, settings: Partial<MappingSettings>) {
  const failures: FailureRecord[] = [];
  const mapping = startEventSourceMapping({
    streams,
    streamArn,
    settings: { ...SETTINGS, ...settings },
    // As over HTTP: only JSON arrives.
    invoke: async event => invoke((JSON.parse(JSON.stringify(event)) as DynamoDBStreamEvent).Records),
    onFailure: failure => void failures.push(failure),
    pollIntervalMs: 20,
    retryDelayMs: () => 0,
  });
  return { mapping, failures };
}

const countOf = ({ dynamodb }: DynamoDBRecord) => Number(dynamodb?.NewImage?.n?.N);
const keyOf = ({ dynamodb }: DynamoDBRecord) => dynamodb?.Keys?.id?.S ?? '';

test('delivers the life of an item in the shape of Lambda events', async () => {
  const { TableName, streamArn } = await createTable();
  const delivered: DynamoDBRecord[] = [];
  const { mapping, failures } = start(streamArn, records => void delivered.push(...records), {});
  await put(TableName, 'a', 1, { bytes: { B: Uint8Array.of(0, 255) }, list: { L: [{ BS: [Uint8Array.of(1)] }] } });
  const UpdateExpression = 'SET n = :two REMOVE #bytes, #list';
  const names = { '#bytes': 'bytes', '#list': 'list' };
  const Key = { id: { S: 'a' } };
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':two': { N: '2' } },
    }),
  );
  await client.send(new DeleteItemCommand({ TableName, Key }));
  await mapping.idle();
  await mapping.stop();

  const first = { id: { S: 'a' }, n: { N: '1' }, bytes: { B: 'AP8=' }, list: { L: [{ BS: ['AQ=='] }] } };
  const second = { id: { S: 'a' }, n: { N: '2' } };
  const changes = [
    { eventName: 'INSERT', NewImage: first },
    { eventName: 'MODIFY', NewImage: second, OldImage: first },
    { eventName: 'REMOVE', OldImage: second },
  ];
  expect(failures).toEqual([]);
  expect(delivered).toStrictEqual(
    changes.map(({ eventName, ...images }) => ({
      eventID: expect.any(String),
      eventName,
      eventVersion: expect.stringMatching(/^1\.\d$/),
      eventSource: 'aws:dynamodb',
      awsRegion: expect.any(String),
      eventSourceARN: streamArn,
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: { id: { S: 'a' } },
        ...images,
        SequenceNumber: expect.stringMatching(/^\d{21,40}$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    })),
  );
  // Seconds, not milliseconds.
  expect(delivered[0]?.dynamodb?.ApproximateCreationDateTime).toBeLessThan(Date.now() / 100);
});

test('keeps the order per item over concurrent batches, partial failures, errors and a poison record', async () => {
  const { TableName, streamArn } = await createTable();
  const items = ['a', 'b', 'c', 'd'];
  const done = new Map(items.map(id => [id, new Set<number>()]));
  let calls = 0;
  const invoke = (records: DynamoDBRecord[]) => {
    calls += 1;
    if (calls % 5 === 0) throw new Error('every fifth');
    const limit = calls % 3 === 0 ? Math.ceil(records.length / 2) : records.length;
    for (const [index, record] of records.entries()) {
      const isPoison = keyOf(record) === 'b' && countOf(record) === 7;
      if (isPoison || index >= limit) {
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber }] };
      }
      done.get(keyOf(record))?.add(countOf(record));
    }
    return { batchItemFailures: [] };
  };
  const settings = { batchSize: 6, parallelizationFactor: 3, maximumRetryAttempts: 10 };
  const { mapping, failures } = start(streamArn, invoke, settings);
  for (let n = 1; n <= 20; n += 1) await Promise.all(items.map(id => put(TableName, id, n)));
  await mapping.idle();
  await mapping.stop();

  const all = Array.from({ length: 20 }, (_, i) => i + 1);
  for (const id of items) expect([...(done.get(id) ?? [])]).toEqual(id === 'b' ? all.toSpliced(6, 1) : all);
  expect(failures).toMatchObject([
    { requestContext: { condition: 'RetryAttemptsExhausted' }, DDBStreamBatchInfo: { batchSize: 1, streamArn } },
  ]);
});

test('starts from the beginning after a restart, or with LATEST at new records', async () => {
  const { TableName, streamArn } = await createTable();
  await put(TableName, 'a', 1);
  for (const [startingPosition, expected] of [
    ['TRIM_HORIZON', [1, 2]],
    ['TRIM_HORIZON', [1, 2, 3]],
    ['LATEST', [4]],
  ] as const) {
    const delivered: number[] = [];
    const { mapping } = start(streamArn, records => void delivered.push(...records.map(countOf)), { startingPosition });
    await mapping.idle();
    await put(TableName, 'a', expected.at(-1) ?? 0);
    await mapping.idle();
    await mapping.stop();
    expect(delivered).toEqual(expected);
  }
});

test('waits for a batch to fill, unless it is full', async () => {
  const { TableName, streamArn } = await createTable();
  const sizes: number[] = [];
  for (let n = 1; n <= 5; n += 1) await put(TableName, 'a', n);
  const { mapping } = start(streamArn, records => void sizes.push(records.length), { batchSize: 4, batchWindow: 300 });
  await expect.poll(() => sizes, { interval: 5, timeout: 60_000 }).toEqual([4]);
  for (let n = 6; n <= 8; n += 1) await put(TableName, 'a', n);
  await mapping.idle();
  await mapping.stop();
  expect(sizes).toEqual([4, 4]);
});

test('continues after any sequence number', async () => {
  const { TableName, streamArn } = await createTable();
  for (let n = 1; n <= 3; n += 1) await put(TableName, 'a', n);
  const source = dynamodbStreamSource(streams, streamArn);
  const { signal } = new AbortController();
  const [shard] = await source.listShards(signal);
  const readFrom = async (position: Parameters<typeof source.openShard>[1]) =>
    (await source.readShard(await source.openShard(shard?.id ?? '', position, signal), signal)).records;
  const all = await readFrom('TRIM_HORIZON');
  expect(all.map(countOf)).toEqual([1, 2, 3]);
  for (const [index, record] of all.entries()) {
    const rest = await readFrom({ after: record.dynamodb.SequenceNumber });
    expect(rest.map(countOf)).toEqual([1, 2, 3].slice(index + 1));
  }
  expect(await readFrom('LATEST')).toEqual([]);
});
