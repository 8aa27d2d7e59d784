/** Times at which a run closes attempts: at once, and half a minute later where so many end before the next run. */
export interface SweepPlan {
  immediate: boolean;
  delayedFrom: number;
}

/** A run that has nobody beside it. */
export const FULL_SWEEP: SweepPlan = { immediate: true, delayedFrom: 1 };
/** One of several runs that share the buckets. While few end, not all of them need wait for a second look. */
const SHARD_SWEEP: SweepPlan = { immediate: true, delayedFrom: 500 };
/** The run that does wait, for all of them. It also sees to the share of a run that did not come. */
const STRAGGLER_SWEEP: SweepPlan = { immediate: false, delayedFrom: 1 };

/**
 * Assigns buckets and times to a run by its start event: `{share, of}` divides them evenly, `{later: true}` is the
 * later look at all. Any other event means a manual start: the run sees to everything.
 */
export function assignBuckets(event: unknown, all: readonly number[]): { buckets: readonly number[]; plan: SweepPlan } {
  const { share, of, later } = (event ?? {}) as { share?: unknown; of?: unknown; later?: unknown };
  if (later === true) return { buckets: all, plan: STRAGGLER_SWEEP };
  const isShard = Number.isInteger(share) && Number.isInteger(of) && Number(share) >= 0 && Number(share) < Number(of);
  if (!isShard) return { buckets: all, plan: FULL_SWEEP };
  return { buckets: all.filter(bucket => bucket % Number(of) === share), plan: SHARD_SWEEP };
}
