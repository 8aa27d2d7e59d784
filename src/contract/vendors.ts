import * as z from 'zod/mini';
import { LONGEST_ATTEMPT_CODE } from '../domain/attempts/locateAttempt.ts';
import { API, endpoint } from './endpoint.ts';

/** A number of seconds within any recording; PSI sends whole numbers, some of its systems as text. */
const seconds = z.union([
  z.number().check(z.gte(-1e9), z.lte(1e9)),
  z.pipe(z.string().check(z.regex(/^-?\d{1,9}$/, 'must be a number of seconds')), z.transform(Number)),
]);

const softwareSecureComment = z.object({
  comments: z.nullish(z.string()),
  duration: z.nullish(seconds),
  eventStart: z.nullish(seconds),
  eventFinish: z.nullish(seconds),
  eventStatus: z.nullish(z.string()),
});

/** What the service needs of PSI's payload (RPNow). Everything else in it is kept as delivered. */
export const softwareSecureReview = z.object({
  examMetaData: z.object({
    examCode: z.string().check(z.minLength(1), z.maxLength(LONGEST_ATTEMPT_CODE)),
    ssiRecordLocator: z.string().check(z.maxLength(255)),
  }),
  reviewStatus: z.string().check(z.maxLength(100)),
  videoReviewLink: z.nullish(z.string().check(z.maxLength(8192))),
  webCamComments: z.nullish(z.array(softwareSecureComment)),
  desktopComments: z.nullish(z.array(softwareSecureComment)),
});

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
