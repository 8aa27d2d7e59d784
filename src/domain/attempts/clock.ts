import { Refusal } from '../errors.ts';
import type { Exam } from '../exams/exam.ts';
import { type Instant, laterBy, secondsBetween } from '../time.ts';
import { type Attempt, isPractice } from './attempt.ts';
import { isInProgress } from './status.ts';

/** What the first start needs to know. */
export interface StartingTerms {
  exam: Exam;
  /** Seconds that allowances add for this learner at this exam. */
  additionalSeconds: number;
  now: Instant;
}

type Timed = Pick<Attempt, 'startedAt' | 'allowedTimeSeconds' | 'baseTimeSeconds' | 'createdPractice'>;

/**
 * What the first start sets: the clock's start and the seconds allowed, the exam's limit with the learner's additional
 * time, cut so that they end by the due date. A later start (coming back from `ready_to_submit`) changes neither.
 * Time that was prescribed, or that is left of the attempt this one resumes, has the additional time in it already.
 */
export function startClock(attempt: Timed, { exam, additionalSeconds, now }: StartingTerms): Partial<Attempt> {
  if (attempt.startedAt !== null) return {};
  const prescribed = attempt.allowedTimeSeconds;
  const base = prescribed === null ? exam.timeLimitMins * 60 : prescribed - additionalSeconds;
  const seconds = base + additionalSeconds;
  return { startedAt: now, baseTimeSeconds: base, allowedTimeSeconds: cutAtDueDate(seconds, attempt, exam, now) };
}

/**
 * The seconds allowed once the learner's additional time is `additionalSeconds`: a running attempt's end moves at once,
 * by the due date at the latest and never before now.
 * @param attempt in progress
 */
export function allowedWith(attempt: Attempt, { exam, additionalSeconds, now }: StartingTerms): number {
  const { startedAt, allowedTimeSeconds, baseTimeSeconds } = attempt;
  if (startedAt === null || allowedTimeSeconds === null) throw new TypeError('the attempt has not been started');
  const seconds = (baseTimeSeconds ?? allowedTimeSeconds) + additionalSeconds;
  const cut = cutAtDueDate(seconds, attempt, exam, startedAt);
  // Rounded up: an end that is whole seconds after the start must not be a part of a second before now.
  const untilNow = Math.ceil((Date.parse(now) - Date.parse(startedAt)) / 1000);
  return cut >= allowedTimeSeconds ? cut : Math.min(allowedTimeSeconds, Math.max(cut, untilNow));
}

function cutAtDueDate(seconds: number, attempt: Timed, exam: Exam, startedAt: Instant): number {
  // Practice may start after the due date; there is nothing left to cut it to.
  if (exam.dueDate === null || (isPractice(attempt, exam) && exam.dueDate <= startedAt)) return seconds;
  return Math.max(0, Math.min(seconds, secondsBetween(startedAt, exam.dueDate)));
}

/** When the time of a started attempt is up; null before its start. */
export function endOf(attempt: Attempt): Instant | null {
  const { startedAt, allowedTimeSeconds } = attempt;
  return startedAt === null || allowedTimeSeconds === null ? null : laterBy(startedAt, allowedTimeSeconds);
}

/** In progress and past its end: the schedule will close it, or whoever writes to it first. */
export function isTimedOut(attempt: Attempt, now: Instant): boolean {
  const end = isInProgress(attempt.status) ? endOf(attempt) : null;
  return end !== null && end <= now;
}

/** Seconds the learner has left at `now`; 0 before the start, after the end and once completed. */
export function secondsRemaining(attempt: Attempt, now: Instant): number {
  const { status, startedAt, allowedTimeSeconds } = attempt;
  if (!isInProgress(status) || startedAt === null || allowedTimeSeconds === null) return 0;
  return Math.max(0, allowedTimeSeconds - secondsBetween(startedAt, now));
}

/** May no attempt at this exam be created at `now` any more? Practice exams stay open. */
export function isPastDue(exam: Exam, now: Instant): boolean {
  return !exam.isPracticeExam && exam.dueDate !== null && exam.dueDate <= now;
}

/** @throws Refusal `exam_past_due` where no attempt may be created any more */
export function requireNotPastDue(exam: Exam, now: Instant): void {
  if (isPastDue(exam, now)) throw new Refusal('exam_past_due', `Exam ${exam.examId} was due at ${exam.dueDate}.`);
}
