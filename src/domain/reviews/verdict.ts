import type { Actor } from '../actors.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { isPracticeOrSample } from '../attempts/createdAs.ts';
import { interruption } from '../attempts/interruption.ts';
import type { AttemptStatus } from '../attempts/status.ts';
import { configuredChange, type StatusChange } from '../attempts/statusChange.ts';
import type { ExamPauses } from '../exams/pauses.ts';
import type { Instant } from '../time.ts';
import type { ReviewOutcomes } from './outcomes.ts';
import type { ReviewDelivery } from './review.ts';

/** Settings of vendors without a second review, where the outcome `second_review_required` can become a rejection. */
export interface FinalReviews {
  /** Whether practice attempts are onboarding attempts. */
  supportsOnboarding: boolean;
}

/** The verdict of a review on an attempt. With `finalReviews` a second review, or one of an onboarding attempt, is final. */
export function verdictOn(
  attempt: Pick<Attempt, 'createdPractice' | 'isSampleAttempt'>,
  outcome: AttemptStatus,
  { isSecondReview }: Pick<ReviewDelivery, 'isSecondReview'>,
  finalReviews: FinalReviews | undefined,
): AttemptStatus {
  if (!finalReviews || outcome !== 'second_review_required') return outcome;
  const isOnboarding = finalReviews.supportsOnboarding && isPracticeOrSample(attempt);
  return isSecondReview || isOnboarding ? 'rejected' : outcome;
}

/**
 * The status change by a verdict. `error` also interrupts an attempt that was read with the pauses of its exam, as an error
 * from the learner does; `submitted` clears resumability, as a submission does.
 */
export function reviewChange(
  verdict: AttemptStatus,
  read: { attempt: Attempt; pauses: ExamPauses } | null,
  { now, by }: { now: Instant; by: Actor },
): StatusChange {
  const interrupted = read && verdict === 'error' ? interruption(read.attempt, read.pauses, now) : {};
  const fields = verdict === 'submitted' ? { isResumable: false } : interrupted;
  return configuredChange(['vendor', 'review'], verdict, { now, by, fields });
}

export interface ReviewSettings {
  outcomes: ReviewOutcomes;
  finalReviews?: FinalReviews | undefined;
  /** Skips the comparison of the record locator; off in production stages. */
  allowCallbackSimulation: boolean;
  /** Whether a different later review replaces the current one; every version is stored. */
  allowReviewUpdates: boolean;
}
