import type { Attempt } from '../../domain/attempts/attempt.ts';
import { storedEndOf } from '../../domain/attempts/clock.ts';
import { isInProgress } from '../../domain/attempts/status.ts';
import { courseKey } from '../dynamodb/courseShards.ts';
import { type Item, withoutNulls } from '../dynamodb/item.ts';
import { decodeItem, encodeItem } from '../dynamodb/itemCodec.ts';
import { ATTEMPT, ATTEMPT_LEARNER, INDEX_KEY } from './attemptAttributes.ts';

export function toAttemptItem(attempt: Attempt): Item {
  return {
    ...encodeItem(ATTEMPT, attempt),
    ...encodeItem(ATTEMPT_LEARNER, attempt.user),
    ...withoutNulls(indexKeys(attempt)),
  };
}

const LIVE_ATTRIBUTES: readonly string[] = [
  // Keys that follow from other attributes.
  INDEX_KEY.examLearner,
  INDEX_KEY.inCourse,
  // Needed before the start only, and personal.
  ATTEMPT.downloadUrl.name,
  ATTEMPT.vendorInstructions.name,
];

/** A copy outside of the table, which stays below 1 KB as well. */
export function withoutLiveAttributes<Value>(item: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !LIVE_ATTRIBUTES.includes(name)));
}

/** Invalid attributes, which only a manual edit can make, read as absent. */
export function fromAttemptItem(item: Item): Attempt {
  return {
    ...decodeItem(ATTEMPT, item),
    user: decodeItem(ATTEMPT_LEARNER, item),
    isCurrent: item[INDEX_KEY.currentInCourse] !== undefined,
  };
}

/** Keys of the schedule: one key takes 1000 writes a second, and many attempts end in the same minute. */
export const SCHEDULE_BUCKETS = 48;

function indexKeys(attempt: Attempt): Item {
  const scheduledAt = scheduleTime(attempt);
  return {
    [INDEX_KEY.examLearner]: examLearner(attempt.examId, attempt.user.id),
    [INDEX_KEY.inCourse]: courseKey(attempt.courseId, attempt.attemptId),
    [INDEX_KEY.currentInCourse]: attempt.isCurrent ? courseKey(attempt.courseId, attempt.attemptId) : null,
    [INDEX_KEY.inProgressUserId]: isInProgress(attempt.status) ? attempt.user.id : null,
    [INDEX_KEY.scheduleBucket]: scheduledAt === null ? null : attempt.attemptId % SCHEDULE_BUCKETS,
    [INDEX_KEY.scheduledAt]: scheduledAt,
  };
}

/** The time from which the sweep processes the attempt; null for never. */
function scheduleTime(attempt: Attempt): string | null {
  if (attempt.cascadePending) return attempt.modifiedAt;
  return isInProgress(attempt.status) ? storedEndOf(attempt) : null;
}

export function examLearner(examId: number, userId: number): string {
  return `${examId}#${userId}`;
}
