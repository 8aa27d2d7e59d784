import type { ExamPauses } from '../exams/pauses.ts';
import type { Instant } from '../time.ts';
import type { Attempt } from './attempt.ts';
import { timeLeftAtCompletion } from './clock.ts';

/**
 * The fields of an attempt that an error ends, whether the learner or a review reports it. One that staff have marked ready
 * to resume, or that was resumed, does not become resumable again.
 */
export function interruption(attempt: Attempt, pauses: ExamPauses, now: Instant): Partial<Attempt> {
  const isResumable = !attempt.readyToResume && !attempt.resumed;
  const timeRemainingSeconds = timeLeftAtCompletion(attempt, pauses, now);
  return { isResumable, ...(timeRemainingSeconds !== null && { timeRemainingSeconds }) };
}
