import type { Attempt } from '../attempts/attempt.ts';
import { type ErrorCode, Refusal } from '../errors.ts';
import type { Clock, Instant } from '../time.ts';

/** A review that an endpoint refused though its attempt was located, as it was delivered. */
export interface RefusedReview {
  attemptCode: string;
  attemptId: number;
  learnerId: number;
  /** The attempt's, by which some deliveries name it. */
  externalId: string | null;
  /** The backend that delivered it. */
  backend: string;
  /**
   * Whether a signature, a token or an external id that is kept from the learner proves its sender. Who takes the exam could
   * have sent any other.
   */
  isProven: boolean;
  receivedAt: Instant;
  /** As with any other review. */
  verdictAt: Instant | null;
  bytes: Uint8Array;
}

/** `full`, `too_large`, `retired`: not stored, as a bound was reached or the learner was retired. */
export type RefusedReviewOutcome = 'kept' | 'full' | 'too_large' | 'retired';

/** Refused reviews, encrypted, for 14 days; `npm run refused-reviews` lists and takes them. */
export interface RefusedReviews {
  keep(refused: RefusedReview): Promise<RefusedReviewOutcome>;
}

/** Why a review of a located attempt is refused: the answer to the vendor. */
export interface RefusalOfReview {
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
export async function refuseReview(
  { refusedReviews, clock }: { refusedReviews: RefusedReviews; clock: Clock },
  refused: { attempt: Attempt; knowsAttempt: boolean } & Omit<
    RefusedReview,
    'attemptCode' | 'attemptId' | 'learnerId' | 'externalId' | 'receivedAt'
  >,
  { code, detail }: RefusalOfReview,
): Promise<Refusal> {
  const { attempt, knowsAttempt, ...delivered } = refused;
  const { attemptCode, attemptId, user, watchedBy, externalId } = attempt;
  const of = { attemptCode, attemptId, learnerId: user.id, externalId };
  const kept =
    knowsAttempt && !attempt.isRetired
      ? await refusedReviews.keep({ ...of, ...delivered, receivedAt: clock() })
      : 'not_kept';
  const { backend, isProven } = delivered;
  return new Refusal(code, detail, {
    incident: 'review refused',
    logged: { attemptId, vendor: backend, watchedBy, isProven, kept },
  });
}
