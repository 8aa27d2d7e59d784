import type { Exam } from '../exams/exam.ts';
import { type Instant, secondsBetween } from '../time.ts';
import type { Attempt } from './attempt.ts';

/**
 * What the first start sets: the clock's start and the seconds allowed, cut so that they end by the due date.
 * A later start (coming back from `ready_to_submit`) changes neither.
 */
export function startClock(
  attempt: Pick<Attempt, 'startedAt' | 'allowedTimeSeconds'>,
  given: { exam: Exam | undefined; now: Instant },
): Partial<Attempt> {
  if (attempt.startedAt !== null) return {};
  if (!given.exam) throw new TypeError('the first start needs the exam');
  const limit = attempt.allowedTimeSeconds ?? given.exam.timeLimitMins * 60;
  return { startedAt: given.now, allowedTimeSeconds: cutAtDueDate(limit, given.exam, given.now) };
}

function cutAtDueDate(seconds: number, exam: Exam, now: Instant): number {
  // A practice exam may be taken after its due date; there is nothing left to cut it to.
  if (exam.dueDate === null || (exam.isPracticeExam && exam.dueDate <= now)) return seconds;
  return Math.max(0, Math.min(seconds, secondsBetween(now, exam.dueDate)));
}

/** Seconds the learner has left at `now`; 0 before the start, after the end and once completed. */
export function secondsRemaining(attempt: Attempt, now: Instant): number {
  const running = attempt.status === 'started' || attempt.status === 'ready_to_submit';
  if (!running || attempt.startedAt === null || attempt.allowedTimeSeconds === null) return 0;
  return Math.max(0, attempt.allowedTimeSeconds - secondsBetween(attempt.startedAt, now));
}

/** May an attempt at this exam be created at `now`? Practice exams stay open. */
export function isPastDue(exam: Exam, now: Instant): boolean {
  return !exam.isPracticeExam && exam.dueDate !== null && exam.dueDate <= now;
}
