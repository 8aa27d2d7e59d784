import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { AttemptStatus } from '../../domain/attempts/status.ts';
import type { StatusChange } from '../../domain/attempts/statusChange.ts';
import type { ReviewDelivery } from '../../domain/reviews/review.ts';
import type { DatedReview } from '../../domain/reviews/reviewOrder.ts';
import type { DirectoryEntry } from './directory.ts';

/** The review that counts so far: enough to tell a repeated delivery, and to replace it or to stand before it. */
export interface StoredReview extends DatedReview {
  /** SHA-256 of every delivery taken for this code. */
  digests: readonly string[];
}

/**
 * The attempt a review is stored for, and its outcome: `verdict` is the meaning of the review status for it, and the
 * new status of a live one. `provenExternalId` is the external id that the record locator was found equal to; null when
 * that check was skipped.
 */
export type ReviewedAttempt = {
  attemptId: number;
  courseId: string;
  examId: number;
  userId: number;
  isRetired: boolean;
  verdict: AttemptStatus;
} & (
  | {
      isArchived: false;
      verifiedExternalId: string | null;
      /** The attempt itself, where it was read. */
      read: Attempt | null;
      /** The change of its status. */
      change: StatusChange;
    }
  | { isArchived: true }
);

export interface ReviewStore {
  /** One strongly consistent round trip: the holder of the code, and the review that exists for it. */
  lookUp(attemptCode: string): Promise<{ entry: DirectoryEntry | undefined; current: StoredReview | undefined }>;
  /**
   * The review, its comments, its payload and the attempt's new status: all or nothing, on the condition that the review
   * that counts is still `kept`, and that the attempt is as `reviewed` says. An earlier verdict becomes an earlier
   * version, and changes no status. `retired`: the learner was retired, and the review is to be stored without anything
   * that may name them.
   * @throws DomainError `payload_too_large`
   */
  store(
    delivery: ReviewDelivery,
    reviewed: ReviewedAttempt,
    more: { receivedAt: string; current: StoredReview | undefined; isEarlier: boolean },
  ): Promise<'stored' | 'outdated' | 'retired'>;
}
