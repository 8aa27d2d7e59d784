import * as z from 'zod/mini';
import { API, endpoint } from './endpoint.ts';

/** The body is read by src/vendors, from the bytes: whatever its Content-Type says. */
export const reviewCallback = endpoint({
  id: 'reviewCallback',
  method: 'POST',
  path: `${API}/proctoring_review_callback/`,
  who: 'the vendor',
  summary: 'SoftwareSecure posts a review',
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
