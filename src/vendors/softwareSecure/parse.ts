import * as z from 'zod/mini';
import { lazy } from '../../api/contract/lazy.ts';
import { softwareSecureReview } from '../../api/reviews/contract.ts';
import type { ParsedReview, ReviewComment } from '../../domain/reviews/review.ts';
import { check } from '../../validation/validation.ts';
import { boundedArray, readDelivery, toStoredPayload } from '../delivery.ts';

const callback = lazy(() => {
  const { webCamComments, desktopComments } = softwareSecureReview().shape;
  return z.extend(softwareSecureReview(), {
    webCamComments: z.optional(boundedArray(webCamComments)),
    desktopComments: z.optional(boundedArray(desktopComments)),
  });
});
type Comment = NonNullable<z.output<ReturnType<typeof softwareSecureReview>>['webCamComments']>[number];

/**
 * Parses a delivery of PSI.
 * @param body the bytes of the delivery
 * @throws DomainError `payload_too_large`, `malformed_json`, `invalid_request`
 */
export function parseReviewCallback(body: Uint8Array): ParsedReview {
  const review = check(callback(), readDelivery(body));
  return {
    vendor: 'software_secure',
    locate: { attemptCode: review.examMetaData.examCode, externalId: review.examMetaData.ssiRecordLocator },
    reviewStatus: review.reviewStatus,
    videoLink: review.videoReviewLink,
    comments: [
      ...(review.webCamComments ?? []).map(comment => toComment(comment, 'webcam')),
      ...(review.desktopComments ?? []).map(comment => toComment(comment, 'desktop')),
    ],
    ...toStoredPayload(body, ['videoReviewLink']),
  };
}

function toComment(comment: Comment, source: string): ReviewComment {
  return {
    start: comment.eventStart,
    stop: comment.eventFinish,
    duration: comment.duration,
    comment: comment.comments,
    status: comment.eventStatus,
    source,
  };
}
