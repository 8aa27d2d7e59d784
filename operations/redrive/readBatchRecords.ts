import type { ShardRecord } from '../../packages/stream-emulator/record.ts';
import type { StreamSource } from '../../packages/stream-emulator/streamSource.ts';
import type { FailedBatch } from './failedBatch.ts';

/** A read of an open shard may be empty before its end; this many in a row mean the end. */
const MAX_EMPTY_READS = 100;

/** The records of a failed batch, and those of other concurrent batches between them. */
export interface BatchRecords {
  records: ShardRecord[];
  /** The first records, or all, are older than the stream's 24 hours. */
  isTrimmed: boolean;
}

/**
 * Reads the records of a failed batch from the stream.
 * @throws errors of the reads, except for trimmed records
 */
export async function readBatchRecords(
  batch: FailedBatch,
  source: StreamSource,
  signal: AbortSignal,
): Promise<BatchRecords> {
  try {
    return { records: await readRange(batch, { at: batch.from }, source, signal), isTrimmed: false };
  } catch (error) {
    if (!isTrimmedError(error)) throw error;
  }
  try {
    return { records: await readRange(batch, 'TRIM_HORIZON', source, signal), isTrimmed: true };
  } catch (error) {
    if (!isTrimmedError(error)) throw error;
    return { records: [], isTrimmed: true };
  }
}

async function readRange(
  { shardId, from, to }: FailedBatch,
  position: { at: string } | 'TRIM_HORIZON',
  source: StreamSource,
  signal: AbortSignal,
): Promise<ShardRecord[]> {
  const records: ShardRecord[] = [];
  // Sequence numbers have up to 40 digits, and those of DynamoDB Local are padded with zeros.
  const last = BigInt(to);
  let iterator: string | undefined = await source.openShard(shardId, position, signal);
  for (let empty = 0; iterator !== undefined && empty < MAX_EMPTY_READS; ) {
    const page = await source.readShard(iterator, signal);
    empty = page.records.length === 0 ? empty + 1 : 0;
    iterator = page.next;
    for (const record of page.records) {
      const number = BigInt(record.dynamodb.SequenceNumber);
      if (number > last) return records;
      if (number >= BigInt(from)) records.push(record);
      if (number === last) return records;
    }
  }
  return records;
}

function isTrimmedError(error: unknown): boolean {
  const { name } = error as Error;
  return name === 'TrimmedDataAccessException' || name === 'ResourceNotFoundException';
}
