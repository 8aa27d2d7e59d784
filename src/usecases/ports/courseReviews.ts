import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import type { Review, ReviewComment } from '../../domain/reviews/review.ts';
import type { DirectoryEntry } from './directory.ts';

/** A review that the index knows of. */
export interface ReviewRef {
  attemptId: number;
  attemptCode: string;
  /** Where it is kept under the code. */
  part: string;
  /** With this the next page begins after it. */
  cursor: string;
}

/** A review as it is kept, its comments not read yet: they can be megabytes. */
export interface ReportRow extends ReviewRef {
  review: Omit<Review, 'comments' | 'videoLink'>;
  readComments: () => Promise<ReviewComment[]>;
  /** Null in reviews stored before it was. */
  learnerId: number | null;
  /** The attempt reviewed, as long as it is live. */
  live: Attempt | undefined;
}

export interface ReportPage {
  limit: number;
  cursor?: string | undefined;
  examId?: number | undefined;
  /** As the vendor gave it. */
  reviewStatus?: string | undefined;
}

/** The reviews of a course: one for each of its attempts that was ever reviewed. */
export interface CourseReviews {
  /** Found by an index, which lags by a moment; the newest attempt's first. */
  find(courseId: string, page: ReportPage): Promise<{ refs: ReviewRef[]; nextCursor: string | null }>;
  /** These reviews as they are, in their order, without those that are no longer as found. */
  read(found: readonly ReviewRef[]): Promise<ReportRow[]>;
  /** Directory entries of the codes of these reviews, by code, and their known learners, by id. */
  entriesOf(
    reviews: readonly Pick<ReportRow, 'attemptCode' | 'learnerId'>[],
  ): Promise<{ codes: Map<string, DirectoryEntry>; learners: Map<number, KnownLearner> }>;
}
