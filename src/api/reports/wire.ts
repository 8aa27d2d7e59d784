import type * as z from 'zod/mini';
import { groupComments } from '../../domain/reviews/commentGroups.ts';
import type { ReportedReview } from '../../usecases/reviews/readViolationReport.ts';
import type { violationReportRow } from './contract.ts';

/** A review as a row of the report. */
export function toReportRow({
  review,
  comments,
  attempt,
  isArchived,
  exam,
}: ReportedReview): z.input<ReturnType<typeof violationReportRow>> {
  const { rules_violation, suspicious, clean, other } = groupComments(comments);
  return {
    attempt_code: review.attemptCode,
    attempt_id: review.attemptId,
    exam_id: review.examId,
    content_id: exam?.contentId ?? null,
    exam_name: exam?.examName ?? null,
    user_id: attempt?.user.id ?? null,
    username: attempt?.user.username ?? null,
    email: attempt?.user.email ?? null,
    student_name: attempt?.studentName ?? null,
    attempt_status: attempt?.status ?? null,
    started_at: attempt?.startedAt ?? null,
    completed_at: attempt?.completedAt ?? null,
    is_archived: isArchived,
    vendor: review.vendor,
    review_status: review.reviewStatus,
    verdict: review.verdict,
    review_version: review.version,
    received_at: review.receivedAt,
    rules_violation_count: rules_violation.count,
    rules_violation_comments: rules_violation.text,
    suspicious_count: suspicious.count,
    suspicious_comments: suspicious.text,
    clean_count: clean.count,
    clean_comments: clean.text,
    other_count: other.count,
    other_comments: other.text,
  };
}
