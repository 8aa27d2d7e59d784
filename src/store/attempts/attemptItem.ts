import type { Actor } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { endOf } from '../../domain/attempts/clock.ts';
import { type AttemptStatus, isInProgress } from '../../domain/attempts/status.ts';
import { courseKey } from '../dynamodb/courseShards.ts';
import { boolean, type Item, map, number, text, withoutNulls } from '../dynamodb/item.ts';

/** An attempt as stored: the one place where its attributes are named. */
export function toAttemptItem(attempt: Attempt): Item {
  return withoutNulls({
    attempt_id: attempt.attemptId,
    version: attempt.version,
    attempt_code: attempt.attemptCode,
    external_id: attempt.externalId,
    backend: attempt.backend,
    watched_by: attempt.watchedBy,
    created_practice: attempt.createdPractice,
    created_proctored: attempt.createdProctored,
    exam_id: attempt.examId,
    course_id: attempt.courseId,
    user_id: attempt.user.id,
    username: attempt.user.username,
    email: attempt.user.email,
    student_name: attempt.studentName,
    status: attempt.status,
    created: attempt.createdAt,
    modified: attempt.modifiedAt,
    started_at: attempt.startedAt,
    completed_at: attempt.completedAt,
    allowed_time_seconds: attempt.allowedTimeSeconds,
    base_time_seconds: attempt.baseTimeSeconds,
    included_additional_seconds: attempt.includedAdditionalSeconds,
    time_remaining_seconds: attempt.timeRemainingSeconds,
    is_sample_attempt: attempt.isSampleAttempt,
    taking_as_proctored: attempt.takingAsProctored,
    is_status_acknowledged: attempt.isStatusAcknowledged,
    review_policy_id: attempt.reviewPolicyId,
    is_resumable: attempt.isResumable,
    ready_to_resume: attempt.readyToResume,
    resumed: attempt.resumed,
    has_predecessor: attempt.hasPredecessor || null,
    predecessor_id: attempt.predecessorId,
    status_before_reset: attempt.statusBeforeReset,
    cascade_pending: attempt.cascadePending || null,
    retired: attempt.isRetired || null,
    ...indexKeys(attempt),
    last_change: toChangeItem(attempt.lastChange),
  });
}

/** Over so many keys the attempts that end in one minute are spread: one key takes 1000 writes a second. */
export const SCHEDULE_BUCKETS = 48;

/** What the indexes sort by (resources/tables.yml). All but the first are sparse: most attempts have none of them. */
function indexKeys(attempt: Attempt): Item {
  const scheduledAt = attempt.cascadePending
    ? attempt.modifiedAt
    : isInProgress(attempt.status)
      ? endOf(attempt)
      : null;
  return {
    exam_learner: examLearner(attempt.examId, attempt.user.id),
    // Only on the attempt that counts now.
    current_in_course: attempt.isCurrent ? courseKey(attempt.courseId, attempt.attemptId) : null,
    in_progress_user_id: isInProgress(attempt.status) ? attempt.user.id : null,
    // What the schedule has to do with it, and from when on.
    ...(scheduledAt !== null && { schedule_bucket: attempt.attemptId % SCHEDULE_BUCKETS, scheduled_at: scheduledAt }),
  };
}

/** Only an attempt in progress, or one whose cascade is not finished, has these; a review ends both. */
export const IN_PROGRESS_KEYS = ['in_progress_user_id', 'schedule_bucket', 'scheduled_at'] as const;

export function examLearner(examId: number, userId: number): string {
  return `${examId}#${userId}`;
}

/** The attempt of an item; an item made or changed by hand reads as far as it goes. */
export function fromAttemptItem(item: Item): Attempt {
  return {
    attemptId: number(item.attempt_id) ?? 0,
    version: number(item.version) ?? 0,
    attemptCode: text(item.attempt_code) ?? '',
    externalId: text(item.external_id),
    backend: text(item.backend),
    watchedBy: text(item.watched_by),
    createdPractice: boolean(item.created_practice),
    createdProctored: boolean(item.created_proctored),
    examId: number(item.exam_id) ?? 0,
    courseId: text(item.course_id) ?? '',
    user: { id: number(item.user_id) ?? 0, username: text(item.username) ?? '', email: text(item.email) ?? '' },
    studentName: text(item.student_name) ?? '',
    status: (text(item.status) ?? '') as AttemptStatus,
    createdAt: text(item.created) ?? '',
    modifiedAt: text(item.modified) ?? '',
    startedAt: text(item.started_at),
    completedAt: text(item.completed_at),
    allowedTimeSeconds: number(item.allowed_time_seconds),
    baseTimeSeconds: number(item.base_time_seconds),
    includedAdditionalSeconds: number(item.included_additional_seconds),
    timeRemainingSeconds: number(item.time_remaining_seconds),
    isSampleAttempt: item.is_sample_attempt === true,
    takingAsProctored: item.taking_as_proctored === true,
    isStatusAcknowledged: item.is_status_acknowledged === true,
    reviewPolicyId: number(item.review_policy_id),
    isResumable: item.is_resumable === true,
    readyToResume: item.ready_to_resume === true,
    resumed: item.resumed === true,
    isCurrent: item.current_in_course !== undefined,
    hasPredecessor: item.has_predecessor === true,
    predecessorId: number(item.predecessor_id),
    statusBeforeReset: text(item.status_before_reset) as AttemptStatus | null,
    cascadePending: item.cascade_pending === true,
    isRetired: item.retired === true,
    lastChange: fromChangeItem(map(item.last_change) ?? {}),
  };
}

/** Who made a change and why, as stored. */
export function toChangeItem(change: { by: Actor; reason: string | null }): Item {
  return withoutNulls({ role: change.by.role, user_id: change.by.userId, reason: change.reason });
}

export function fromChangeItem(item: Item): { by: Actor; reason: string | null } {
  const role = (text(item.role) ?? 'unknown') as Actor['role'];
  return { by: { role, userId: number(item.user_id) }, reason: text(item.reason) };
}
