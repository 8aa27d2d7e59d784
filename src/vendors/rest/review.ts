import * as z from 'zod/mini';
import { lazy } from '../../api/contract/lazy.ts';
import { restReview } from '../../api/reviews/contract.ts';
import type { ParsedReview } from '../../domain/reviews/review.ts';
import { check } from '../../validation/validation.ts';
import { counted, keptDelivery, readDelivery } from '../delivery.ts';

const review = lazy(() => z.extend(restReview(), { comments: z.optional(counted(restReview().shape.comments)) }));

/**
 * Takes apart the review of a vendor that speaks the open REST protocol.
 * @param externalId the vendor's id of the attempt, from the path
 * @throws Refusal `payload_too_large`, `malformed_json`, `invalid_request`
 */
export function parseRestReview(body: Uint8Array, externalId: string): ParsedReview {
  const delivered = readDelivery(body);
  const { status, comments } = check(review(), delivered);
  return {
    vendor: 'rest',
    locate: { externalId },
    reviewStatus: status,
    videoLink: null,
    comments: (comments ?? []).map(one => ({ ...one, source: 'reviewer' })),
    ...(namesReviewer(delivered) && { isSecondReview: true }),
    ...keptDelivery(body, [], externalId),
  };
}

/** Whatever it is: only whether there is one decides. */
function namesReviewer(delivered: unknown): boolean {
  const { reviewed_by: reviewer } = delivered as { reviewed_by?: unknown };
  return typeof reviewer === 'string' ? reviewer.trim() !== '' : reviewer != null;
}
