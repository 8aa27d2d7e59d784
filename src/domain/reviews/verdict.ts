import type { Attempt } from '../attempts/attempt.ts';
import { timeLeftAtCompletion } from '../attempts/clock.ts';
import type { AttemptStatus } from '../attempts/status.ts';
import type { Instant } from '../time.ts';
import type { ReviewOutcomes } from './outcomes.ts';
import type { ReviewDelivery } from './review.ts';

/** Where nobody reviews a second time: an outcome of `second_review_required` rejects the attempt. */
export interface FinalReviews {
  /** Practice attempts of the vendor are onboarding attempts. */
  supportsOnboarding: boolean;
}

/**
 * The verdict of a review on an attempt. A second review is final, and so is that of an onboarding attempt, where the vendor's
 * outcomes are those of Open edX.
 */
export function verdictOn(
  attempt: Pick<Attempt, 'createdPractice' | 'isSampleAttempt'>,
  outcome: AttemptStatus,
  { isSecondReview }: Pick<ReviewDelivery, 'isSecondReview'>,
  finalReviews: FinalReviews | undefined,
): AttemptStatus {
  if (!finalReviews || outcome !== 'second_review_required') return outcome;
  const isOnboarding = finalReviews.supportsOnboarding && (attempt.createdPractice ?? attempt.isSampleAttempt);
  return isSecondReview || isOnboarding ? 'rejected' : outcome;
}

/** What an error found by a review makes of an attempt besides its status, as an error reported by the learner would. */
export type ErrorEffect = Pick<Attempt, 'isResumable' | 'timeRemainingSeconds'>;

/** @returns null where the verdict is not `error` */
export function errorFound(attempt: Attempt, verdict: AttemptStatus, now: Instant): ErrorEffect | null {
  if (verdict !== 'error') return null;
  // One that staff marked ready to resume, or that was resumed, is past being resumable.
  const isResumable = !attempt.readyToResume && !attempt.resumed;
  return { isResumable, timeRemainingSeconds: timeLeftAtCompletion(attempt, now) };
}

export interface ReviewSettings {
  outcomes: ReviewOutcomes;
  finalReviews?: FinalReviews | undefined;
  /** Off in production stages: skips the comparison of the record locator. */
  allowCallbackSimulation: boolean;
  /** A different later review replaces the current one; every version is kept. */
  allowReviewUpdates: boolean;
}
