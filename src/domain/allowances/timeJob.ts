import type { Actor } from '../actors.ts';
import type { Instant } from '../time.ts';

/** Minutes for the learners in progress at an exam at one moment, each exactly once. */
export interface TimeJob {
  examId: number;
  /** The caller's idempotency key: a repeated request is the same job. */
  jobId: string;
  minutes: number;
  reason: string | null;
  /** The learners concerned, in ascending order; null for all in progress. */
  userIds: readonly number[] | null;
  createdAt: Instant;
  by: Actor;
  /** The learner who gets nothing: course staff do not grant to themselves. */
  excludedUserId: number | null;
  /** Passes over the attempts that have ended; after the last one the job is done. */
  passes: number;
  /** Where the present pass continues. */
  cursor: string | null;
}

/** The second pass finds attempts that the index did not have yet during the first one. */
export const LAST_PASS = 2;

export function isDone({ passes }: Pick<TimeJob, 'passes'>): boolean {
  return passes >= LAST_PASS;
}
