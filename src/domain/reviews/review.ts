import type { AttemptStatus } from '../attempts/status.ts';
import type { Instant } from '../time.ts';

/** One remark of the vendor's reviewers about a stretch of the recording. */
export interface ReviewComment {
  /** Seconds from the start of the recording. */
  start: number | null;
  stop: number | null;
  duration: number | null;
  comment: string;
  status: string;
  /** Which of the vendor's lists it came from: `webcam` or `desktop`. */
  source: string;
}

/** A vendor's delivery, checked and taken apart. */
export interface ReviewDelivery {
  vendor: string;
  attemptCode: string;
  /** The vendor's name for the attempt, to be compared with ours; null where a signature is the vendor's proof. */
  recordLocator: string | null;
  reviewStatus: string;
  /** Personal data: kept apart from the payload, encrypted. */
  videoLink: string | null;
  comments: ReviewComment[];
  /** Whether it names the reviewer that reviewed a first review's findings again. */
  isSecondReview?: boolean;
  /** The delivered bytes but for the video link. */
  payload: Uint8Array;
  /**
   * SHA-256, hex: tells a repeated delivery from another one. Of the delivered bytes, and of the vendor's id of the attempt
   * where these do not name it.
   */
  digest: string;
  /** Of the bytes alone, as earlier versions of the service stored it, where that is another one. */
  bytesDigest?: string;
  /** When the vendor came to its verdict, as its signature proves; absent where nothing does. */
  verdictAt?: Instant;
  /** When it was delivered, where it was refused then. */
  arrivedAt?: Instant;
}

/** A delivery of which it is still to be found out which attempt it is about. */
export type ParsedReview = Omit<ReviewDelivery, 'attemptCode' | 'recordLocator'> & {
  /** By our code, by the vendor's id, or by both, which then have to belong together. */
  locate: { attemptCode: string; externalId?: string } | { externalId: string };
};

/** A review as it is kept. */
export interface Review {
  attemptCode: string;
  attemptId: number;
  /** The course of the attempt reviewed: its staff may read the review, even if another attempt has the code by now. */
  courseId: string;
  /** The exam of the attempt reviewed. */
  examId: number;
  /** Whose attempt was reviewed; null on reviews stored before this was kept. */
  learnerId: number | null;
  vendor: string;
  reviewStatus: string;
  /** Meaning of the review status for the attempt when it was received. */
  verdict: AttemptStatus | null;
  videoLink: string | null;
  comments: ReviewComment[];
  receivedAt: Instant;
  verdictAt: Instant | null;
  isAcceptedLate: boolean;
  /** From 1, in the order of the verdicts: the review that counts has the highest. */
  version: number;
  /** From 1, in the order of arrival: the delivery is kept by it. */
  deliveryNumber: number;
  digest: string;
}
