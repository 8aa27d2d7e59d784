import type { Attempt } from '../attempts/attempt.ts';
import { type ErrorCode, Refusal } from '../errors.ts';
import type { Clock, Instant } from '../time.ts';

/** A review that an endpoint refused though its attempt was located, as it was delivered. */
export interface RefusedReview {
  attemptCode: string;
  attemptId: number;
  learnerId: number;
  /** The backend that delivered it. */
  backend: string;
  receivedAt: Instant;
  bytes: Uint8Array;
}

/** Refused reviews, encrypted, for 14 days; `npm run refused-reviews` lists and takes them. */
export interface RefusedReviews {
  /** `full`, `too_large`, `retired`: not stored, as a bound was reached or the learner was retired. */
  keep(refused: RefusedReview): Promise<'kept' | 'full' | 'too_large' | 'retired'>;
}

/** Why a review of a located attempt is refused: the answer to the vendor. */
export interface RefusalOfReview {
  code: ErrorCode;
  detail: string;
}

/**
 * Refuses a review of a located attempt. The log and an alarm tell the operator, and a genuine delivery is stored so that
 * it can be taken later.
 * @param refused `isGenuine`: whether the sender has proved to be a vendor who knows the attempt; nothing else is stored
 * @returns the error to throw
 */
export async function refuseReview(
  { refusedReviews, clock }: { refusedReviews: RefusedReviews; clock: Clock },
  refused: { attempt: Attempt; bytes: Uint8Array; backend: string; isGenuine: boolean },
  { code, detail }: RefusalOfReview,
): Promise<Refusal> {
  const { attempt, bytes, backend, isGenuine } = refused;
  const { attemptCode, attemptId, user, watchedBy } = attempt;
  const kept =
    isGenuine && !attempt.isRetired
      ? await refusedReviews.keep({ attemptCode, attemptId, learnerId: user.id, backend, receivedAt: clock(), bytes })
      : 'not_kept';
  return new Refusal(code, detail, {
    incident: 'review refused',
    logged: { attemptId, vendor: backend, watchedBy, kept },
  });
}
