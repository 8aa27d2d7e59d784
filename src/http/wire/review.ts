import type { Review } from '../../domain/reviews/review.ts';

/** A review with its comments and, where a key still opens it, the link to the video. */
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
