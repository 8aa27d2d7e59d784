import type * as z from 'zod/mini';
import type { HistoryEntry } from '../../domain/archive/historyEntry.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { secondsRemaining } from '../../domain/attempts/clock.ts';
import { isInProgress } from '../../domain/attempts/status.ts';
import { type ExternalIdViewer, visibleExternalId } from '../../domain/attempts/visibleExternalId.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { NO_PAUSES } from '../../domain/exams/pauses.ts';
import type { Instant } from '../../domain/time.ts';
import type { AttemptRequest, StaffAttemptRequest } from '../../usecases/attempts/attemptRequest.ts';
import { toWireActor } from '../contract/actor.ts';
import { toWireExam } from '../exams/wire.ts';
import type { createAttempt } from './contract.ts';
import { describeRemaining, wholeMinutes } from './duration.ts';

export function toAttemptRequest(body: z.output<ReturnType<typeof createAttempt.body>>): AttemptRequest {
  const onBehalf: StaffAttemptRequest = {
    ...(body.user && { user: toUser(body.user) }),
    ...(body.attempt_code != null && { attemptCode: body.attempt_code }),
    ...(body.external_id != null && { externalId: body.external_id }),
    ...(body.student_name != null && { studentName: body.student_name }),
    ...(body.taking_as_proctored != null && { takingAsProctored: body.taking_as_proctored }),
    ...(body.is_sample_attempt != null && { isSampleAttempt: body.is_sample_attempt }),
    ...(body.allowed_time_limit_mins != null && { allowedTimeSeconds: body.allowed_time_limit_mins * 60 }),
  };
  return {
    examId: body.exam_id,
    startClock: body.start_clock ?? false,
    attemptProctored: body.attempt_proctored ?? false,
    ...(Object.keys(onBehalf).length > 0 && { onBehalf }),
  };
}

function toUser(
  user: NonNullable<z.output<ReturnType<typeof createAttempt.body>>['user']>,
): NonNullable<StaffAttemptRequest['user']> {
  const { id, username, email, name } = user;
  return { id, username, email: email ?? '', ...(name != null && { name }) };
}

/** A live attempt in the format of edx-proctoring. @param exam null if it no longer exists */
export function toWireAttempt(attempt: Attempt, exam: Exam | null, now: Instant, viewer: ExternalIdViewer) {
  return {
    ...toWireArchivedAttempt(attempt, exam, viewer),
    time_remaining_seconds: remainingSeconds(attempt, exam, now),
  };
}

/** The remaining time at `now`, or at the interruption of the attempt. */
export function remainingSeconds(attempt: Attempt, exam: Exam | null, now: Instant): number {
  return isInProgress(attempt.status)
    ? secondsRemaining(attempt, exam ?? NO_PAUSES, now)
    : (attempt.timeRemainingSeconds ?? 0);
}

export function allowedMinutes({ allowedTimeSeconds, hasPreviousAttempt }: Attempt): number | null {
  return allowedTimeSeconds === null ? null : wholeMinutes(allowedTimeSeconds, hasPreviousAttempt);
}

/** An archived attempt: its clock stands still. */
export function toWireArchivedAttempt(attempt: Attempt, exam: Exam | null, viewer: ExternalIdViewer) {
  return {
    id: attempt.attemptId,
    version: attempt.version,
    created: attempt.createdAt,
    modified: attempt.modifiedAt,
    user: attempt.user,
    student_name: attempt.studentName,
    started_at: attempt.startedAt,
    completed_at: attempt.completedAt,
    external_id: visibleExternalId(attempt, exam, viewer),
    status: attempt.status,
    proctored_exam: exam && toWireExam(exam),
    allowed_time_limit_mins: allowedMinutes(attempt),
    attempt_code: attempt.attemptCode,
    is_sample_attempt: attempt.isSampleAttempt,
    taking_as_proctored: attempt.takingAsProctored,
    review_policy_id: attempt.reviewPolicyId,
    is_status_acknowledged: attempt.isStatusAcknowledged,
    time_remaining_seconds: attempt.timeRemainingSeconds,
    is_resumable: attempt.isResumable,
    // Clients of edx-proctoring expect true for a resumed attempt as well.
    ready_to_resume: attempt.readyToResume || attempt.resumed,
    resumed: attempt.resumed,
  };
}

/** A live attempt with its remaining time in words. */
export function toWireAttemptInWords(attempt: Attempt, exam: Exam | null, now: Instant, viewer: ExternalIdViewer) {
  const wire = toWireAttempt(attempt, exam, now, viewer);
  return { ...wire, accessibility_time_string: describeRemaining(wire.time_remaining_seconds) };
}

/** The attempt as it was, and the change that followed. */
export function toWireHistoryEntry(entry: HistoryEntry, exam: Exam | null, viewer: ExternalIdViewer) {
  return {
    ...toWireArchivedAttempt(entry.attempt, exam, viewer),
    change: entry.change,
    to_status: entry.toStatus,
    changed_at: entry.changedAt,
    changed_by: toWireActor(entry.changedBy),
    reason: entry.reason,
  };
}
