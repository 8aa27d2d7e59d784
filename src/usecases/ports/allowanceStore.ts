import type { Actor } from '../../domain/actors.ts';
import type { Allowance, AllowanceChangePage } from '../../domain/allowances/allowance.ts';
import type { TimeJob } from '../../domain/allowances/timeJob.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { Instant } from '../../domain/time.ts';

/**
 * The change of the learner's incomplete attempt by the new time; without one, the expected owner of the slot, so that no
 * attempt can have been started meanwhile.
 */
export type AttemptMove = { before: Attempt; after: Attempt } | { userId: number; slot: number | null };

/** Allowances. Every write is conditional on the one read, and stores its former state in the same transaction. */
export interface AllowanceStore {
  read(examId: number, userId: number, key: string): Promise<Allowance | undefined>;
  /** By its id. One created within the last second may be missing. */
  find(allowanceId: number): Promise<Allowance | undefined>;
  /**
   * @param job grants it to the learner at most once: nothing is written again
   * @returns false on a conflict with a change of the allowance or the attempt
   * @throws DomainError `learner_not_known` for an erased learner
   */
  replace(
    before: Allowance | undefined,
    after: Allowance,
    move: AttemptMove | undefined,
    job?: Pick<TimeJob, 'examId' | 'jobId'>,
  ): Promise<boolean>;
  remove(before: Allowance, by: Actor, at: Instant, move: AttemptMove | undefined): Promise<boolean>;
  /** By username, all or the first ones. One created within the last second may be missing. */
  ofCourse(courseId: string, limit?: number): Promise<Allowance[]>;
  ofLearnerAtExam(examId: number, userId: number): Promise<Allowance[]>;
  /** The changes of the learner's allowances at the exam, newest first. `cursor` is a `nextCursor` of an earlier page. */
  changesOf(examId: number, userId: number, page: { limit: number; cursor?: string }): Promise<AllowanceChangePage>;
}
