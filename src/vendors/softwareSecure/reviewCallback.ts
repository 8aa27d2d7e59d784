import * as z from 'zod/mini';
import { lazy } from '../../api/contract/lazy.ts';
import { softwareSecureReview } from '../../api/reviews/contract.ts';
import type { ParsedReview, ReviewComment } from '../../domain/reviews/review.ts';
import { check } from '../../validation/validation.ts';
import { counted, keptDelivery, readDelivery } from '../delivery.ts';

const callback = lazy(() => {
  const { webCamComments, desktopComments } = softwareSecureReview().shape;
  return z.extend(softwareSecureReview(), {
    webCamComments: z.optional(counted(webCamComments)),
    desktopComments: z.optional(counted(desktopComments)),
  });
});
type Comment = NonNullable<z.output<ReturnType<typeof softwareSecureReview>>['webCamComments']>[number];

/**
 * Takes apart what PSI posts when a review is done.
 * @param body the delivered bytes
 * @throws Refusal `payload_too_large`, `malformed_json`, `invalid_request`
 */
export function parseReviewCallback(body: Uint8Array): ParsedReview {
  const review = check(callback(), readDelivery(body));
  return {
    vendor: 'software_secure',
    locate: { attemptCode: review.examMetaData.examCode, externalId: review.examMetaData.ssiRecordLocator },
    reviewStatus: review.reviewStatus,
    videoLink: review.videoReviewLink,
    comments: [
      ...(review.webCamComments ?? []).map(one => toComment(one, 'webcam')),
      ...(review.desktopComments ?? []).map(one => toComment(one, 'desktop')),
    ],
    ...keptDelivery(body, ['videoReviewLink']),
  };
}

function toComment(one: Comment, source: string): ReviewComment {
  return {
    start: one.eventStart,
    stop: one.eventFinish,
    duration: one.duration,
    comment: one.comments,
    status: one.eventStatus,
    source,
  };
}
