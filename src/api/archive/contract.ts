import * as z from 'zod/mini';
import { attempt } from '../attempts/contract.ts';
import { actor } from '../contract/actor.ts';
import { endpoint } from '../contract/endpoint.ts';
import { moment, wholeNumber } from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';

const params = lazy(() => z.object({ attempt_code: z.string() }));

/** An attempt as it was before a change, and the change. */
export const historyEntry = lazy(() =>
  z.extend(attempt(), {
    status: z.string(),
    change: z.enum(['status_changed', 'removed']),
    to_status: z.nullable(z.string()),
    changed_at: z.string(),
    changed_by: actor(),
    reason: z.nullable(z.string()),
  }),
);

export const readHistory = endpoint({
  id: 'readHistory',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/code/{attempt_code}/history',
  access: 'course staff',
  summary: 'List the changes of the attempts with this code, latest first: each attempt as it was before the change',
  params,
  query: lazy(() =>
    z.object({
      limit: z._default(wholeNumber(1, 100), 25),
      cursor: z.optional(z.string().check(z.maxLength(500))),
    }),
  ),
  answer: lazy(() => z.object({ results: z.array(historyEntry()), next_cursor: z.nullable(z.string()) })),
  problems: ['attempt_code_not_located', 'forbidden'],
});

export const review = lazy(() =>
  z.object({
    attempt_code: z.string(),
    attempt_id: z.number(),
    vendor: z.string(),
    review_status: z.string(),
    version: z.number(),
    received_at: moment(),
    video_url: z.nullable(z.string()),
    comments: z.array(
      z.object({
        start: z.nullable(z.number()),
        stop: z.nullable(z.number()),
        duration: z.nullable(z.number()),
        comment: z.string(),
        status: z.string(),
        source: z.string(),
      }),
    ),
    /** On an earlier version whose comments are omitted for size: `version=` returns them. */
    comments_left_out: z.optional(z.literal(true)),
  }),
);

const reviewWithVersions = lazy(() =>
  z.extend(review(), { is_attempt_active: z.boolean(), earlier_versions: z.array(review()) }),
);

export const locateAttempt = endpoint({
  id: 'locateAttempt',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/code/{attempt_code}',
  access: 'course staff',
  summary: 'Locate an attempt by its code, live or archived',
  params,
  query: lazy(() => z.object({ include: z.optional(z.literal('review')) })),
  answer: lazy(() =>
    z.object({
      attempt: attempt(),
      is_archived: z.boolean(),
      /** Present with `include=review`. */
      review: z.optional(z.nullable(reviewWithVersions())),
    }),
  ),
  problems: ['attempt_code_not_located', 'forbidden'],
});

export const readReview = endpoint({
  id: 'readReview',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/code/{attempt_code}/review',
  access: 'course staff',
  summary: 'Read a review with its comments and earlier versions',
  params,
  /** Selects one version, with all its comments. */
  query: lazy(() => z.object({ version: z.optional(wholeNumber(1, 1_000_000)) })),
  answer: reviewWithVersions,
  problems: ['attempt_code_not_located', 'review_not_found', 'forbidden', 'not_acceptable'],
});

export const readReviewPayload = endpoint({
  id: 'readReviewPayload',
  method: 'GET',
  path: '/api/edx_proctoring/v1/proctored_exam/attempt/code/{attempt_code}/review/payload',
  access: 'course staff',
  summary: 'Read a review as delivered, without the link to the video',
  params,
  answer: lazy(() => z.unknown()),
  problems: ['attempt_code_not_located', 'review_not_found', 'review_payload_not_kept', 'forbidden', 'not_acceptable'],
});
