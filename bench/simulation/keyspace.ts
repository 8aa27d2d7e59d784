import { partOf, sum, sumOf } from './numbers.ts';
import { ASSUMED, AWS } from './parameters.ts';
import { TokenBucket } from './tokenBucket.ts';

/** A table, or an index, as its writers or its readers see it: keys, on partitions that take so much each. */
export interface Keyspace {
  readonly keys: number;
  /** Which part of what is asked of each key passes within the next so many seconds. */
  passing(asked: Float64Array, seconds: number): Float64Array;
  /** What passed is used, and time goes on. @param asked as it was given to `passing` */
  go(used: Float64Array, asked: Float64Array, seconds: number): void;
}

export interface Capacity {
  /** Of one partition. */
  perSecond: number;
  partitions: number;
  /** Of all together. */
  quota: number;
  /** Units of a partition that may go ahead of its limit: burst capacity, or the queue of an index. */
  ahead?: number;
}

/** From that much of its limit on a partition is hot. */
const HOT = 0.9;

/** Few keys, each on one partition, several perhaps on the same. A hot partition with several keys is split between them. */
export class FewKeys implements Keyspace {
  readonly keys: number;
  private readonly capacity: Capacity;
  private partitions: { keys: number[]; bucket: TokenBucket; hotFor: number }[] = [];
  private readonly quota: TokenBucket;

  /** @param placeOf on which partition a key is: by its hash */
  constructor(keys: number, capacity: Capacity, placeOf: (key: number) => number) {
    this.keys = keys;
    this.capacity = capacity;
    this.quota = new TokenBucket(capacity.quota, 0);
    const places = Map.groupBy(
      Array.from({ length: keys }, (_, key) => key),
      placeOf,
    );
    this.partitions = [...places.values()].map(some => this.newPartition(some));
  }

  private newPartition(keys: number[]) {
    return { keys, bucket: new TokenBucket(this.capacity.perSecond, this.capacity.ahead ?? 0), hotFor: 0 };
  }

  passing(asked: Float64Array, seconds: number): Float64Array {
    const passing = new Float64Array(this.keys);
    const ofAll = partOf(this.quota.available(seconds), sum(asked));
    for (const { keys, bucket } of this.partitions) {
      const part = Math.min(ofAll, partOf(bucket.available(seconds), sumOf(asked, keys)));
      for (const key of keys) passing[key] = part;
    }
    return passing;
  }

  go(used: Float64Array, asked: Float64Array, seconds: number): void {
    this.quota.take(sum(used), seconds);
    for (const partition of [...this.partitions]) {
      partition.bucket.take(sumOf(used, partition.keys), seconds);
      const isHot = sumOf(asked, partition.keys) >= HOT * this.capacity.perSecond * seconds;
      partition.hotFor = isHot ? partition.hotFor + seconds : 0;
      if (partition.hotFor >= ASSUMED.splitAfterSeconds && partition.keys.length > 1) {
        const half = partition.keys.splice(Math.ceil(partition.keys.length / 2));
        this.partitions.push(this.newPartition(half));
        partition.hotFor = 0;
      }
    }
  }
}

/** Very many keys, evenly spread by their hash: one number says it all. All partitions are hot, and split, together. */
export class ManyKeys implements Keyspace {
  readonly keys = 1;
  private readonly capacity: Capacity;
  private partitions: number;
  private hotFor = 0;

  constructor(capacity: Capacity) {
    this.capacity = capacity;
    this.partitions = capacity.partitions;
  }

  private available(seconds: number): number {
    return Math.min(this.capacity.quota, this.partitions * this.capacity.perSecond) * seconds;
  }

  passing(asked: Float64Array, seconds: number): Float64Array {
    return Float64Array.of(partOf(this.available(seconds), sum(asked)));
  }

  go(_used: Float64Array, asked: Float64Array, seconds: number): void {
    this.hotFor = sum(asked) >= HOT * this.available(seconds) ? this.hotFor + seconds : 0;
    if (this.hotFor < ASSUMED.splitAfterSeconds) return;
    this.partitions *= 2;
    this.hotFor = 0;
  }
}

/** As many partitions as take these write or read units a second; a new table's at the least. */
export function writesOf(perSecond: number, quota: number): Capacity {
  return { perSecond: AWS.partitionWrites, partitions: Math.ceil(perSecond / AWS.partitionWrites), quota };
}

export function readsOf(perSecond: number, quota: number): Capacity {
  return { perSecond: AWS.partitionReads, partitions: Math.ceil(perSecond / AWS.partitionReads), quota };
}
