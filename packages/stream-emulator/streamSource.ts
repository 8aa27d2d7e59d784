import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorInput,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import { lambdaRecord, type ShardRecord } from './record.ts';

/** A request that gets no answer for this long counts as lost. */
const REQUEST_TIMEOUT_MS = 10_000;

/** One part of a stream; a parent was split into its children when it was closed. */
export interface StreamShard {
  id: string;
  parentId?: string | undefined;
}

/** Where to begin in a shard: at one of its ends, after a sequence number or with it. */
export type ShardPosition = 'TRIM_HORIZON' | 'LATEST' | { after: string } | { at: string };

/** Some records of a shard in their order. Without `next` the shard is closed and this was its end. */
export interface ShardPage {
  records: ShardRecord[];
  next?: string | undefined;
}

/** A stream as the mapping reads it. All methods reject, with the error's `name` as AWS gives it, and may be repeated. */
export interface StreamSource {
  listShards(signal: AbortSignal): Promise<StreamShard[]>;
  /** Gives an iterator for `readShard`. */
  openShard(shardId: string, position: ShardPosition, signal: AbortSignal): Promise<string>;
  readShard(iterator: string, signal: AbortSignal): Promise<ShardPage>;
}

/** Reads a stream of DynamoDB or DynamoDB Local. */
export function dynamodbStreamSource(streams: DynamoDBStreamsClient, streamArn: string): StreamSource {
  return {
    async listShards(signal) {
      const shards: StreamShard[] = [];
      let from: string | undefined;
      do {
        const page = await describe(streams, streamArn, from, signal);
        shards.push(...(page?.Shards ?? []).flatMap(streamShard));
        from = page?.LastEvaluatedShardId;
      } while (from !== undefined);
      return shards;
    },

    async openShard(shardId, position, signal) {
      const command = new GetShardIteratorCommand({
        StreamArn: streamArn,
        ShardId: shardId,
        ...iteratorType(position),
      });
      const { ShardIterator } = await streams.send(command, { abortSignal: withTimeout(signal) });
      if (ShardIterator === undefined) throw new Error(`The shard ${shardId} gave no iterator.`);
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
  from: string | undefined,
  signal: AbortSignal,
) {
  const command = new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: from });
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
