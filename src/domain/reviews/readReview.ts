import type { Caller } from '../actors.ts';
import { type LocatingPorts, locateForStaff } from '../attempts/locateAttempt.ts';
import { Refusal } from '../errors.ts';
import type { Review } from './review.ts';

export interface ReviewArchive {
  /** The current review first, then earlier versions, newest first; empty when there is none. */
  readVersions(attemptCode: string): Promise<Review[]>;
  /** What the vendor delivered for the current review, but for the video link. */
  readPayload(attemptCode: string): Promise<Uint8Array | undefined>;
}

/**
 * The reviews kept for an attempt code, current one first.
 * `isAttemptActive` is false once the attempt reviewed was removed.
 * @throws Refusal `forbidden`, `attempt_code_not_located`, `review_not_found`
 */
export async function readReview(
  given: LocatingPorts & { reviewArchive: ReviewArchive },
  caller: Caller,
  attemptCode: string,
): Promise<{ review: Review; earlier: Review[]; isAttemptActive: boolean }> {
  const located = await locateForStaff(given, caller, attemptCode);
  const [review, ...earlier] = await given.reviewArchive.readVersions(attemptCode);
  if (!review) throw reviewNotFound(attemptCode);
  const isAttemptActive = !located.isArchived && located.attempt.attemptId === review.attemptId;
  return { review, earlier, isAttemptActive };
}

/** The raw payload of the current review. @throws Refusal as `readReview` */
export async function readReviewPayload(
  given: LocatingPorts & { reviewArchive: ReviewArchive },
  caller: Caller,
  attemptCode: string,
): Promise<Uint8Array> {
  await locateForStaff(given, caller, attemptCode);
  const payload = await given.reviewArchive.readPayload(attemptCode);
  if (!payload) throw reviewNotFound(attemptCode);
  return payload;
}

function reviewNotFound(attemptCode: string): Refusal {
  return new Refusal('review_not_found', `There is no review for the attempt code ${attemptCode}.`);
}
