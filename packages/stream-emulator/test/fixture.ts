import type { DynamoDBStreamEvent } from 'aws-lambda';
import { vi } from 'vitest';
import { type FailureRecord, type MappingOptions, type MappingSettings, startMapping } from '../eventSourceMapping.ts';
import type { ShardRecord } from '../record.ts';
import type { StreamSource } from '../streamSource.ts';

export const STREAM_ARN = 'arn:aws:dynamodb:ddblocal:000000000000:table/attempts/stream/2026-01-01T00:00:00.000';
export const SHARD = 'shardId-00000001';

/** A record with a padded sequence number, as in DynamoDB Local. */
export function record(sequence: number, key = 'a', createdAtSeconds = 1_700_000_000): ShardRecord {
  return {
    eventID: String(sequence),
    eventName: 'INSERT',
    dynamodb: {
      ApproximateCreationDateTime: createdAtSeconds,
      Keys: { id: { S: key } },
      SequenceNumber: padded(sequence),
    },
  };
}

export function records(...sequences: number[]): ShardRecord[] {
  return sequences.map(sequence => record(sequence));
}

export function padded(sequence: number): string {
  return String(sequence).padStart(21, '0');
}

/** The sequence numbers of an event, unpadded. */
export function sequences(event: DynamoDBStreamEvent): number[] {
  return event.Records.map(({ dynamodb }) => Number(dynamodb?.SequenceNumber));
}

interface FakeShard {
  parentId: string | undefined;
  records: ShardRecord[];
  isOpen: boolean;
}

/** An error with a name of the SDK. */
export function awsError(name: string): Error {
  return Object.assign(new Error(name), { name });
}

/** A stream in memory, whose shards can be changed during reads. */
export class FakeStream {
  readonly shards = new Map<string, FakeShard>();
  /** Positions of requested iterators, in order. */
  readonly opened: string[] = [];
  /** Errors for the next calls of each method. */
  readonly failures: { list: Error[]; open: Error[]; read: Error[] } = { list: [], open: [], read: [] };
  pageSize = 1000;

  add(id: string, content: ShardRecord[] = [], parentId?: string): void {
    this.shards.set(id, { parentId, records: [...content], isOpen: true });
  }

  put(id: string, ...content: ShardRecord[]): void {
    this.shard(id).records.push(...content);
  }

  close(id: string): void {
    this.shard(id).isOpen = false;
  }

  readonly source: StreamSource = {
    listShards: async () => {
      this.fail('list');
      return [...this.shards].map(([id, { parentId }]) => ({ id, parentId }));
    },
    openShard: async (id, position) => {
      this.opened.push(`${id} ${typeof position === 'string' ? position : Number(numberOf(position))}`);
      this.fail('open');
      const { records: content } = this.shard(id);
      if (position === 'TRIM_HORIZON') return `${id}/0`;
      if (position === 'LATEST') return `${id}/${content.length}`;
      const index = content.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === numberOf(position));
      if (index < 0) throw awsError('TrimmedDataAccessException');
      return `${id}/${'after' in position ? index + 1 : index}`;
    },
    readShard: async iterator => {
      this.fail('read');
      const [id = '', start] = iterator.split('/');
      const { records: content, isOpen } = this.shard(id);
      const end = Number(start) + this.pageSize;
      const next = isOpen || end < content.length ? `${id}/${Math.min(end, content.length)}` : undefined;
      return { records: content.slice(Number(start), end), next };
    },
  };

  private shard(id: string): FakeShard {
    const shard = this.shards.get(id);
    if (shard === undefined) throw awsError('ResourceNotFoundException');
    return shard;
  }

  private fail(method: 'list' | 'open' | 'read'): void {
    const error = this.failures[method].shift();
    if (error !== undefined) throw error;
  }
}

function numberOf(position: { after: string } | { at: string }): string {
  return 'after' in position ? position.after : position.at;
}

export const SETTINGS: MappingSettings = {
  batchSize: 100,
  batchWindow: 0,
  parallelizationFactor: 1,
  maximumRetryAttempts: 2,
  maximumRecordAgeInSeconds: -1,
  bisectBatchOnFunctionError: true,
  startingPosition: 'TRIM_HORIZON',
};

type Handler = (event: DynamoDBStreamEvent) => unknown;

/** A mapping over a fake stream, without delays, that records invocations and discarded records. */
export function startFake(
  stream: FakeStream,
  handler: Handler,
  settings: Partial<MappingSettings> = {},
  options: Partial<MappingOptions> = {},
) {
  const invoked: number[][] = [];
  const failures: FailureRecord[] = [];
  const log = vi.fn<(line: string) => void>();
  const mapping = startMapping(stream.source, {
    streamArn: STREAM_ARN,
    settings: { ...SETTINGS, ...settings },
    invoke: async event => {
      invoked.push(sequences(event));
      return handler(event);
    },
    onFailure: failure => void failures.push(failure),
    log,
    pollIntervalMs: 1,
    retryDelayMs: () => 0,
    ...options,
  });
  return { mapping, invoked, failures, log };
}

/** Delivers the records of one shard and returns the invoked and the discarded ones. */
export async function deliver(
  content: ShardRecord[],
  handler: Handler,
  settings: Partial<MappingSettings> = {},
  options: Partial<MappingOptions> = {},
) {
  const stream = new FakeStream();
  stream.add(SHARD, content);
  const run = startFake(stream, handler, settings, options);
  await run.mapping.idle();
  await run.mapping.stop();
  return run;
}

/** A response with these batch item failures. */
export function failed(...numbers: number[]) {
  return { batchItemFailures: numbers.map(number => ({ itemIdentifier: padded(number) })) };
}
