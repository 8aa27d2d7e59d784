import * as z from 'zod/mini';
import { API, endpoint } from './endpoint.ts';
import { softwareSecureReview } from './vendorReviews.ts';

export const reviewCallback = endpoint({
  id: 'reviewCallback',
  method: 'POST',
  path: `${API}/proctoring_review_callback/`,
  who: 'the vendor',
  summary: 'SoftwareSecure posts a review',
  delivery: softwareSecureReview,
  answer: z.literal('OK'),
  refusals: [
    'malformed_json',
    'bad_review_status',
    'review_attempt_does_not_exist',
    'suspicious_lookup',
    'review_already_exists',
    'payload_too_large',
  ],
});
