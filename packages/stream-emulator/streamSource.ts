import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorInput,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import { lambdaRecord, type ShardRecord } from './record.ts';

/** Time limit of a request. */
const REQUEST_TIMEOUT_MS = 10_000;

/** A shard of a stream; a closed parent is succeeded by its children. */
export interface StreamShard {
  id: string;
  parentId?: string | undefined;
}

/** A position in a shard: one of its ends, or after or at a sequence number. */
export type ShardPosition = 'TRIM_HORIZON' | 'LATEST' | { after: string } | { at: string };

/** Records of a shard in order. Without `next` the shard is closed and read to its end. */
export interface ShardPage {
  records: ShardRecord[];
  next?: string | undefined;
}

/** A source of stream records. All methods reject with the error names of AWS, and can be repeated. */
export interface StreamSource {
  listShards(signal: AbortSignal): Promise<StreamShard[]>;
  /** Returns an iterator for `readShard`. */
  openShard(shardId: string, position: ShardPosition, signal: AbortSignal): Promise<string>;
  readShard(iterator: string, signal: AbortSignal): Promise<ShardPage>;
}

/** Reads a stream of DynamoDB or DynamoDB Local. */
export function dynamodbStreamSource(streams: DynamoDBStreamsClient, streamArn: string): StreamSource {
  return {
    async listShards(signal) {
      const shards: StreamShard[] = [];
      let startShardId: string | undefined;
      do {
        const page = await describe(streams, streamArn, startShardId, signal);
        shards.push(...(page?.Shards ?? []).flatMap(streamShard));
        startShardId = page?.LastEvaluatedShardId;
      } while (startShardId !== undefined);
      return shards;
    },

    async openShard(shardId, position, signal) {
      const command = new GetShardIteratorCommand({
        StreamArn: streamArn,
        ShardId: shardId,
        ...iteratorType(position),
      });
      const { ShardIterator } = await streams.send(command, { abortSignal: withTimeout(signal) });
      if (ShardIterator === undefined) throw new Error(`The shard ${shardId} returned no iterator.`);
      return ShardIterator;
    },

    async readShard(iterator, signal) {
      const command = new GetRecordsCommand({ ShardIterator: iterator });
      const page = await streams.send(command, { abortSignal: withTimeout(signal) });
      const records = (page.Records ?? []).map(record => lambdaRecord(record, streamArn));
      return { records, next: page.NextShardIterator };
    },
  };
}

async function describe(
  streams: DynamoDBStreamsClient,
  streamArn: string,
  startShardId: string | undefined,
  signal: AbortSignal,
) {
  const command = new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: startShardId });
  return (await streams.send(command, { abortSignal: withTimeout(signal) })).StreamDescription;
}

function streamShard({ ShardId, ParentShardId }: Shard): StreamShard[] {
  return ShardId === undefined ? [] : [{ id: ShardId, parentId: ParentShardId }];
}

function iteratorType(position: ShardPosition): Pick<GetShardIteratorInput, 'ShardIteratorType' | 'SequenceNumber'> {
  if (typeof position === 'string') return { ShardIteratorType: position };
  if ('at' in position) return { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: position.at };
  return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position.after };
}

function withTimeout(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]);
}
