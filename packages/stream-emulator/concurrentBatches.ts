import { createHash } from 'node:crypto';
import type { MappingContext } from './context.ts';
import { deliverBatch } from './delivery.ts';
import type { ShardRecord } from './record.ts';

/** The records of one shard, spread over lanes that are delivered side by side, each in order. */
export interface Lanes {
  /** Records that were added and are neither done nor given up. */
  pending(): number;
  add(record: ShardRecord): void;
  /** Nothing more will be added: what is waiting for its batch to fill is delivered at once. */
  close(): void;
  /** Resolves when all is delivered after `close`, or after a stop. */
  readonly finished: Promise<void>;
}

interface Lane {
  queue: { record: ShardRecord; arrivedAt: number }[];
  underWay: number;
}

/** Starts the lanes of a shard, as many as the parallelization factor says. */
export function startLanes(shardId: string, context: MappingContext): Lanes {
  const lanes = Array.from(
    { length: context.settings.parallelizationFactor },
    (): Lane => ({ queue: [], underWay: 0 }),
  );
  let closed = false;
  const isClosed = () => closed;
  const runs = lanes.map(lane => runLane(lane, isClosed, shardId, context));
  return {
    pending: () => lanes.reduce((sum, lane) => sum + lane.queue.length + lane.underWay, 0),
    add: record => {
      lanes[laneNumber(record, lanes.length)]?.queue.push({ record, arrivedAt: performance.now() });
      context.bell.ring();
    },
    close: () => {
      closed = true;
      context.bell.ring();
    },
    finished: Promise.all(runs).then(() => undefined),
  };
}

async function runLane(lane: Lane, isClosed: () => boolean, shardId: string, context: MappingContext): Promise<void> {
  const { bell, signal, settings } = context;
  while (!signal.aborted) {
    await bell.until(() => lane.queue.length > 0 || isClosed());
    const first = lane.queue[0];
    if (first === undefined) return;
    const windowLeft = first.arrivedAt + settings.batchWindow * 1000 - performance.now();
    await bell.until(() => lane.queue.length >= settings.batchSize || isClosed(), windowLeft);
    const batch = lane.queue.splice(0, settings.batchSize).map(({ record }) => record);
    lane.underWay = batch.length;
    await deliverBatch(batch, shardId, context);
    lane.underWay = 0;
    bell.ring();
  }
}

/** All changes of one item take the same lane: AWS keeps the order per partition and sort key. */
function laneNumber({ dynamodb }: ShardRecord, lanes: number): number {
  const keys = Object.entries(dynamodb.Keys ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(keys)).digest().readUInt32BE() % lanes;
}
