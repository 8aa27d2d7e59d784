import type { Actor } from '../domain/actors.ts';
import type { Attempt } from '../domain/attempts/attempt.ts';
import type { AttemptStatus } from '../domain/attempts/status.ts';
import { type Item, map, number, text, withoutNulls } from './item.ts';

/** An attempt as stored: the one place where its attributes are named. */
export function toAttemptItem(attempt: Attempt): Item {
  return withoutNulls({
    attempt_id: attempt.attemptId,
    version: attempt.version,
    attempt_code: attempt.attemptCode,
    external_id: attempt.externalId,
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
    time_remaining_seconds: attempt.timeRemainingSeconds,
    is_sample_attempt: attempt.isSampleAttempt,
    taking_as_proctored: attempt.takingAsProctored,
    is_status_acknowledged: attempt.isStatusAcknowledged,
    review_policy_id: attempt.reviewPolicyId,
    is_resumable: attempt.isResumable,
    ready_to_resume: attempt.readyToResume,
    resumed: attempt.resumed,
    // Sparse: only on the attempt that counts now.
    current_course_id: attempt.isCurrent ? attempt.courseId : null,
    last_change: toChangeItem(attempt.lastChange),
  });
}

/** The attempt of an item; an item made or changed by hand reads as far as it goes. */
export function fromAttemptItem(item: Item): Attempt {
  return {
    attemptId: number(item.attempt_id) ?? 0,
    version: number(item.version) ?? 0,
    attemptCode: text(item.attempt_code) ?? '',
    externalId: text(item.external_id),
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
    timeRemainingSeconds: number(item.time_remaining_seconds),
    isSampleAttempt: item.is_sample_attempt === true,
    takingAsProctored: item.taking_as_proctored === true,
    isStatusAcknowledged: item.is_status_acknowledged === true,
    reviewPolicyId: number(item.review_policy_id),
    isResumable: item.is_resumable === true,
    readyToResume: item.ready_to_resume === true,
    resumed: item.resumed === true,
    isCurrent: item.current_course_id !== undefined,
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
