import type { Attempt } from '../../domain/attempts/attempt.ts';

/** Attempts of many learners, for their onboarding. */
export interface OnboardingAttempts {
  /** The current attempts of these learners at these exams. */
  currentOf(userIds: readonly number[], examIds: readonly number[]): Promise<Attempt[]>;
  /**
   * The live attempts of these learners in all courses, by an index that lags by a moment. Of a learner with more than
   * 1,000 attempts some are missing.
   * @param matches selects attempts by the fields that are fixed at their creation; only these are read
   */
  allOf(userIds: readonly number[], matches: (created: Attempt) => boolean): Promise<Attempt[]>;
}
