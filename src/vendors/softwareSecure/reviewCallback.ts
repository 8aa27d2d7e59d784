import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { Refusal } from '../../domain/errors.ts';
import type { ReviewComment, ReviewDelivery } from '../../domain/reviews/review.ts';
import { check, parseJson } from '../../input.ts';
import { redactMember } from '../redactMember.ts';

/**
 * What a delivery may weigh: below the 6 MB that Lambda takes, with room for the event around it.
 */
export const MOST_CALLBACK_BYTES = 5_500_000;

const VIDEO_LINK = 'videoReviewLink';

/** A number of seconds within any recording; PSI sends whole numbers, some of its systems as text. */
const seconds = z.union([
  z.number().check(z.gte(-1e9), z.lte(1e9)),
  z.pipe(z.string().check(z.regex(/^-?\d{1,9}$/, 'must be a number of seconds')), z.transform(Number)),
]);

const comment = z.object({
  comments: z.nullish(z.string()),
  duration: z.nullish(seconds),
  eventStart: z.nullish(seconds),
  eventFinish: z.nullish(seconds),
  eventStatus: z.nullish(z.string()),
});

/** What we need of PSI's payload (RPNow). Everything else in it is kept as delivered. */
const callback = z.object({
  examMetaData: z.object({
    examCode: z.string().check(z.minLength(1), z.maxLength(255)),
    ssiRecordLocator: z.string().check(z.maxLength(255)),
  }),
  reviewStatus: z.string().check(z.maxLength(100)),
  [VIDEO_LINK]: z.nullish(z.string().check(z.maxLength(8192))),
  webCamComments: z.nullish(z.array(comment)),
  desktopComments: z.nullish(z.array(comment)),
});

/**
 * Takes apart what PSI posts when a review is done.
 * @param body the delivered bytes
 * @throws Refusal `payload_too_large`, `malformed_json`, `invalid_request`
 */
export function parseReviewCallback(body: Uint8Array): ReviewDelivery {
  if (body.length > MOST_CALLBACK_BYTES) {
    throw new Refusal(
      'payload_too_large',
      `A review may have ${MOST_CALLBACK_BYTES} bytes, this one has ${body.length}.`,
    );
  }
  const json = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const review = check(callback, parseJson(json));
  return {
    vendor: 'software_secure',
    attemptCode: review.examMetaData.examCode,
    recordLocator: review.examMetaData.ssiRecordLocator,
    reviewStatus: review.reviewStatus,
    videoLink: review[VIDEO_LINK] || null,
    comments: [
      ...(review.webCamComments ?? []).map(one => toComment(one, 'webcam')),
      ...(review.desktopComments ?? []).map(one => toComment(one, 'desktop')),
    ],
    payload: Buffer.from(redactMember(json, VIDEO_LINK)),
    digest: createHash('sha256').update(body).digest('hex'),
  };
}

function toComment(one: z.infer<typeof comment>, source: string): ReviewComment {
  return {
    start: whole(one.eventStart),
    stop: whole(one.eventFinish),
    duration: whole(one.duration),
    comment: one.comments ?? '',
    status: one.eventStatus ?? '',
    source,
  };
}

function whole(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value);
}
