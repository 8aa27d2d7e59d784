import type { Review } from '../../domain/reviews/review.ts';
import type { Instant } from '../../domain/time.ts';

export interface ReviewReader {
  /** The current review, then earlier versions, newest verdict first; empty when there is none. */
  readVersions(attemptCode: string): Promise<Review[]>;
  /** The payload as delivered, without the video link; undefined after its retention. */
  readPayload(attemptCode: string, deliveryNumber: number, now: Instant): Promise<Uint8Array | undefined>;
}
