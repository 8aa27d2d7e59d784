import type { AllowanceChange } from '../../domain/allowances/allowance.ts';
import { isDone } from '../../domain/allowances/timeJob.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import type { TimeJobProgress } from '../../usecases/allowances/timeJobs.ts';
import { toWireActor } from '../contract/actor.ts';

/** The finished pauses of an exam, and the beginning of the present one. */
export function toWirePause({ examId, pausedAt, pausedBy, pausedSeconds }: Exam) {
  const paused_by = pausedBy ? toWireActor(pausedBy) : null;
  return { exam_id: examId, paused_at: pausedAt, paused_by, paused_seconds: pausedSeconds };
}

export function toWireTimeJob({ job, granted, grantedUserIds }: TimeJobProgress) {
  return {
    job_id: job.jobId,
    exam_id: job.examId,
    minutes: job.minutes,
    reason: job.reason,
    user_ids: job.userIds && [...job.userIds],
    in_progress_only: job.inProgressOnly,
    excluded_user_id: job.excludedUserId,
    state: isDone(job) ? ('done' as const) : ('running' as const),
    granted,
    granted_user_ids: grantedUserIds && [...grantedUserIds],
    created: job.createdAt,
  };
}

export function toWireChange({ key, value, at, by, reason }: AllowanceChange) {
  return { key, value, changed_at: at, changed_by: toWireActor(by), reason };
}
