import { isDone } from '../../domain/allowances/timeJob.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import type { TimeJobProgress } from '../../usecases/allowances/timeJobs.ts';

/** The finished pauses of an exam, and the beginning of the present one. */
export function toWirePause({ examId, pausedAt, pausedSeconds }: Exam) {
  return { exam_id: examId, paused_at: pausedAt, paused_seconds: pausedSeconds };
}

export function toWireTimeJob({ job, granted }: TimeJobProgress) {
  return {
    job_id: job.jobId,
    exam_id: job.examId,
    minutes: job.minutes,
    reason: job.reason,
    state: isDone(job) ? ('done' as const) : ('running' as const),
    granted,
    created: job.createdAt,
  };
}
