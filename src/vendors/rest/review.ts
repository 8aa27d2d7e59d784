import * as z from 'zod/mini';
import { lazy } from '../../api/contract/lazy.ts';
import { restReview } from '../../api/reviews/contract.ts';
import type { ParsedReview } from '../../domain/reviews/review.ts';
import { check } from '../../validation/validation.ts';
import { boundedArray, readDelivery, toStoredPayload } from '../delivery.ts';

const review = lazy(() => z.extend(restReview(), { comments: z.optional(boundedArray(restReview().shape.comments)) }));

/**
 * Parses a review of the open REST protocol.
 * @param externalId the vendor's id of the attempt, from the path
 * @throws DomainError `payload_too_large`, `malformed_json`, `invalid_request`
 */
export function parseRestReview(body: Uint8Array, externalId: string): ParsedReview {
  const delivered = readDelivery(body);
  const { status, comments } = check(review(), delivered);
  return {
    vendor: 'rest',
    locate: { externalId },
    reviewStatus: status,
    videoLink: null,
    comments: (comments ?? []).map(comment => ({ ...comment, source: 'reviewer' })),
    ...(namesReviewer(delivered) && { isSecondReview: true }),
    ...toStoredPayload(body, [], externalId),
  };
}

/** Only the presence of a reviewer decides, in any type. */
function namesReviewer(delivered: unknown): boolean {
  const { reviewed_by: reviewer } = delivered as { reviewed_by?: unknown };
  return typeof reviewer === 'string' ? reviewer.trim() !== '' : reviewer != null;
}
