import type { MappingContext } from './context.ts';
import { type ShardReading, startShard } from './shard.ts';
import type { StreamShard } from './streamSource.ts';

/** Intervals between listings. The end of a shard triggers a listing at once, because its children exist by then. */
const POLLS_PER_DISCOVERY = 25;

/** All shards of a stream, including later ones. */
export interface ShardTree {
  /** Resolves when all records that precede the call are processed or discarded, or after a stop. */
  idle(): Promise<void>;
  /** Resolves after a stop, when no delivery is running. */
  readonly finished: Promise<void>;
}

interface Tree {
  listed: StreamShard[];
  /** Start of the last successful listing. */
  listedAt: number;
  reading: Map<string, ShardReading>;
  done: Set<string>;
  /** Requests a listing without a pause. */
  stale: boolean;
  /** When the last shard ended, whose children the next listing has. */
  endedAt: number;
  /** Time of the last call of `idle`. */
  awaitedAt: number;
}

/** Lists the shards periodically and reads each of them, a child only after the end of its parent. */
export function followShards(context: MappingContext): ShardTree {
  const tree: Tree = {
    listed: [],
    listedAt: Number.NEGATIVE_INFINITY,
    reading: new Map(),
    done: new Set(),
    stale: false,
    endedAt: Number.NEGATIVE_INFINITY,
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

/** A shard with children is closed: it gets no further records. */
function skipClosed(shards: readonly StreamShard[], tree: Tree): void {
  for (const { parentId } of shards) if (parentId !== undefined) tree.done.add(parentId);
}

/** A parent that is no longer listed was trimmed: its children need not wait for it. */
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
    tree.endedAt = performance.now();
    tree.stale = true;
    context.changed.notify();
  });
}

async function waitForIdle(tree: Tree, { changed }: MappingContext): Promise<void> {
  const calledAt = performance.now();
  tree.awaitedAt = calledAt;
  // Otherwise no listing is needed: a shard that is still open has no children.
  tree.stale ||= tree.listed.length === 0;
  changed.notify();
  await changed.until(() => {
    const listedSince = tree.listed.length === 0 ? calledAt : tree.endedAt;
    return tree.listedAt >= listedSince && tree.listed.every(shard => isIdle(shard, tree, calledAt));
  });
}

function isIdle({ id }: StreamShard, tree: Tree, since: number): boolean {
  return tree.done.has(id) || (tree.reading.get(id)?.isIdleSince(since) ?? false);
}
