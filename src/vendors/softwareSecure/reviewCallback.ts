import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { softwareSecureReview } from '../../contract/vendors.ts';
import { Refusal } from '../../domain/errors.ts';
import type { ReviewComment, ReviewDelivery } from '../../domain/reviews/review.ts';
import { check, parseJson } from '../../input.ts';
import { redactMember } from '../redactMember.ts';

/**
 * What a delivery may weigh: below the 6 MB that Lambda takes, with room for the event around it. Under a content type
 * that is neither JSON nor text the gateway hands it over as base64, and 4.4 MB is the most.
 */
export const MOST_CALLBACK_BYTES = 5_500_000;

const VIDEO_LINK = 'videoReviewLink';

/** Far more remarks than any reviewer makes. */
const MOST_COMMENTS = 10_000;

/** Counted before a single one is looked at: what is posted here comes from anybody. */
function counted<Comments extends z.ZodMiniType>(comments: Comments) {
  return z.pipe(
    z.unknown().check(
      z.refine((list: unknown) => !Array.isArray(list) || list.length <= MOST_COMMENTS, {
        error: `must be at most ${MOST_COMMENTS} comments`,
        abort: true,
      }),
    ),
    comments,
  );
}

const { webCamComments, desktopComments } = softwareSecureReview.shape;
const callback = z.extend(softwareSecureReview, {
  webCamComments: z.optional(counted(webCamComments)),
  desktopComments: z.optional(counted(desktopComments)),
});
type Comment = NonNullable<z.output<typeof webCamComments>>[number];

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
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const review = check(callback, parseJson(bytes.toString('utf8')));
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
    // One character a byte, so that every other byte stays as it is, whatever it is.
    payload: Buffer.from(redactMember(bytes.toString('latin1'), VIDEO_LINK), 'latin1'),
    digest: createHash('sha256').update(body).digest('hex'),
  };
}

function toComment(one: Comment, source: string): ReviewComment {
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
