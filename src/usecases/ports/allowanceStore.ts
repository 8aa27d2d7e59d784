import type { Actor } from '../../domain/actors.ts';
import type { Allowance } from '../../domain/allowances/allowance.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { Instant } from '../../domain/time.ts';

/**
 * What a change of the learner's time does to the attempt that is not completed yet; or, where there is none, which
 * attempt still has to have the learner's place at the exam, so that none was started meanwhile.
 */
export type AttemptMove = { before: Attempt; after: Attempt } | { userId: number; slot: number | null };

/** Every write is conditional on the allowance read; what it was before is kept, in the same transaction. */
export interface AllowanceStore {
  read(examId: number, userId: number, key: string): Promise<Allowance | undefined>;
  /**
   * @returns false when the allowance or the attempt is not as it was read any more
   * @throws DomainError `learner_not_known` for a learner who was retired
   */
  replace(before: Allowance | undefined, after: Allowance, move: AttemptMove | undefined): Promise<boolean>;
  remove(before: Allowance, by: Actor, at: Instant, move: AttemptMove | undefined): Promise<boolean>;
  /** By username. One made within the last second may be missing. */
  ofCourse(courseId: string): Promise<Allowance[]>;
  ofLearnerAtExam(examId: number, userId: number): Promise<Allowance[]>;
}
