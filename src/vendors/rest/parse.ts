import * as z from 'zod/mini';
import { lazy } from '../../api/contract/lazy.ts';
import { restReview } from '../../api/reviews/contract.ts';
import type { ParsedReview } from '../../domain/reviews/review.ts';
import { check } from '../../validation/validation.ts';
import { boundedArray, readDelivery, toStoredPayload } from '../delivery.ts';

const reviewSchema = lazy(() =>
  z.extend(restReview(), { comments: z.optional(boundedArray(restReview().shape.comments)) }),
);

/**
 * Parses a review of the open REST protocol.
 * @param externalId the vendor's id of the attempt, from the path
 * @throws DomainError `payload_too_large`, `malformed_json`, `invalid_request`
 */
export function parseRestReview(body: Uint8Array, externalId: string): ParsedReview {
  const payload = readDelivery(body);
  const { status, comments } = check(reviewSchema(), payload);
  return {
    vendor: 'rest',
    locate: { externalId },
    reviewStatus: status,
    videoLink: null,
    comments: (comments ?? []).map(comment => ({ ...comment, source: 'reviewer' })),
    ...(namesReviewer(payload) && { isSecondReview: true }),
    ...toStoredPayload(body, [], externalId),
  };
}

/** Whether `reviewed_by` is set, to any type: edx-proctoring then takes the review as the second one. */
function namesReviewer(payload: unknown): boolean {
  const { reviewed_by: reviewer } = payload as { reviewed_by?: unknown };
  return typeof reviewer === 'string' ? reviewer.trim() !== '' : reviewer != null;
}
