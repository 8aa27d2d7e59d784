import { createHash } from 'node:crypto';
import type { MappingContext } from './context.ts';
import { deliverBatch } from './delivery.ts';
import type { ShardRecord } from './record.ts';

/** The records of a shard in several queues: queues are delivered concurrently, each queue in order. */
export interface ConcurrentBatches {
  /** Number of records that are neither processed nor discarded. */
  pending(): number;
  add(record: ShardRecord): void;
  /** Ends the input: incomplete batches are delivered immediately. */
  close(): void;
  /** Resolves when all records are delivered after `close`, or after a stop. */
  readonly finished: Promise<void>;
}

interface Queue {
  waiting: { record: ShardRecord; arrivedAt: number }[];
  inFlight: number;
}

/** Starts the queues of a shard, as many as the parallelization factor. */
export function startConcurrentBatches(shardId: string, context: MappingContext): ConcurrentBatches {
  const queues = Array.from(
    { length: context.settings.parallelizationFactor },
    (): Queue => ({ waiting: [], inFlight: 0 }),
  );
  let hasEnded = false;
  const isClosed = () => hasEnded;
  const runs = queues.map(queue => deliverQueue(queue, isClosed, shardId, context));
  return {
    pending: () => queues.reduce((sum, queue) => sum + queue.waiting.length + queue.inFlight, 0),
    add: record => {
      queues[queueIndex(record, queues.length)]?.waiting.push({ record, arrivedAt: performance.now() });
      context.changed.notify();
    },
    close: () => {
      hasEnded = true;
      context.changed.notify();
    },
    finished: Promise.all(runs).then(() => undefined),
  };
}

async function deliverQueue(
  queue: Queue,
  isClosed: () => boolean,
  shardId: string,
  context: MappingContext,
): Promise<void> {
  const { changed, signal, settings } = context;
  while (!signal.aborted) {
    await changed.until(() => queue.waiting.length > 0 || isClosed());
    const first = queue.waiting[0];
    if (first === undefined) return;
    const remainingWindowMs = first.arrivedAt + settings.batchWindow * 1000 - performance.now();
    await changed.until(() => queue.waiting.length >= settings.batchSize || isClosed(), remainingWindowMs);
    const batch = queue.waiting.splice(0, settings.batchSize).map(({ record }) => record);
    queue.inFlight = batch.length;
    await deliverBatch(batch, shardId, context);
    queue.inFlight = 0;
    changed.notify();
  }
}

/** All changes of one item are in the same queue: AWS keeps the order per partition and sort key. */
function queueIndex({ dynamodb }: ShardRecord, count: number): number {
  const keys = Object.entries(dynamodb.Keys ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(keys)).digest().readUInt32BE() % count;
}
