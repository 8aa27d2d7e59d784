import type { Instant } from '../time.ts';
import { type EventFacts, eventTime, toSequence } from './event.ts';
import { type EventExam, toEventText, toExamData } from './eventData.ts';

/** The fields of a current review that an event is derived from. */
export interface ReviewImage {
  attemptCode: string;
  attemptId: number;
  learnerId: number | null;
  vendor: string;
  reviewStatus: string;
  verdict: string | null;
  receivedAt: Instant;
  /** The number of the delivery. */
  version: number;
}

/**
 * The event of a stored review: undefined for an earlier verdict, an erasure and a removal, by which the current review stays
 * or goes. The review of another attempt that had the code before is not replaced.
 */
export function reviewEvent(
  before: ReviewImage | undefined,
  after: ReviewImage | undefined,
  { exam, streamedAt }: { exam: EventExam; streamedAt: Instant },
): EventFacts | undefined {
  if (!after || (before && after.version <= before.version)) return undefined;
  const { attemptCode, attemptId, learnerId, version } = after;
  return {
    type: before?.attemptId === attemptId ? 'review.replaced' : 'review.stored',
    subject: `attempts/${attemptId}/review`,
    identity: ['review', attemptCode, version],
    time: eventTime(after.receivedAt, streamedAt),
    sequence: toSequence(version, 10),
    partitionKey: String(attemptId),
    data: {
      review: {
        version,
        status: toEventText(after.reviewStatus),
        verdict: after.verdict && toEventText(after.verdict),
        vendor: toEventText(after.vendor),
      },
      attempt: { id: attemptId, attempt_code: attemptCode },
      exam: toExamData(exam),
      learner: learnerId === null ? null : { id: learnerId },
    },
  };
}
