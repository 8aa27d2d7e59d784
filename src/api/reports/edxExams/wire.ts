import { examAsCreated } from '../../../domain/attempts/createdAs.ts';
import type { Backends } from '../../../domain/exams/backends.ts';
import { examType } from '../../../domain/exams/examType.ts';
import type { ReviewedAttempt } from '../../../usecases/attempts/listAllAttempts.ts';
import { allowedMinutes } from '../../attempts/wire.ts';

/** An attempt with its review in the format of edx-exams. */
export function toEdxExamsAttempt({ attempt, exam, review }: ReviewedAttempt, backends: Backends) {
  return {
    attempt_id: attempt.attemptId,
    attempt_status: attempt.status,
    start_time: attempt.startedAt,
    end_time: attempt.completedAt,
    allowed_time_limit_mins: allowedMinutes(attempt),
    exam_type: exam ? examType(examAsCreated(attempt, exam), backends) : ('timed' as const),
    exam_display_name: exam?.examName ?? '',
    username: attempt.user.username,
    proctored_review: review
      ? { submission_time: review.receivedAt, severity: null, submission_reason: review.reviewStatus }
      : null,
  };
}
