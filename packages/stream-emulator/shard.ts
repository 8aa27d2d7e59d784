import { type ConcurrentBatches, startConcurrentBatches } from './concurrentBatches.ts';
import type { MappingContext } from './context.ts';
import type { ShardPage, ShardPosition } from './streamSource.ts';

/** Reads pause while this many records are in memory. */
const MAX_PENDING = 10_000;

/** Pages with fewer records are followed by a pause: single changes would cost a read each. */
const FULL_PAGE = 100;

/** Consecutive empty reads that lengthen the pause by one interval. */
const EMPTY_READS_PER_INTERVAL = 5;
const MAX_INTERVALS = 10;

/** A shard that is being read. */
export interface ShardReading {
  /** Whether a read since this time was empty, and all earlier records are processed or discarded. */
  isIdleSince(time: number): boolean;
  /** Resolves when the shard is closed and all its records are processed or discarded, or after a stop. */
  readonly finished: Promise<void>;
}

/** A shard to be read. */
export interface ShardToRead {
  id: string;
  from: 'TRIM_HORIZON' | 'LATEST';
  /** Whether the shard is in the latest listing of the stream. */
  isListed: () => boolean;
  /** Whether `idle` was called after this time. */
  isAwaitedSince: (time: number) => boolean;
}

interface Reader {
  position: ShardPosition;
  /** The last enqueued sequence number; no record is enqueued twice. */
  lastRead: bigint;
  iterator: string | undefined;
  failures: number;
  emptySince: number;
  /** Consecutive empty reads. */
  emptyReads: number;
  ended: boolean;
}

/** Reads a shard to its end and delivers its records. */
export function startShard(shard: ShardToRead, context: MappingContext): ShardReading {
  const batches = startConcurrentBatches(shard.id, context);
  const reader: Reader = {
    position: shard.from,
    lastRead: -1n,
    iterator: undefined,
    failures: 0,
    emptySince: Number.NEGATIVE_INFINITY,
    emptyReads: 0,
    ended: false,
  };
  return {
    isIdleSince: time => reader.emptySince >= time && batches.pending() === 0,
    finished: readToEnd(shard, reader, batches, context),
  };
}

async function readToEnd(
  shard: ShardToRead,
  reader: Reader,
  batches: ConcurrentBatches,
  context: MappingContext,
): Promise<void> {
  while (!reader.ended && !context.signal.aborted) {
    await context.changed.until(() => batches.pending() < MAX_PENDING);
    try {
      await readOnce(shard, reader, batches, context);
    } catch (error) {
      await recover(error as Error, shard, reader, context);
    }
  }
  batches.close();
  await batches.finished;
}

async function readOnce(
  shard: ShardToRead,
  reader: Reader,
  batches: ConcurrentBatches,
  context: MappingContext,
): Promise<void> {
  const { source, signal, changed } = context;
  const startedAt = performance.now();
  reader.iterator ??= await source.openShard(shard.id, reader.position, signal);
  const page = await source.readShard(reader.iterator, signal);
  reader.failures = 0;
  reader.iterator = page.next;
  reader.ended = page.next === undefined;
  enqueue(page, reader, batches);
  reader.emptyReads = page.records.length > 0 ? 0 : reader.emptyReads + 1;
  if (page.records.length >= FULL_PAGE || reader.ended) return;
  if (reader.emptyReads > 0) {
    reader.emptySince = startedAt;
    changed.notify();
  }
  const intervals = Math.min(1 + Math.max(reader.emptyReads - 1, 0) / EMPTY_READS_PER_INTERVAL, MAX_INTERVALS);
  await changed.until(() => shard.isAwaitedSince(reader.emptySince), context.pollIntervalMs * intervals);
}

function enqueue({ records }: ShardPage, reader: Reader, batches: ConcurrentBatches): void {
  for (const record of records) {
    const { SequenceNumber: number } = record.dynamodb;
    // A read from the trim horizon can return records that were enqueued before the iterator was lost.
    if (BigInt(number) <= reader.lastRead) continue;
    reader.lastRead = BigInt(number);
    reader.position = { after: number };
    batches.add(record);
  }
}

/**
 * Iterators expire after 15 minutes, and records are trimmed after 24 hours. Each error leads to a new iterator: after the last
 * record, or at the start of the shard if that record was trimmed.
 */
async function recover(error: Error, shard: ShardToRead, reader: Reader, context: MappingContext): Promise<void> {
  if (context.signal.aborted) return;
  reader.iterator = undefined;
  reader.failures += 1;
  const isTrimmed = error.name === 'TrimmedDataAccessException';
  // In DynamoDB Local the first record of a shard causes this error once for a reader at the trim horizon: not logged.
  const isReported = reader.failures === (isTrimmed && reader.position === 'TRIM_HORIZON' ? 2 : 1);
  if (isTrimmed) reader.position = 'TRIM_HORIZON';
  if (error.name === 'ResourceNotFoundException' && !shard.isListed()) {
    context.log(`The shard ${shard.id} no longer exists.`);
    reader.ended = true;
    return;
  }
  if (isReported) context.log(`Reading the shard ${shard.id} failed and is retried: ${String(error)}`);
  await context.changed.pause(context.retryDelayMs(reader.failures));
}
