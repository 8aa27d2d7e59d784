import type { Actor } from '../actors.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { timeLeftAtCompletion } from '../attempts/clock.ts';
import type { AttemptStatus } from '../attempts/status.ts';
import { configuredChange, type StatusChange } from '../attempts/statusChange.ts';
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

/**
 * The status change of a live attempt by a review's verdict. The verdict `error` of an attempt that was read also breaks it
 * off, as an error reported by the learner would.
 */
export function reviewChange(
  verdict: AttemptStatus,
  read: Attempt | null,
  { now, by }: { now: Instant; by: Actor },
): StatusChange {
  const fields = read && verdict === 'error' ? breakOff(read, now) : {};
  return configuredChange(['vendor', 'review'], verdict, { now, by, fields });
}

function breakOff(attempt: Attempt, now: Instant): Partial<Attempt> {
  // An attempt that staff marked ready to resume, or that was resumed, is past being resumable.
  const isResumable = !attempt.readyToResume && !attempt.resumed;
  const timeRemainingSeconds = timeLeftAtCompletion(attempt, now);
  return { isResumable, ...(timeRemainingSeconds !== null && { timeRemainingSeconds }) };
}

export interface ReviewSettings {
  outcomes: ReviewOutcomes;
  finalReviews?: FinalReviews | undefined;
  /** Off in production stages: skips the comparison of the record locator. */
  allowCallbackSimulation: boolean;
  /** A different later review replaces the current one; every version is kept. */
  allowReviewUpdates: boolean;
}
