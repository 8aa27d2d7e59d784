import type { Review } from '../../domain/reviews/review.ts';

/** A review with its comments, and its video link if a key decrypts it. */
export function toWireReview(review: Review, toPlayableLink: (vendor: string, link: string) => string) {
  return {
    attempt_code: review.attemptCode,
    attempt_id: review.attemptId,
    vendor: review.vendor,
    review_status: review.reviewStatus,
    version: review.version,
    received_at: review.receivedAt,
    video_url: review.videoLink && toPlayableLink(review.vendor, review.videoLink),
    comments: review.comments,
  };
}

type WireReview = ReturnType<typeof toWireReview> & { comments_left_out?: true };

/** Limit of the comments of earlier versions in one answer, in characters of JSON. */
const MAX_COMMENT_CHARACTERS = 1_000_000;

/** Earlier versions, newest first, with as many comments as fit. */
export function boundComments(reviews: readonly WireReview[]): WireReview[] {
  let remaining = MAX_COMMENT_CHARACTERS;
  return reviews.map(review => {
    const characters = review.comments.length === 0 ? 0 : JSON.stringify(review.comments).length;
    remaining -= characters;
    return remaining >= 0 || characters === 0 ? review : { ...review, comments: [], comments_left_out: true };
  });
}
