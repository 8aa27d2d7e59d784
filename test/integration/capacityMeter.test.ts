import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { courseKey } from '../../src/store/dynamodb/courseShards.ts';
import { anAttempt } from '../support/builders.ts';
import { type MeteredStores, meteredStores } from '../support/capacity/meteredStores.ts';

/** The meter beside DynamoDB Local's own count, for the calls that it counts as AWS does. */
let metered: MeteredStores;
let stores: MeteredStores['stores'];
let meter: MeteredStores['meter'];
let client: ReturnType<typeof localDynamodbClient>;

beforeAll(async () => {
  metered = await meteredStores();
  ({ stores, meter } = metered);
  client = localDynamodbClient(metered.proxyUrl);
});

afterAll(async () => {
  client.destroy();
  await metered.close();
});

interface Consumed {
  TableName?: string | undefined;
  CapacityUnits?: number | undefined;
  Table?: { CapacityUnits?: number | undefined } | undefined;
  GlobalSecondaryIndexes?: Record<string, { CapacityUnits?: number | undefined }> | undefined;
}

/** The count of DynamoDB Local, in the names of the meter. */
function reported(consumed: Consumed | Consumed[] | undefined): Record<string, number> {
  const labels = new Map(Object.entries(stores.tables).map(([label, name]) => [name, label]));
  const entries = [consumed ?? []].flat().flatMap(({ TableName = '', Table, GlobalSecondaryIndexes = {} }) => {
    const label = labels.get(TableName) ?? TableName;
    const indexes = Object.entries(GlobalSecondaryIndexes).map(([name, index]) => [
      `${label}/${name}`,
      index.CapacityUnits,
    ]);
    return [[label, Table?.CapacityUnits], ...indexes];
  });
  return Object.fromEntries(entries.filter(([, units]) => Number(units) > 0));
}

const INDEXES = { ReturnConsumedCapacity: 'INDEXES' } as const;
const attempt = anAttempt();
const Key = marshall({ attempt_id: attempt.attemptId });
const item = (fields: Record<string, unknown> = {}) => marshall({ ...toAttemptItem(attempt), ...fields });

const CASES: Record<string, () => Promise<{ ConsumedCapacity?: Consumed | Consumed[] | undefined }>> = {
  'a new attempt': () =>
    client.send(new PutItemCommand({ TableName: stores.tables.attempts, Item: item(), ...INDEXES })),
  'the same again': () =>
    client.send(new PutItemCommand({ TableName: stores.tables.attempts, Item: item(), ...INDEXES })),
  'an attempt that grows': () =>
    client.send(
      new PutItemCommand({ TableName: stores.tables.attempts, Item: item({ note: 'x'.repeat(9000) }), ...INDEXES }),
    ),
  'reading a large item consistently': () =>
    client.send(new GetItemCommand({ TableName: stores.tables.attempts, Key, ConsistentRead: true, ...INDEXES })),
  'reading it otherwise': () => client.send(new GetItemCommand({ TableName: stores.tables.attempts, Key, ...INDEXES })),
  'reading what is not there': () =>
    client.send(
      new GetItemCommand({
        TableName: stores.tables.exams,
        Key: marshall({ exam_id: 1, entry: 'exam' }),
        ConsistentRead: true,
        ...INDEXES,
      }),
    ),
  'a batch of writes': () =>
    client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          [stores.tables.directory]: [
            { PutRequest: { Item: marshall({ key: 'pair#1#2', attempt_id: 7 }) } },
            { PutRequest: { Item: marshall({ key: 'code#X', learner_id: 5, text: 'x'.repeat(2000) }) } },
          ],
        },
        ...INDEXES,
      }),
    ),
  // Without absent keys, which only AWS counts.
  'a batch of reads of several tables': () =>
    client.send(
      new BatchGetItemCommand({
        RequestItems: {
          [stores.tables.attempts]: { Keys: [Key], ConsistentRead: true },
          [stores.tables.directory]: { Keys: [marshall({ key: 'pair#1#2' })] },
        },
        ...INDEXES,
      }),
    ),
  'a query of an index': () =>
    client.send(
      new QueryCommand({
        TableName: stores.tables.attempts,
        IndexName: 'current_by_course',
        KeyConditionExpression: 'current_in_course = :course',
        ExpressionAttributeValues: marshall({ ':course': courseKey(attempt.courseId, attempt.attemptId) }),
        ...INDEXES,
      }),
    ),
  'a query that counts': () =>
    client.send(
      new QueryCommand({
        TableName: stores.tables.attempts,
        IndexName: 'current_by_course',
        KeyConditionExpression: 'current_in_course = :course',
        FilterExpression: 'username = :nobody',
        ExpressionAttributeValues: marshall({
          ':course': courseKey(attempt.courseId, attempt.attemptId),
          ':nobody': 'nobody',
        }),
        Select: 'COUNT',
        ...INDEXES,
      }),
    ),
  'an update that no index sees': () =>
    client.send(
      new UpdateItemCommand({
        TableName: stores.tables.attempts,
        Key,
        UpdateExpression: 'SET student_name = :name REMOVE note',
        ExpressionAttributeValues: marshall({ ':name': 'Ada' }),
        ...INDEXES,
      }),
    ),
  'an update that takes it out of an index': () =>
    client.send(
      new UpdateItemCommand({
        TableName: stores.tables.attempts,
        Key,
        UpdateExpression: 'REMOVE current_in_course',
        ...INDEXES,
      }),
    ),
  'an attempt that is deleted': () =>
    client.send(new DeleteItemCommand({ TableName: stores.tables.attempts, Key, ...INDEXES })),
};

describe('the meter counts as DynamoDB Local does', () => {
  it.each(Object.entries(CASES))('%s', async (_, call) => {
    await meter.take();
    const { ConsumedCapacity } = await call();
    const { reads, writes } = await meter.take();
    expect({ ...reads, ...writes }).toEqual(reported(ConsumedCapacity));
  });
});
