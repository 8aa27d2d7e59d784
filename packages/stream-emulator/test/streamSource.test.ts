import type { _Record, DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { describe, expect, test } from 'vitest';
import { lambdaRecord } from '../record.ts';
import { dynamodbStreamSource, type ShardPosition } from '../streamSource.ts';
import { STREAM_ARN } from './fixture.ts';

const { signal } = new AbortController();

/** A source whose client returns these answers, and the received requests. */
function sourceAnswering(...answers: object[]) {
  const requests: unknown[] = [];
  const send = async ({ input }: { input: object }) => {
    requests.push(input);
    return answers.shift();
  };
  return { requests, source: dynamodbStreamSource({ send } as unknown as DynamoDBStreamsClient, STREAM_ARN) };
}

describe('a stream of DynamoDB', () => {
  test('lists its shards over all pages', async () => {
    const { source, requests } = sourceAnswering(
      { StreamDescription: { Shards: [{ ShardId: 'one' }], LastEvaluatedShardId: 'one' } },
      { StreamDescription: { Shards: [], LastEvaluatedShardId: 'none' } },
      { StreamDescription: { Shards: [{ ShardId: 'two', ParentShardId: 'one' }] } },
    );
    expect(await source.listShards(signal)).toEqual([
      { id: 'one', parentId: undefined },
      { id: 'two', parentId: 'one' },
    ]);
    expect(requests).toEqual([
      { StreamArn: STREAM_ARN },
      { StreamArn: STREAM_ARN, ExclusiveStartShardId: 'one' },
      { StreamArn: STREAM_ARN, ExclusiveStartShardId: 'none' },
    ]);
  });

  test.each<[ShardPosition, object]>([
    ['TRIM_HORIZON', { ShardIteratorType: 'TRIM_HORIZON' }],
    ['LATEST', { ShardIteratorType: 'LATEST' }],
    [{ after: '42' }, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: '42' }],
  ])('is read from %j', async (position, expected) => {
    const { source, requests } = sourceAnswering({ ShardIterator: 'iterator' });
    expect(await source.openShard('one', position, signal)).toBe('iterator');
    expect(requests).toEqual([{ StreamArn: STREAM_ARN, ShardId: 'one', ...expected }]);
  });

  test('reports the end of a closed shard', async () => {
    const { source } = sourceAnswering({ Records: [], NextShardIterator: 'next' }, {});
    expect(await source.readShard('iterator', signal)).toEqual({ records: [], next: 'next' });
    expect(await source.readShard('next', signal)).toEqual({ records: [], next: undefined });
  });
});

describe('a record as Lambda delivers it', () => {
  const record: _Record = {
    eventID: 'c4ca4238a0b923820dcc509a6f75849b',
    eventName: 'REMOVE',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-central-1',
    dynamodb: {
      ApproximateCreationDateTime: new Date('2026-03-04T05:06:07.000Z'),
      Keys: { id: { S: 'a' } },
      OldImage: {
        S: { S: '' },
        N: { N: '0' },
        B: { B: Uint8Array.of(0, 255) },
        BOOL: { BOOL: false },
        NULL: { NULL: true },
        SS: { SS: ['x'] },
        NS: { NS: ['1'] },
        BS: { BS: [Uint8Array.of(1), new Uint8Array([9, 2, 9]).subarray(1, 2)] },
        L: { L: [{ B: new Uint8Array() }, { L: [] }] },
        M: { M: { inner: { M: { B: { B: Uint8Array.of(3) } } } } },
      },
      SequenceNumber: '000000000000000000042',
      SizeBytes: 7,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
  };

  test('is JSON', () => {
    const delivered = lambdaRecord(record, STREAM_ARN);
    expect(JSON.parse(JSON.stringify(delivered))).toEqual(delivered);
    expect(delivered).toStrictEqual({
      eventID: 'c4ca4238a0b923820dcc509a6f75849b',
      eventName: 'REMOVE',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-central-1',
      eventSourceARN: STREAM_ARN,
      userIdentity: { principalId: 'dynamodb.amazonaws.com', type: 'Service' },
      dynamodb: {
        ApproximateCreationDateTime: 1772600767,
        Keys: { id: { S: 'a' } },
        OldImage: {
          S: { S: '' },
          N: { N: '0' },
          B: { B: 'AP8=' },
          BOOL: { BOOL: false },
          NULL: { NULL: true },
          SS: { SS: ['x'] },
          NS: { NS: ['1'] },
          BS: { BS: ['AQ==', 'Ag=='] },
          L: { L: [{ B: '' }, { L: [] }] },
          M: { M: { inner: { M: { B: { B: 'Aw==' } } } } },
        },
        SequenceNumber: '000000000000000000042',
        SizeBytes: 7,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
  });

  test('omits absent members', () => {
    const { userIdentity: _, dynamodb, ...rest } = record;
    const { OldImage: __, ApproximateCreationDateTime: ___, ...keys } = dynamodb ?? {};
    const delivered = lambdaRecord({ ...rest, dynamodb: keys }, STREAM_ARN);
    expect(delivered).not.toHaveProperty('userIdentity');
    expect(Object.keys(delivered.dynamodb).toSorted()).toEqual([
      'Keys',
      'SequenceNumber',
      'SizeBytes',
      'StreamViewType',
    ]);
  });

  test('must have a sequence number', () => {
    expect(() => lambdaRecord({ eventID: 'one' }, STREAM_ARN)).toThrow('one');
  });
});
