import type { Review } from '../../domain/reviews/review.ts';
import type { Instant } from '../../domain/time.ts';

export interface ReviewArchive {
  /** The review that counts first, then earlier versions, newest verdict first; empty when there is none. */
  readVersions(attemptCode: string): Promise<Review[]>;
  /** The payload as the vendor delivered it, but for the video link; undefined where it is not kept any more. */
  readPayload(attemptCode: string, deliveryNumber: number, now: Instant): Promise<Uint8Array | undefined>;
}
