import { isInProgress } from './statuses.ts';
import type { Attempt } from './wire.ts';

const MAX_OVERDUE_MS = 2 * 60_000;
const MAX_REVIEW_WAIT_MS = 72 * 3_600_000;

/** Statuses among which attempts that need a decision are. */
export const ATTENTION_STATUSES = [
  'second_review_required',
  'error',
  'submitted',
  'started',
  'ready_to_submit',
] as const satisfies readonly Attempt['status'][];

/**
 * Why an attempt needs a decision of staff; undefined if it needs none.
 * @param now milliseconds since 1970
 */
export function attentionReason(attempt: Attempt, now: number): string | undefined {
  const { status } = attempt;
  if (status === 'second_review_required') return 'The vendor’s review needs a decision';
  if (status === 'error' && attempt.is_resumable && !attempt.ready_to_resume) return 'May resume if you allow it';
  if (isInProgress(status) && overdueMs(attempt, now) > MAX_OVERDUE_MS) return 'Past its end, and still open';
  if (status === 'submitted' && isProctored(attempt) && waitMs(attempt, now) > MAX_REVIEW_WAIT_MS) {
    return 'No review for 72 hours';
  }
  return undefined;
}

/** The service counts the pauses of the exam: an attempt that they keep open has time left. */
function overdueMs({ started_at, allowed_time_limit_mins, time_remaining_seconds }: Attempt, now: number): number {
  if (started_at === null || allowed_time_limit_mins === null || (time_remaining_seconds ?? 0) > 0) return 0;
  return now - (Date.parse(started_at) + allowed_time_limit_mins * 60_000);
}

function waitMs({ completed_at }: Attempt, now: number): number {
  return completed_at === null ? 0 : now - Date.parse(completed_at);
}

const isProctored = ({ taking_as_proctored, is_sample_attempt }: Attempt) => taking_as_proctored && !is_sample_attempt;
