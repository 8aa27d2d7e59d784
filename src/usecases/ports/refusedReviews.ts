import type { Instant } from '../../domain/time.ts';

/** A refused review of a located attempt, as it was delivered. */
export interface RefusedReview {
  attemptCode: string;
  attemptId: number;
  learnerId: number;
  /** The attempt's external id, by which some deliveries name it. */
  externalId: string | null;
  /** The backend that delivered it. */
  backend: string;
  /**
   * Whether a signature, a token or a secret external id proves the sender; otherwise the learner could have sent it.
   */
  isProven: boolean;
  receivedAt: Instant;
  /** Time of the verdict, if the payload has one. */
  verdictAt: Instant | null;
  bytes: Uint8Array;
}

/** `limit_reached`, `too_large`, `retired`: not stored, because of a limit or because the learner was erased. */
export type RefusedReviewOutcome = 'stored' | 'limit_reached' | 'too_large' | 'retired';

/** Refused reviews, stored encrypted for 14 days; `npm run refused-reviews` lists and records them. */
export interface RefusedReviews {
  store(review: RefusedReview): Promise<RefusedReviewOutcome>;
}
