import type { Actor } from '../actors.ts';
import type { Instant } from '../time.ts';

/** Minutes for learners of an exam, each exactly once: those in progress at one moment, or named ones. */
export interface TimeJob {
  examId: number;
  /** The caller's idempotency key: a repeated request is the same job. */
  jobId: string;
  minutes: number;
  reason: string | null;
  /** Whether the reason was removed: it may name a named learner whose data were erased. */
  isErased: boolean;
  /** The learners concerned, in ascending order; null for all in progress. */
  userIds: readonly number[] | null;
  /** False grants to each named learner, whatever the status of their attempt, and without one. */
  inProgressOnly: boolean;
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

/** The job without what may name one of its learners. */
export function anonymiseTimeJob(job: TimeJob): TimeJob {
  return { ...job, reason: null, isErased: true };
}

/** Whether a request repeats the job; the reason of an erased one is unknown. */
export function isSameTimeJob(
  job: TimeJob,
  { minutes, reason, userIds, inProgressOnly }: Pick<TimeJob, 'minutes' | 'reason' | 'userIds' | 'inProgressOnly'>,
): boolean {
  const isSameReason = job.isErased || job.reason === reason;
  const hasSameLearners = job.inProgressOnly === inProgressOnly && job.userIds?.join() === userIds?.join();
  return job.minutes === minutes && isSameReason && hasSameLearners;
}

export function isDone({ passes }: Pick<TimeJob, 'passes'>): boolean {
  return passes >= LAST_PASS;
}
