import type { Caller } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { mayKnowExternalId } from '../../domain/attempts/visibleExternalId.ts';
import { DomainError } from '../../domain/errors.ts';
import { readLink } from '../../domain/reviews/descriptiveValues.ts';
import { redactExternalIdFromReview } from '../../domain/reviews/redactExternalIdFromReview.ts';
import type { Review } from '../../domain/reviews/review.ts';
import type { Clock } from '../../domain/time.ts';
import {
  type LocatedAttempt,
  locateForAnyStaff,
  type StaffLookupPorts,
  visibleEntries,
} from '../attempts/locateAttempt.ts';
import type { ReviewReader } from '../ports/reviewReader.ts';

type ReviewPorts = StaffLookupPorts & { reviewReader: ReviewReader };

export interface ReviewWithVersions {
  review: Review;
  earlier: Review[];
  isAttemptActive: boolean;
}

/**
 * The stored reviews of an attempt code, the current one first. A code can be reused, even in another course: each review
 * is for the staff of its own course. `isAttemptActive` is false once the reviewed attempt was removed.
 * @param version selects one version; undefined: the current one with all earlier ones
 * @throws DomainError `forbidden`, `attempt_code_not_located`, `review_not_found`
 */
export async function readReview(
  ports: ReviewPorts,
  caller: Caller,
  attemptCode: string,
  version?: number,
): Promise<ReviewWithVersions> {
  const { located, review: current, earlier } = await visibleReviews(ports, caller, attemptCode);
  const review = version === undefined ? current : [current, ...earlier].find(review => review.version === version);
  if (!review)
    throw new DomainError(
      'review_not_found',
      `There is no version ${version} of the review for the attempt code ${attemptCode}.`,
    );
  const isAttemptActive = !located.isArchived && located.attempt.attemptId === review.attemptId;
  return { review, earlier: version === undefined ? earlier : [], isAttemptActive };
}

/** The reviews of an attempt code that the caller has located, as `readReview` returns them; null if the caller may see none. */
export async function findReview(
  ports: ReviewPorts,
  caller: Caller,
  attemptCode: string,
): Promise<ReviewWithVersions | null> {
  try {
    return await readReview(ports, caller, attemptCode);
  } catch (error) {
    // A code that was reused in another course can have reviews for its staff only.
    if (error instanceof DomainError && ['review_not_found', 'forbidden'].includes(error.code)) return null;
    throw error;
  }
}

/**
 * The raw payload of the current review. It contains the external id, which course staff must not see at their own attempt.
 * @throws DomainError as `readReview`; `review_payload_not_kept`
 */
export async function readReviewPayload(
  ports: ReviewPorts & { clock: Clock },
  caller: Caller,
  attemptCode: string,
): Promise<{ payload: Uint8Array; showsExternalId: boolean }> {
  const { located, review } = await visibleReviews(ports, caller, attemptCode);
  const payload = await ports.reviewReader.readPayload(attemptCode, review.deliveryNumber, ports.clock());
  const showsExternalId = mayKnowExternalId(caller, review.learnerId ?? located.attempt.user.id);
  if (payload) return { payload, showsExternalId };
  throw new DomainError(
    'review_payload_not_kept',
    `The payload of the review for the attempt code ${attemptCode} is no longer stored.`,
  );
}

/** The code may have another attempt by now. */
function redact(review: Review, located: Attempt, caller: Caller): Review {
  const attempt = review.attemptId === located.attemptId ? located : null;
  return redactExternalIdFromReview(review, { attempt, learnerId: review.learnerId }, caller);
}

async function visibleReviews(
  ports: ReviewPorts,
  caller: Caller,
  attemptCode: string,
): Promise<{ located: LocatedAttempt; review: Review; earlier: Review[] }> {
  const located = await locateForAnyStaff(ports, caller, attemptCode);
  const versions = await ports.reviewReader.readVersions(attemptCode);
  const stored = { entries: versions, courseOf: (review: Review) => review.courseId };
  const visible = await visibleEntries(ports, caller, located, stored);
  // Earlier releases stored any link.
  const [current, ...earlier] = visible.map(review =>
    redact({ ...review, videoLink: readLink(review.videoLink) }, located.attempt, caller),
  );
  if (current) return { located, review: current, earlier };
  throw new DomainError('review_not_found', `There is no review for the attempt code ${attemptCode}.`);
}
