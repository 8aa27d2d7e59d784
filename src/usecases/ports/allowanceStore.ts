import type { Actor } from '../../domain/actors.ts';
import type { Allowance } from '../../domain/allowances/allowance.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { Instant } from '../../domain/time.ts';

/**
 * Effect of a change of the learner's time on the attempt that is not completed yet; or, where there is none, the
 * attempt that still has to have the learner's place at the exam, so that none was started meanwhile.
 */
export type AttemptMove = { before: Attempt; after: Attempt } | { userId: number; slot: number | null };

/** Allowances. Every write is conditional on the one read; its former state is kept, in the same transaction. */
export interface AllowanceStore {
  read(examId: number, userId: number, key: string): Promise<Allowance | undefined>;
  /**
   * @returns false when the allowance or the attempt is not as it was read any more
   * @throws DomainError `learner_not_known` for a retired learner
   */
  replace(before: Allowance | undefined, after: Allowance, move: AttemptMove | undefined): Promise<boolean>;
  remove(before: Allowance, by: Actor, at: Instant, move: AttemptMove | undefined): Promise<boolean>;
  /** By username. One made within the last second may be missing. */
  ofCourse(courseId: string): Promise<Allowance[]>;
  ofLearnerAtExam(examId: number, userId: number): Promise<Allowance[]>;
}
