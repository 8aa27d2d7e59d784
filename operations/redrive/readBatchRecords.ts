import type { ShardRecord } from '../../packages/stream-emulator/record.ts';
import type { StreamSource } from '../../packages/stream-emulator/streamSource.ts';
import type { FailedBatch } from './failedBatch.ts';

/** Reads of an open shard may give nothing although there is more; so many in a row mean that there is no more. */
const MAX_EMPTY_READS = 100;

/** The records of a failed batch, with those of other lanes between them. */
export interface ReadBack {
  records: ShardRecord[];
  /** The stream, which keeps records for 24 hours, no longer has the first of them, or none. */
  isTrimmed: boolean;
}

/**
 * Reads a failed batch out of its stream again.
 * @throws errors of reading, except that records are gone
 */
export async function readBack(batch: FailedBatch, source: StreamSource, signal: AbortSignal): Promise<ReadBack> {
  try {
    return { records: await readRange(batch, { at: batch.from }, source, signal), isTrimmed: false };
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  try {
    return { records: await readRange(batch, 'TRIM_HORIZON', source, signal), isTrimmed: true };
  } catch (error) {
    if (!isGone(error)) throw error;
    return { records: [], isTrimmed: true };
  }
}

async function readRange(
  { shardId, from, to }: FailedBatch,
  position: { at: string } | 'TRIM_HORIZON',
  source: StreamSource,
  signal: AbortSignal,
): Promise<ShardRecord[]> {
  const found: ShardRecord[] = [];
  // Numbers have up to 40 digits, and those of DynamoDB Local are padded with zeros.
  const last = BigInt(to);
  let iterator: string | undefined = await source.openShard(shardId, position, signal);
  for (let empty = 0; iterator !== undefined && empty < MAX_EMPTY_READS; ) {
    const page = await source.readShard(iterator, signal);
    empty = page.records.length === 0 ? empty + 1 : 0;
    iterator = page.next;
    for (const record of page.records) {
      const number = BigInt(record.dynamodb.SequenceNumber);
      if (number > last) return found;
      if (number >= BigInt(from)) found.push(record);
      if (number === last) return found;
    }
  }
  return found;
}

function isGone(error: unknown): boolean {
  const { name } = error as Error;
  return name === 'TrimmedDataAccessException' || name === 'ResourceNotFoundException';
}
