import { backoff } from '../platform/backoff.ts';
import { mapInBatches } from '../platform/mapInBatches.ts';

/** A limit of SQS and of EventBridge. */
const MAX_ENTRIES = 10;
/** A limit of SQS and of EventBridge, for the texts of a call. */
const MAX_BYTES = 262_144;
/** Batches at a time. */
const CONCURRENCY = 10;
const MAX_ROUNDS = 3;
/** No round begins later: a service that does not answer would take the time of the whole function. */
const MAX_START_MS = 8000;
const BACKOFF = { baseMs: 100, maxMs: 400 };

export interface SentEntry {
  /** ASCII only: its length is its size in bytes. */
  readonly text: string;
}

interface BatchOptions<Entry> {
  /** Makes one call. @returns whether each entry is accepted */
  send(batch: readonly Entry[]): Promise<readonly boolean[]>;
  /** Milliseconds of a monotonic clock. */
  milliseconds: () => number;
}

/**
 * Sends entries in calls of the permitted size, those that are not accepted again.
 * @returns the entries that were not accepted in the end
 */
export async function sendInBatches<Entry extends SentEntry>(
  entries: readonly Entry[],
  { send, milliseconds }: BatchOptions<Entry>,
): Promise<Entry[]> {
  const lastStart = milliseconds() + MAX_START_MS;
  let pending = [...entries];
  for (let round = 1; pending.length > 0 && round <= MAX_ROUNDS && milliseconds() <= lastStart; round++) {
    if (round > 1) await backoff(round - 1, BACKOFF);
    const rejected = await mapInBatches([...batchesOf(pending)], CONCURRENCY, async batch => {
      const accepted = await send(batch);
      return batch.filter((_, index) => !accepted[index]);
    });
    pending = rejected.flat();
  }
  return pending;
}

function* batchesOf<Entry extends SentEntry>(entries: readonly Entry[]): Generator<Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const isFull = batch.length === MAX_ENTRIES || bytes + entry.text.length > MAX_BYTES;
    if (isFull && batch.length > 0) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(entry);
    bytes += entry.text.length;
  }
  if (batch.length > 0) yield batch;
}
