import type { Actor } from '../actors.ts';
import { ATTEMPT_STATUSES } from '../attempts/status.ts';
import type { Instant } from '../time.ts';
import { type EventFacts, toSequence } from './event.ts';
import { type EventExam, toAuthorData, toEventText, toExamData } from './eventData.ts';

/** A change of an attempt, from its history item. */
export interface RecordedAttemptChange {
  attemptId: number;
  attemptCode: string;
  /** The sort key of the history item. */
  changeKey: string;
  change: 'status_changed' | 'removed';
  /** Null for a removal, and if a manual edit removed the status. */
  toStatus: string | null;
  time: Instant;
  by: Actor;
  previousStatus: string | null;
  versionBefore: number;
  /** Null for a removal, and on items older than the field. */
  after: { version: number; startedAt: Instant | null; completedAt: Instant | null } | null;
  /** The attempt before the change; null if its image was too large for an item. */
  attempt: {
    attemptNumber: number | null;
    startedAt: Instant | null;
    completedAt: Instant | null;
    takingAsProctored: boolean;
    isSampleAttempt: boolean;
    exam: EventExam;
    learnerId: number;
  } | null;
}

export function attemptEvent(change: RecordedAttemptChange): EventFacts {
  const { attemptId, attemptCode, changeKey, time, by, attempt } = change;
  const isRemoval = change.change === 'removed';
  const [status, previous] = isRemoval ? [change.previousStatus, null] : [change.toStatus, change.previousStatus];
  const version = versionAfter(change);
  const times = change.after ?? attempt;
  return {
    type: isRemoval ? 'attempt.removed' : `attempt.${isKnownStatus(status) ? status : 'other'}`,
    subject: `attempts/${attemptId}`,
    identity: ['attempt', attemptCode, changeKey],
    time,
    sequence: toSequence(version, 10),
    partitionKey: String(attemptId),
    data: {
      attempt: {
        id: attemptId,
        attempt_code: attemptCode,
        attempt_number: attempt?.attemptNumber ?? null,
        version,
        status: status && toEventText(status),
        previous_status: previous && toEventText(previous),
        started_at: times?.startedAt ?? null,
        completed_at: times?.completedAt ?? null,
        taking_as_proctored: attempt?.takingAsProctored ?? null,
        is_sample_attempt: attempt?.isSampleAttempt ?? null,
      },
      exam: attempt && toExamData(attempt.exam),
      learner: attempt && { id: attempt.learnerId },
      ...toAuthorData(by),
    },
  };
}

/** Never below the version before: a manual edit may have removed it. */
function versionAfter({ versionBefore, after }: RecordedAttemptChange): number {
  return after ? Math.max(after.version, versionBefore) : versionBefore + 1;
}

function isKnownStatus(status: string | null): boolean {
  return ATTEMPT_STATUSES.some(candidate => candidate === status);
}
