import { DomainError } from '../../domain/errors.ts';
import { anonymiseComments } from '../../domain/privacy/personalData.ts';
import type { Review, ReviewComment, ReviewDelivery } from '../../domain/reviews/review.ts';
import type { ReviewedAttempt } from '../../usecases/ports/reviewStore.ts';
import { fromParts, toParts } from '../dynamodb/blobParts.ts';
import { courseKey } from '../dynamodb/courseShards.ts';
import { expiresAt, type RetentionDays } from '../dynamodb/expiry.ts';
import { asMap, asNumber, asText, type Item, withoutNulls } from '../dynamodb/item.ts';
import type { ReviewCipher } from './reviewCipher.ts';

/** Sort keys, or prefixes of them, of stored items: never renamed. */
export const REVIEW_PREFIX = {
  current: 'review',
  version: 'version#',
  payload: 'payload#',
  refusedReview: 'refused#',
  comments: 'comments#',
} as const;

/** Sort keys of the reviews table, or prefixes of them. Payloads and comments are parts of a version. */
export const reviewPart = {
  current: REVIEW_PREFIX.current,
  version: (version?: number) => `${REVIEW_PREFIX.version}${version === undefined ? '' : pad(version)}`,
  payload: (version: number, index?: number) => partOf(REVIEW_PREFIX.payload, version, index),
  comments: (version: number, index?: number) => partOf(REVIEW_PREFIX.comments, version, index),
  /** Refused reviews, by quota and by the digest of their bytes. */
  refusedReview: (quotaKey?: string, digest = 'index', index?: number) =>
    quotaKey === undefined
      ? REVIEW_PREFIX.refusedReview
      : `${REVIEW_PREFIX.refusedReview}${quotaKey}#${digest}${index === undefined ? '' : `#${pad(index)}`}`,
};

function partOf(prefix: string, version: number, index: number | undefined): string {
  return `${prefix}${pad(version)}#${index === undefined ? '' : pad(index)}`;
}

function pad(value: number): string {
  return String(value).padStart(4, '0');
}

/** Comments up to this size are stored in the review's item, which saves reads and writes. */
const INLINE_COMMENTS_BYTES = 200_000;

/** The latest deliveries of which duplicates are recognised; vendors that may update reviews have no limit of deliveries. */
const MAX_DIGESTS = 100;

/** A transaction carries 4 MB; the rest is for the items without parts. */
export const MAX_PARTS_BYTES = 3_600_000;

/**
 * The items of a review: the review with its comments, and the compressed payload in parts.
 * @throws DomainError `payload_too_large` above the size that one transaction carries
 */
export function toReviewItems(
  delivery: ReviewDelivery,
  context: {
    reviewed: ReviewedAttempt;
    receivedAt: string;
    version: number;
    /** Digests of the deliveries stored for this code so far. */
    digests: readonly string[];
    payloadDays: RetentionDays;
  },
  cipher: ReviewCipher,
): { review: Item; parts: Item[] } {
  const { attemptCode } = delivery;
  const { version, reviewed } = context;
  const comments = toStoredComments({ attemptCode, version }, delivery.comments);
  const end = expiresAt(context.receivedAt, context.payloadDays);
  const payload = (delivery.payload.length === 0 ? [] : toParts(delivery.payload)).map((data, index) => ({
    attempt_code: attemptCode,
    part: reviewPart.payload(version, index),
    data,
    ...(end && { expires_at: end }),
  }));
  const parts = [...comments.parts, ...payload];
  const bytes = parts.reduce((sum, { data }) => sum + data.length, 0);
  if (bytes > MAX_PARTS_BYTES) {
    throw new DomainError('payload_too_large', `The review is too large to be stored: ${bytes} bytes compressed.`);
  }
  return {
    review: withoutNulls({
      attempt_code: attemptCode,
      part: reviewPart.current,
      attempt_id: reviewed.attemptId,
      course_id: reviewed.courseId,
      exam_id: reviewed.examId,
      learner_id: reviewed.userId,
      retired: reviewed.isErased || null,
      // Only on the attempt's current review: the key of the index by course.
      reviewed_in_course: reviewed.courseId ? courseKey(reviewed.courseId, reviewed.attemptId) : null,
      vendor: delivery.vendor,
      review_status: delivery.reviewStatus,
      verdict: reviewed.verdict,
      video_link: delivery.videoLink && cipher.encrypt(delivery.videoLink, attemptCode),
      comments: comments.inline,
      received_at: delivery.arrivedAt ?? context.receivedAt,
      taken_late: delivery.arrivedAt === undefined ? null : true,
      verdict_at: delivery.verdictAt ?? null,
      version,
      digest: delivery.digest,
      digests: [...context.digests, delivery.digest].slice(-MAX_DIGESTS),
    }),
    parts,
  };
}

type Part = Item & { data: Uint8Array };

/** Comments as stored: in the review's item, or in parts of their own. */
function toStoredComments(
  review: { attemptCode: string; version: number },
  comments: readonly ReviewComment[],
): { inline: Item[] | null; parts: Part[] } {
  const items = comments.map(toCommentItem);
  const json = Buffer.from(JSON.stringify(items));
  if (json.length <= INLINE_COMMENTS_BYTES) return { inline: items, parts: [] };
  const parts = toParts(json).map((data, index) => ({
    attempt_code: review.attemptCode,
    part: reviewPart.comments(review.version, index),
    data,
  }));
  return { inline: null, parts };
}

/** @param cipher absent if the video link must not be read */
export function fromReviewItem(item: Item, cipher?: ReviewCipher): Omit<Review, 'comments'> {
  const attemptCode = asText(item.attempt_code) ?? '';
  const videoLink = asText(item.video_link);
  return {
    attemptCode,
    attemptId: asNumber(item.attempt_id) ?? 0,
    courseId: asText(item.course_id) ?? '',
    examId: asNumber(item.exam_id) ?? 0,
    learnerId: asNumber(item.learner_id),
    vendor: asText(item.vendor) ?? '',
    reviewStatus: asText(item.review_status) ?? '',
    verdict: asText(item.verdict),
    videoLink: (videoLink && cipher?.decrypt(videoLink, attemptCode)) ?? null,
    receivedAt: asText(item.received_at) ?? '',
    verdictAt: asText(item.verdict_at),
    isRecordedLate: item.taken_late === true,
    version: latestVersion(item),
    deliveryNumber: asNumber(item.version) ?? 1,
    digest: asText(item.digest) ?? '',
  };
}

/** The number of the last delivery: an earlier verdict may have arrived after the current review. */
export function latestVersion(item: Item): number {
  return asNumber(item.latest_version) ?? asNumber(item.version) ?? 1;
}

/** The comments of a review's item, or of their parts. */
export function commentsOf(item: Item, commentParts: readonly Item[]): ReviewComment[] {
  if (Array.isArray(item.comments)) return item.comments.map(fromCommentItem);
  if (commentParts.length === 0) return [];
  const json = Buffer.from(fromParts(commentParts.map(dataOf))).toString();
  return (JSON.parse(json) as unknown[]).map(fromCommentItem);
}

export function anonymiseStoredComments(item: Item, comments: readonly ReviewComment[]) {
  const review = { attemptCode: asText(item.attempt_code) ?? '', version: asNumber(item.version) ?? 1 };
  return toStoredComments(review, anonymiseComments(comments));
}

export function dataOf(part: Item): Uint8Array {
  return part.data instanceof Uint8Array ? part.data : new Uint8Array();
}

function toCommentItem(comment: ReviewComment): Item {
  return withoutNulls({ ...comment });
}

function fromCommentItem(item: unknown): ReviewComment {
  const comment = asMap(item) ?? {};
  return {
    start: asNumber(comment.start),
    stop: asNumber(comment.stop),
    duration: asNumber(comment.duration),
    comment: asText(comment.comment) ?? '',
    status: asText(comment.status) ?? '',
    source: asText(comment.source) ?? '',
  };
}
