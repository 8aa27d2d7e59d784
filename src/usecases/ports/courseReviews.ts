import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import type { Review, ReviewComment } from '../../domain/reviews/review.ts';
import type { DirectoryEntry } from './directory.ts';

/** A review in the index of a course. */
export interface ReviewRef {
  attemptId: number;
  attemptCode: string;
  /** Its sort key under the attempt code. */
  part: string;
  /** The cursor of a page that begins after it. */
  cursor: string;
}

/** A stored review whose comments, which can be megabytes, are read on demand. */
export interface ReportRow extends ReviewRef {
  review: Omit<Review, 'comments' | 'videoLink'>;
  readComments: () => Promise<ReviewComment[]>;
  /** Null in reviews of earlier releases. */
  learnerId: number | null;
  /** The reviewed attempt while it is live. */
  live: Attempt | undefined;
}

export interface ReportPage {
  limit: number;
  cursor?: string | undefined;
  examId?: number | undefined;
  /** In the vendor's spelling. */
  reviewStatus?: string | undefined;
}

/** The part of a review in lists of attempts. */
export type ReviewSummary = Pick<Review, 'reviewStatus' | 'receivedAt'>;

/** The reviews of a course: one for each reviewed attempt. */
export interface CourseReviews {
  /** By an index that lags by a moment, the newest attempt first. */
  find(courseId: string, page: ReportPage): Promise<{ refs: ReviewRef[]; nextCursor: string | null }>;
  /** The reviews in the order of their references, without those that have changed since. */
  read(refs: readonly ReviewRef[]): Promise<ReportRow[]>;
  /** The current reviews of these attempts, by attempt; an earlier attempt's review under the same code is none of them. */
  ofAttempts(attempts: readonly Pick<Attempt, 'attemptId' | 'attemptCode'>[]): Promise<Map<number, ReviewSummary>>;
  /** The directory entries of the reviews' codes, by code, and their learners, by id. */
  entriesOf(
    reviews: readonly Pick<ReportRow, 'attemptCode' | 'learnerId'>[],
  ): Promise<{ codes: Map<string, DirectoryEntry>; learners: Map<number, KnownLearner> }>;
}
