/** The sweeps of a run. */
export interface SweepPlan {
  /** Whether the run begins with a sweep. */
  immediate: boolean;
  /** The number of attempts that end before the next run from which a sweep follows half a minute later. */
  delayedFrom: number;
}

/** The plan of a run without concurrent runs. */
export const FULL_SWEEP: SweepPlan = { immediate: true, delayedFrom: 1 };
/** The plan of one of several runs that share the buckets: it leaves a small remainder to the straggler sweep. */
const SHARE_SWEEP: SweepPlan = { immediate: true, delayedFrom: 500 };
/** The plan of the straggler sweep over all buckets, also those of a run that was lost. */
const STRAGGLER_SWEEP: SweepPlan = { immediate: false, delayedFrom: 1 };

/**
 * Assigns buckets and a plan to a run by its start event: `{share, of}` is that share of the buckets, `{later: true}` the
 * straggler sweep. Any other event is a manual start, which gets all buckets.
 */
export function assignBuckets(event: unknown, all: readonly number[]): { buckets: readonly number[]; plan: SweepPlan } {
  const { share, of, later } = (event ?? {}) as { share?: unknown; of?: unknown; later?: unknown };
  if (later === true) return { buckets: all, plan: STRAGGLER_SWEEP };
  const isShare = Number.isInteger(share) && Number.isInteger(of) && Number(share) >= 0 && Number(share) < Number(of);
  if (!isShare) return { buckets: all, plan: FULL_SWEEP };
  return { buckets: all.filter(bucket => bucket % Number(of) === share), plan: SHARE_SWEEP };
}
