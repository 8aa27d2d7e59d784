import type { Caller } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import { readLink } from '../../domain/reviews/descriptiveValues.ts';
import type { Review } from '../../domain/reviews/review.ts';
import { withoutExternalId } from '../../domain/reviews/withoutExternalId.ts';
import type { Clock } from '../../domain/time.ts';
import { type Located, type LocatingPorts, locateForAnyStaff, visibleTo } from '../attempts/locateAttempt.ts';
import type { ReviewArchive } from '../ports/reviewArchive.ts';

type ReviewPorts = LocatingPorts & { reviewArchive: ReviewArchive };

/**
 * The reviews kept for an attempt code, the current one first. A code can be used again, even in another course: every
 * review is for the staff of its own course.
 * `isAttemptActive` is false once the attempt reviewed was removed.
 * @param version of which the review is wanted, alone; the current one with all earlier ones if not given
 * @throws DomainError `forbidden`, `attempt_code_not_located`, `review_not_found`
 */
export async function readReview(
  ports: ReviewPorts,
  caller: Caller,
  attemptCode: string,
  version?: number,
): Promise<{ review: Review; earlier: Review[]; isAttemptActive: boolean }> {
  const { located, review: current, earlier } = await visibleReviews(ports, caller, attemptCode);
  const review = version === undefined ? current : [current, ...earlier].find(one => one.version === version);
  if (!review) throw new DomainError('review_not_found', `There is no version ${version} of the review.`);
  const isAttemptActive = !located.isArchived && located.attempt.attemptId === review.attemptId;
  return { review, earlier: version === undefined ? earlier : [], isAttemptActive };
}

/**
 * The raw payload of the current review. It names the external id, hidden from course staff at an attempt of their own.
 * @throws DomainError as `readReview`; `review_payload_not_kept`
 */
export async function readReviewPayload(
  ports: ReviewPorts & { clock: Clock },
  caller: Caller,
  attemptCode: string,
): Promise<{ payload: Uint8Array; showsExternalId: boolean }> {
  const { located, review } = await visibleReviews(ports, caller, attemptCode);
  const payload = await ports.reviewArchive.readPayload(attemptCode, review.deliveryNumber, ports.clock());
  const showsExternalId = caller.isStaff || (review.learnerId ?? located.attempt.user.id) !== caller.userId;
  if (payload) return { payload, showsExternalId };
  throw new DomainError('review_payload_not_kept', 'What the vendor delivered is not kept any more.');
}

async function visibleReviews(
  ports: ReviewPorts,
  caller: Caller,
  attemptCode: string,
): Promise<{ located: Located; review: Review; earlier: Review[] }> {
  const located = await locateForAnyStaff(ports, caller, attemptCode);
  const versions = await ports.reviewArchive.readVersions(attemptCode);
  const visible = visibleTo(caller, located, versions, one => one.courseId);
  // Earlier versions of the service stored any link.
  const [review, ...earlier] = visible.map(one =>
    withoutExternalId({ ...one, videoLink: readLink(one.videoLink) }, located.attempt, caller),
  );
  if (review) return { located, review, earlier };
  throw new DomainError('review_not_found', `There is no review for the attempt code ${attemptCode}.`);
}
