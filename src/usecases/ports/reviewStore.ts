import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { AttemptStatus } from '../../domain/attempts/status.ts';
import type { StatusChange } from '../../domain/attempts/statusChange.ts';
import type { ReviewDelivery } from '../../domain/reviews/review.ts';
import type { DatedReview } from '../../domain/reviews/reviewOrder.ts';
import type { DirectoryEntry } from './directory.ts';

/** The current review, with the fields for recognising duplicate deliveries and for ordering verdicts. */
export interface StoredReview extends DatedReview {
  /** SHA-256 of every delivery recorded for this code. */
  digests: readonly string[];
}

/**
 * The reviewed attempt, with the verdict on it, which a live attempt gets as its status.
 */
export type ReviewedAttempt = {
  attemptId: number;
  courseId: string;
  examId: number;
  userId: number;
  isErased: boolean;
  verdict: AttemptStatus;
} & (
  | {
      isArchived: false;
      /** The external id that the record locator equals; null when that check was skipped. */
      verifiedExternalId: string | null;
      /** The attempt, if it was read. */
      attempt: Attempt | null;
      change: StatusChange;
    }
  | { isArchived: true }
);

export interface ReviewStore {
  /** The entry of the code and its current review, in one strongly consistent round trip. */
  lookUp(attemptCode: string): Promise<{ entry: DirectoryEntry | undefined; current: StoredReview | undefined }>;
  /**
   * Stores the review and the attempt's status in one transaction, on condition that the current review and the attempt
   * are unchanged. A verdict older than the current one becomes an earlier version, without effect on the status.
   * @returns `outdated` on a conflict; `erased` when the learner was erased: store an anonymised review
   * @throws DomainError `payload_too_large`
   */
  store(
    delivery: ReviewDelivery,
    reviewed: ReviewedAttempt,
    context: { receivedAt: string; current: StoredReview | undefined; isEarlier: boolean },
  ): Promise<'stored' | 'outdated' | 'erased'>;
}
