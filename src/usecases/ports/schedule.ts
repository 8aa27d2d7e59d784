import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { StatusChange } from '../../domain/attempts/statusChange.ts';
import type { Instant } from '../../domain/time.ts';

/** An attempt to close at the end of its time, or whose cascade to finish since it was declined. */
export interface ScheduledAttempt {
  attemptId: number;
  scheduledAt: Instant;
}

/** An attempt in progress: its exam, whose pauses move its end. */
export type ScheduledExam = Pick<Attempt, 'examId' | 'examPausedSeconds'>;

/** Position within a bucket, opaque outside of the store. */
export type PageCursor = Readonly<Record<string, unknown>>;

/**
 * `conflicted`: closed, removed or given more time since the schedule was read. `deindexed`: no longer in progress but still
 * in the index after a manual change, and now removed from it.
 */
export type Closing = 'closed' | 'conflicted' | 'cascade_pending' | 'deindexed';

/** The scheduled attempts in buckets, each read oldest first. */
export interface Schedule {
  buckets: readonly number[];
  read(
    bucket: number,
    until: Instant,
    from: PageCursor | undefined,
  ): Promise<{ scheduled: readonly ScheduledAttempt[]; next: PageCursor | undefined }>;
  /** The exams of those attempts that are in progress. */
  examsOf(attempts: readonly ScheduledAttempt[]): Promise<ReadonlyMap<number, ScheduledExam>>;
  /** Closes the attempt, on condition that it is in progress and its end is unchanged. */
  close(attempt: ScheduledAttempt, change: StatusChange): Promise<Closing>;
}
