import { type ConcurrentBatches, startConcurrentBatches } from './concurrentBatches.ts';
import type { MappingContext } from './context.ts';
import type { ShardPage, ShardPosition } from './streamSource.ts';

/** Reading waits while so many records are in memory. */
const MAX_PENDING = 10_000;

/** A page with fewer records is followed by a pause, too: while changes come one by one, each read costs more than it gives. */
const FULL_PAGE = 100;

/** A shard that gives nothing is read less and less often: so many empty reads make a pause longer by a whole one. */
const EMPTY_READS_PER_PAUSE = 5;
const MAX_PAUSE = 4;

/** A shard that is being read. */
export interface ShardReading {
  /** Whether the shard gave nothing when it was last asked, not before the time given, and all it gave is done. */
  isQuietSince(time: number): boolean;
  /** Resolves when the shard is closed and all its records are processed or discarded, or after a stop. */
  readonly finished: Promise<void>;
}

/** A shard to be read. */
export interface ShardToRead {
  id: string;
  from: 'TRIM_HORIZON' | 'LATEST';
  /** Whether the stream still has the shard. */
  isListed: () => boolean;
  /** Whether somebody has asked after that time for all that is in the stream. */
  isAwaitedSince: (time: number) => boolean;
}

interface Reader {
  position: ShardPosition;
  /** The last sequence number that was enqueued. Queues keep records until they are processed: none is read again. */
  lastRead: bigint;
  iterator: string | undefined;
  failures: number;
  emptySince: number;
  /** In a row. */
  emptyReads: number;
  ended: boolean;
}

/** Reads a shard to its end and has its records delivered. */
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
    isQuietSince: time => reader.emptySince >= time && batches.pending() === 0,
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
  const pauses = Math.min(1 + Math.max(reader.emptyReads - 1, 0) / EMPTY_READS_PER_PAUSE, MAX_PAUSE);
  await changed.until(() => shard.isAwaitedSince(reader.emptySince), context.pollIntervalMs * pauses);
}

function enqueue({ records }: ShardPage, reader: Reader, batches: ConcurrentBatches): void {
  for (const record of records) {
    const { SequenceNumber: number } = record.dynamodb;
    // From the trim horizon a shard may return records that were read before its iterator was lost.
    if (BigInt(number) <= reader.lastRead) continue;
    reader.lastRead = BigInt(number);
    reader.position = { after: number };
    batches.add(record);
  }
}

/**
 * An iterator expires after 15 minutes, and records are trimmed after 24 hours. After any error a new iterator
 * is requested, after the last record read or, if that was trimmed, at the start of the shard.
 */
async function recover(error: Error, shard: ShardToRead, reader: Reader, context: MappingContext): Promise<void> {
  if (context.signal.aborted) return;
  reader.iterator = undefined;
  reader.failures += 1;
  const isTrimmed = error.name === 'TrimmedDataAccessException';
  // The first record in a shard of DynamoDB Local does this to a reader that waits at its beginning: no news, once.
  const isNews = reader.failures === (isTrimmed && reader.position === 'TRIM_HORIZON' ? 2 : 1);
  if (isTrimmed) reader.position = 'TRIM_HORIZON';
  if (error.name === 'ResourceNotFoundException' && !shard.isListed()) {
    context.log(`The shard ${shard.id} is gone.`);
    reader.ended = true;
    return;
  }
  if (isNews) context.log(`Reading the shard ${shard.id} failed and is tried again: ${String(error)}`);
  await context.changed.pause(context.retryDelayMs(reader.failures));
}
