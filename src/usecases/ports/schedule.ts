import type { StatusChange } from '../../domain/attempts/statusChange.ts';
import type { Instant } from '../../domain/time.ts';

/** An attempt that the schedule has to see to, and since when: the end of its time, or when it was declined. */
export interface ScheduledAttempt {
  attemptId: number;
  scheduledAt: Instant;
}

/** Position from which a bucket is read on; only the store knows its content. */
export type PageCursor = Readonly<Record<string, unknown>>;

/**
 * `overtaken`: it was closed, removed or given more time since the schedule was read. `cleared`: it was not in progress
 * any more but still in the schedule, which only hands can do, and is out of it now.
 */
export type Closing = 'closed' | 'overtaken' | 'cascade_pending' | 'cleared';

/** Attempts scheduled, in buckets; each is read oldest first. */
export interface Schedule {
  buckets: readonly number[];
  read(
    bucket: number,
    until: Instant,
    from: PageCursor | undefined,
  ): Promise<{ scheduled: readonly ScheduledAttempt[]; next: PageCursor | undefined }>;
  /** Closes the attempt with the end of its time, if it is in progress and this still is its end. */
  close(attempt: ScheduledAttempt, change: StatusChange): Promise<Closing>;
}
