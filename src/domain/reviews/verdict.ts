import type { Actor } from '../actors.ts';
import type { Attempt } from '../attempts/attempt.ts';
import { isPracticeOrSample } from '../attempts/createdAs.ts';
import { interruption } from '../attempts/interruption.ts';
import type { AttemptStatus } from '../attempts/status.ts';
import { configuredChange, type StatusChange } from '../attempts/statusChange.ts';
import { withTimeOutApplied } from '../attempts/timeOut.ts';
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

/** An attempt as stored, with the pauses of its exam. */
export interface AttemptAndPauses {
  attempt: Attempt;
  pauses: ExamPauses;
}

/** Whether a verdict also sets fields that depend on the stored attempt. */
export function dependsOnAttempt(verdict: AttemptStatus): boolean {
  return verdict === 'error' || verdict === 'submitted';
}

/**
 * The status change by a verdict. Where the attempt was read, `error` interrupts it, as an error from the learner does, and
 * `submitted` completes it, as a submission or its time-out does.
 */
export function reviewChange(
  verdict: AttemptStatus,
  read: AttemptAndPauses | null,
  { now, by }: { now: Instant; by: Actor },
): StatusChange {
  const fields = fieldsOf(verdict, read, now);
  return configuredChange(['vendor', 'review'], verdict, { now, by, fields });
}

function fieldsOf(verdict: AttemptStatus, read: AttemptAndPauses | null, now: Instant): Partial<Attempt> {
  if (verdict === 'submitted') return { isResumable: false, ...(read && { completedAt: completionTime(read, now) }) };
  return read && verdict === 'error' ? interruption(read.attempt, read.pauses, now) : {};
}

function completionTime({ attempt, pauses }: AttemptAndPauses, now: Instant): Instant {
  return attempt.completedAt ?? withTimeOutApplied(attempt, pauses, now, 'submitted').completedAt ?? now;
}

export interface ReviewSettings {
  outcomes: ReviewOutcomes;
  finalReviews?: FinalReviews | undefined;
  /** Skips the comparison of the record locator; off in production stages. */
  allowCallbackSimulation: boolean;
  /** Whether a later review that differs becomes current; every version is stored. */
  allowReviewUpdates: boolean;
}
