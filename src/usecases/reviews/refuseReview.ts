import type { Attempt } from '../../domain/attempts/attempt.ts';
import { DomainError, type ErrorCode } from '../../domain/errors.ts';
import type { Clock } from '../../domain/time.ts';
import type { RefusedReview, RefusedReviews } from '../ports/refusedReviews.ts';

/** The error to the vendor for a refused review of a located attempt. */
export interface ReviewRefusal {
  code: ErrorCode;
  detail: string;
}

/**
 * Refuses a review of a located attempt: logs it for an alarm, and stores the delivery so that it can be recorded later.
 * @param review `knowsAttempt`: whether the sender has signed, or knows the attempt's external id; others are not stored
 * @returns the error to throw
 */
export async function refuseReview(
  { refusedReviews, clock }: { refusedReviews: RefusedReviews; clock: Clock },
  review: { attempt: Attempt; knowsAttempt: boolean } & Omit<
    RefusedReview,
    'attemptCode' | 'attemptId' | 'learnerId' | 'externalId' | 'receivedAt'
  >,
  { code, detail }: ReviewRefusal,
): Promise<DomainError> {
  const { attempt, knowsAttempt, ...delivery } = review;
  const { attemptCode, attemptId, user, watchedBy, externalId } = attempt;
  const reviewed = { attemptCode, attemptId, learnerId: user.id, externalId };
  const outcome =
    knowsAttempt && !attempt.isErased
      ? await refusedReviews.store({ ...reviewed, ...delivery, receivedAt: clock() })
      : 'not_stored';
  const { backend, isProven } = delivery;
  return new DomainError(code, detail, {
    incident: 'review refused',
    logged: { attemptId, vendor: backend, watchedBy, isProven, outcome },
  });
}
