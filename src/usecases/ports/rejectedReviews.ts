import type { Instant } from '../../domain/time.ts';

/** A review that an endpoint refused though its attempt was located, as it was delivered. */
export interface RejectedReview {
  attemptCode: string;
  attemptId: number;
  learnerId: number;
  /** The attempt's, by which some deliveries name it. */
  externalId: string | null;
  /** The backend that delivered it. */
  backend: string;
  /**
   * Whether a signature, a token or an external id that is kept from the learner proves its sender. The learner could
   * have sent any other.
   */
  isProven: boolean;
  receivedAt: Instant;
  /** As with any other review. */
  verdictAt: Instant | null;
  bytes: Uint8Array;
}

/** `full`, `too_large`, `retired`: not stored, as a bound was reached or the learner was retired. */
export type RejectionOutcome = 'kept' | 'full' | 'too_large' | 'retired';

/** Refused reviews, encrypted, for 14 days; `npm run refused-reviews` lists and takes them. */
export interface RejectedReviews {
  store(refused: RejectedReview): Promise<RejectionOutcome>;
}
