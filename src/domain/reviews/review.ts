import type { Instant } from '../time.ts';

/** A remark of the vendor's reviewers about a section of the recording. */
export interface ReviewComment {
  /** Seconds from the start of the recording. */
  start: number | null;
  stop: number | null;
  duration: number | null;
  comment: string;
  status: string;
  /** The vendor's list: `webcam` or `desktop`. */
  source: string;
}

/** A vendor's delivery, validated and parsed. */
export interface ReviewDelivery {
  vendor: string;
  attemptCode: string;
  /** The external id as delivered, to be compared with the attempt's; null if a signature proves the vendor. */
  recordLocator: string | null;
  reviewStatus: string;
  /** Personal data: stored encrypted, apart from the payload. */
  videoLink: string | null;
  comments: ReviewComment[];
  /** Whether it names a second reviewer, who checked the first review's findings. */
  isSecondReview?: boolean;
  /** The delivered bytes without the video link. */
  payload: Uint8Array;
  /** SHA-256, hex, of the delivered bytes, and of the external id if they lack it: identifies duplicate deliveries. */
  digest: string;
  /** The digest of the bytes alone, as earlier releases stored it, if it differs. */
  bytesDigest?: string;
  /** The time of the verdict, if a signature proves it. */
  verdictAt?: Instant;
  /** The time of delivery, if the delivery was refused then and is recorded later. */
  arrivedAt?: Instant;
}

/** A delivery whose attempt is not located yet. */
export type ParsedReview = Omit<ReviewDelivery, 'attemptCode' | 'recordLocator'> & {
  /** By attempt code, external id or both, which then must belong to one attempt. */
  locate: { attemptCode: string; externalId?: string } | { externalId: string };
};

/** A stored review. */
export interface Review {
  attemptCode: string;
  attemptId: number;
  /** The reviewed attempt's course: its staff may read the review even if another attempt has the code by now. */
  courseId: string;
  examId: number;
  /** Null on reviews older than the field. */
  learnerId: number | null;
  vendor: string;
  reviewStatus: string;
  /** The review outcome for the attempt when the review was received. */
  verdict: string | null;
  videoLink: string | null;
  comments: ReviewComment[];
  receivedAt: Instant;
  verdictAt: Instant | null;
  isRecordedLate: boolean;
  /** From 1, in the order of the verdicts: the current review has the highest. */
  version: number;
  /** From 1, in the order of arrival: part of the stored key. */
  deliveryNumber: number;
  digest: string;
}
