import type { Attempt } from '../../domain/attempts/attempt.ts';
import { DomainError, type ErrorCode } from '../../domain/errors.ts';
import type { Clock } from '../../domain/time.ts';
import type { RejectedReview, RejectedReviews } from '../ports/rejectedReviews.ts';

/** Why a review of a located attempt is refused: the answer to the vendor. */
export interface ReviewRejection {
  code: ErrorCode;
  detail: string;
}

/**
 * Refuses a review of a located attempt. The log and an alarm tell the operator, and the delivery is stored so that it can be
 * taken later.
 * @param refused `knowsAttempt`: whether the sender is a vendor by its signature, or knows the attempt's external id;
 *   nothing else is stored
 * @returns the error to throw
 */
export async function rejectReview(
  { refusedReviews, clock }: { refusedReviews: RejectedReviews; clock: Clock },
  refused: { attempt: Attempt; knowsAttempt: boolean } & Omit<
    RejectedReview,
    'attemptCode' | 'attemptId' | 'learnerId' | 'externalId' | 'receivedAt'
  >,
  { code, detail }: ReviewRejection,
): Promise<DomainError> {
  const { attempt, knowsAttempt, ...delivered } = refused;
  const { attemptCode, attemptId, user, watchedBy, externalId } = attempt;
  const of = { attemptCode, attemptId, learnerId: user.id, externalId };
  const kept =
    knowsAttempt && !attempt.isRetired
      ? await refusedReviews.store({ ...of, ...delivered, receivedAt: clock() })
      : 'not_kept';
  const { backend, isProven } = delivered;
  return new DomainError(code, detail, {
    incident: 'review refused',
    logged: { attemptId, vendor: backend, watchedBy, isProven, kept },
  });
}
