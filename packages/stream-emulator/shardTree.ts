import type { MappingContext } from './context.ts';
import { type ShardReading, startShard } from './shard.ts';
import type { StreamShard } from './streamSource.ts';

/** A shard that is read to its end has the stream listed at once: its children are there then. */
const POLLS_PER_DISCOVERY = 25;

/** All shards of a stream, those to come included. */
export interface ShardTree {
  /** Resolves when all that was in the stream at the time of the call is processed or discarded, or after a stop. */
  idle(): Promise<void>;
  /** Resolves after a stop, when nothing is under way any more. */
  readonly finished: Promise<void>;
}

interface Tree {
  listed: StreamShard[];
  /** When the last listing that succeeded was begun. */
  listedAt: number;
  reading: Map<string, ShardReading>;
  done: Set<string>;
  /** The stream is to be listed again without waiting. */
  stale: boolean;
  /** When somebody last asked for all that is in the stream. */
  awaitedAt: number;
}

/** Finds the shards again and again and reads each, a child only when its parent has been read to its end. */
export function followShards(context: MappingContext): ShardTree {
  const tree: Tree = {
    listed: [],
    listedAt: Number.NEGATIVE_INFINITY,
    reading: new Map(),
    done: new Set(),
    stale: false,
    awaitedAt: Number.NEGATIVE_INFINITY,
  };
  return { idle: () => waitForIdle(tree, context), finished: follow(tree, context) };
}

async function follow(tree: Tree, context: MappingContext): Promise<void> {
  let failures = 0;
  while (!context.signal.aborted) {
    tree.stale = false;
    try {
      await discover(tree, context);
      failures = 0;
      await context.changed.until(() => tree.stale, context.pollIntervalMs * POLLS_PER_DISCOVERY);
    } catch (error) {
      failures += 1;
      if (failures === 1 && !context.signal.aborted) context.log(`Listing the shards failed: ${String(error)}`);
      await context.changed.pause(context.retryDelayMs(failures));
    }
  }
  await Promise.all([...tree.reading.values()].map(({ finished }) => finished));
}

async function discover(tree: Tree, context: MappingContext): Promise<void> {
  const startedAt = performance.now();
  const shards = await context.source.listShards(context.signal);
  const isFirst = tree.listedAt === Number.NEGATIVE_INFINITY;
  const startsLatest = isFirst && context.settings.startingPosition === 'LATEST';
  tree.listed = shards;
  tree.listedAt = startedAt;
  const ids = new Set(shards.map(({ id }) => id));
  for (const id of tree.done) if (!ids.has(id)) tree.done.delete(id);
  if (startsLatest) skipClosed(shards, tree);
  // LATEST applies to shards that exist at the start: later ones are read completely.
  const from = startsLatest ? 'LATEST' : 'TRIM_HORIZON';
  for (const shard of shards) if (isReady(shard, ids, tree)) read(shard.id, from, tree, context);
  context.changed.notify();
}

/** A shard that has children is closed: nothing later than now will come from it. */
function skipClosed(shards: readonly StreamShard[], tree: Tree): void {
  for (const { parentId } of shards) if (parentId !== undefined) tree.done.add(parentId);
}

/** A parent that is no longer listed has been trimmed: it does not keep its children waiting. */
function isReady({ id, parentId }: StreamShard, ids: ReadonlySet<string>, tree: Tree): boolean {
  if (tree.done.has(id) || tree.reading.has(id)) return false;
  if (parentId === undefined || tree.done.has(parentId)) return true;
  return !tree.reading.has(parentId) && !ids.has(parentId);
}

function read(id: string, from: 'TRIM_HORIZON' | 'LATEST', tree: Tree, context: MappingContext): void {
  const isListed = () => tree.listed.some(shard => shard.id === id);
  const isAwaitedSince = (time: number) => tree.awaitedAt > time;
  const reading = startShard({ id, from, isListed, isAwaitedSince }, context);
  tree.reading.set(id, reading);
  void reading.finished.then(() => {
    if (context.signal.aborted) return;
    tree.reading.delete(id);
    tree.done.add(id);
    tree.stale = true;
    context.changed.notify();
  });
}

async function waitForIdle(tree: Tree, { changed }: MappingContext): Promise<void> {
  const calledAt = performance.now();
  tree.awaitedAt = calledAt;
  tree.stale = true;
  changed.notify();
  await changed.until(() => tree.listedAt >= calledAt && tree.listed.every(shard => isIdle(shard, tree, calledAt)));
}

function isIdle({ id }: StreamShard, tree: Tree, since: number): boolean {
  return tree.done.has(id) || (tree.reading.get(id)?.isQuietSince(since) ?? false);
}
