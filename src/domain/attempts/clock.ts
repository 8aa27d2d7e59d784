import { DomainError } from '../errors.ts';
import type { Exam } from '../exams/exam.ts';
import { type ExamPauses, movedByPauses, pausedSecondsUntil } from '../exams/pauses.ts';
import { exactSecondsBetween, hasCome, type Instant, laterBy, secondsBetween } from '../time.ts';
import type { Attempt } from './attempt.ts';
import { isPractice } from './createdAs.ts';
import { isIncomplete, isInProgress } from './status.ts';

/** The terms of a start. */
export interface StartingTerms {
  exam: Exam;
  /** The learner's additional time at the exam. */
  additionalSeconds: number;
  now: Instant;
}

/** The fields of an attempt that hold its time. */
export type AttemptTime = Pick<Attempt, 'allowedTimeSeconds' | 'baseTimeSeconds' | 'includedAdditionalSeconds'>;

/** The same with the field that decides whether the due date applies. */
type Timed = AttemptTime & Pick<Attempt, 'createdPractice'>;

/** The time of a learner, and the additional time in it. */
interface TimeBudget {
  seconds: number;
  /** The part that is lost if all additional time is revoked; above `seconds` if some of it was used already. */
  additional: number;
  /** The additional time granted when `seconds` was calculated; the due date may have cut some of it. */
  granted: number;
}

/** The fields that a start sets. */
type StartFields = AttemptTime & Pick<Attempt, 'startedAt' | 'examPausedSeconds'>;

/**
 * Sets the start and the allowed time at the first start: the exam's time limit and the additional time, cut at the due
 * date. A later start (from `ready_to_submit`) changes neither.
 */
export function startClock(attempt: Timed & Pick<Attempt, 'startedAt'>, terms: StartingTerms): Partial<StartFields> {
  if (attempt.startedAt !== null) return {};
  const examPausedSeconds = pausedSecondsUntil(terms.exam, terms.now) || null;
  return { startedAt: terms.now, examPausedSeconds, ...toAttemptTime(budgetAtStart(attempt, terms)) };
}

/**
 * The time of an attempt whose clock starts now. Prescribed and resumed time already include additional time: only the
 * difference to the present grant is added or removed.
 */
function budgetAtStart(attempt: Timed, { exam, additionalSeconds, now }: StartingTerms): TimeBudget {
  const budget = pendingBudget(attempt, exam, additionalSeconds);
  const seconds = cutAtDueDate(budget.seconds, attempt, exam, now);
  return { ...budget, seconds, additional: Math.max(0, budget.additional - (budget.seconds - seconds)) };
}

function pendingBudget(attempt: AttemptTime, exam: Exam, granted: number): TimeBudget {
  if (attempt.allowedTimeSeconds === null) {
    return { seconds: exam.timeLimitMins * 60 + granted, additional: granted, granted };
  }
  return applyGrant(budgetOf(attempt, attempt.allowedTimeSeconds, granted), granted);
}

/**
 * The time of an attempt after a change of the additional time. A grant extends it up to the due date; a revocation removes
 * the included part, and never moves the end before now.
 * @param previousSeconds the additional time before the change
 */
export function changeAdditionalTime(
  attempt: Timed & Pick<Attempt, 'startedAt' | 'examPausedSeconds'>,
  { exam, additionalSeconds, now }: StartingTerms,
  previousSeconds: number,
): Partial<AttemptTime> {
  const { startedAt, allowedTimeSeconds } = attempt;
  // Not decided by the status: an attempt stopped before its start is in progress without a clock.
  if (allowedTimeSeconds === null) return {};
  const before = budgetOf(attempt, allowedTimeSeconds, previousSeconds, startedAt !== null);
  const after = applyGrant(before, additionalSeconds);
  if (startedAt === null) return toAttemptTime(after);
  const storedEnd = laterBy(startedAt, allowedTimeSeconds);
  const paused = exactSecondsBetween(storedEnd, movedEnd(storedEnd, attempt, exam, now));
  // Rounded up: the time is whole seconds, and its end must not be a fraction of a second before now.
  const untilNow = Math.ceil(exactSecondsBetween(startedAt, now) - paused);
  const seconds =
    // Stryker disable next-line EqualityOperator: where both are equal, either branch leaves them so.
    after.seconds < before.seconds
      ? Math.min(before.seconds, Math.max(after.seconds, untilNow))
      : Math.max(before.seconds, cutAtDueDate(after.seconds, attempt, exam, startedAt, paused));
  const additional = Math.max(0, Math.min(after.granted, after.additional + seconds - after.seconds));
  return toAttemptTime({ ...after, seconds, additional });
}

/** The time of a new attempt that resumes this one: the time left, with the additional time in it; all of it before a start. */
export function remainingTime(attempt: Attempt): AttemptTime {
  const { startedAt, timeRemainingSeconds, allowedTimeSeconds, baseTimeSeconds, includedAdditionalSeconds } = attempt;
  if (startedAt === null) return { allowedTimeSeconds, baseTimeSeconds, includedAdditionalSeconds };
  const unknown = { baseTimeSeconds: null, includedAdditionalSeconds };
  if (timeRemainingSeconds === null) return { allowedTimeSeconds: null, ...unknown };
  if (allowedTimeSeconds === null || baseTimeSeconds === null) {
    return { allowedTimeSeconds: timeRemainingSeconds, ...unknown };
  }
  const { additional, granted } = budgetOf(attempt, allowedTimeSeconds, 0);
  return toAttemptTime({ seconds: timeRemainingSeconds, additional, granted });
}

/** The whole time of an attempt; without one, before its start, and if it can be resumed: the time of a start now. */
export function totalSeconds(attempt: Attempt | undefined, terms: StartingTerms): number {
  if (!attempt) return budgetAtStart(NO_TIME_SET, terms).seconds;
  // The resuming attempt will be a practice attempt if the exam is a practice exam then.
  if (isToBeResumed(attempt)) return budgetAtStart({ ...NO_TIME_SET, ...remainingTime(attempt) }, terms).seconds;
  if (attempt.startedAt === null && isIncomplete(attempt.status)) return budgetAtStart(attempt, terms).seconds;
  return attempt.allowedTimeSeconds ?? pendingBudget(NO_TIME_SET, terms.exam, terms.additionalSeconds).seconds;
}

export function isToBeResumed({ isResumable, readyToResume }: Attempt): boolean {
  return isResumable || readyToResume;
}

const NO_TIME_SET: Timed = {
  allowedTimeSeconds: null,
  baseTimeSeconds: null,
  includedAdditionalSeconds: null,
  createdPractice: null,
};

/**
 * The budget of a stored time. Attempts older than `includedAdditionalSeconds` get the present grant if the clock runs,
 * else the time above base; without a base time, the whole grant counts as included.
 */
function budgetOf(attempt: AttemptTime, seconds: number, grantedNow: number, isRunning = false): TimeBudget {
  const { baseTimeSeconds, includedAdditionalSeconds } = attempt;
  const aboveBase = baseTimeSeconds === null ? grantedNow : Math.max(0, seconds - baseTimeSeconds);
  const granted = includedAdditionalSeconds ?? (isRunning ? grantedNow : aboveBase);
  return { seconds, additional: Math.min(aboveBase, granted), granted };
}

/** The budget under another grant. After a revocation at most the remaining grant stays included. */
function applyGrant({ seconds, additional, granted: before }: TimeBudget, granted: number): TimeBudget {
  const included = Math.min(additional + Math.max(0, granted - before), granted);
  return { seconds: Math.max(0, seconds + included - additional), additional: included, granted };
}

function toAttemptTime({ seconds, additional, granted }: TimeBudget): AttemptTime {
  return {
    allowedTimeSeconds: seconds,
    baseTimeSeconds: seconds - additional,
    includedAdditionalSeconds: granted === 0 ? null : granted,
  };
}

function cutAtDueDate(
  seconds: number,
  attempt: Pick<Attempt, 'createdPractice'>,
  exam: Exam,
  startedAt: Instant,
  paused = 0,
): number {
  // Practice may start after the due date, which then limits nothing.
  if (exam.dueDate === null || (isPractice(attempt, exam) && exam.dueDate <= startedAt)) return seconds;
  return Math.max(0, Math.min(seconds, secondsBetween(laterBy(startedAt, paused), exam.dueDate)));
}

/** The end of the allowed time, as stored: pauses of the exam since the start move it. Null before the start. */
export function storedEndOf({ startedAt, allowedTimeSeconds }: Clocked): Instant | null {
  return startedAt === null || allowedTimeSeconds === null ? null : laterBy(startedAt, allowedTimeSeconds);
}

/** The end of the allowed time; while the exam is paused, as if it were resumed now. Null before the start. */
export function endOf(attempt: Clocked, pauses: ExamPauses, now: Instant): Instant | null {
  const storedEnd = storedEndOf(attempt);
  return storedEnd === null ? null : movedEnd(storedEnd, attempt, pauses, now);
}

/** The stored end of an attempt, moved by the pauses of its exam since its start, also beyond the due date. */
export function movedEnd(
  storedEnd: Instant,
  attempt: Pick<Attempt, 'examPausedSeconds'>,
  pauses: ExamPauses,
  now: Instant,
): Instant {
  return movedByPauses(storedEnd, attempt.examPausedSeconds ?? 0, pauses, now);
}

/** Whether an attempt in progress is past its stored end, so that only a pause of the exam can keep it open. */
export function isPastStoredEnd(attempt: Attempt, now: Instant): boolean {
  return isInProgress(attempt.status) && hasCome(storedEndOf(attempt), now);
}

/** Whether an attempt in progress is past its end: the sweep, or an earlier write, will close it. */
export function isTimedOut(attempt: Attempt, pauses: ExamPauses, now: Instant): boolean {
  return isInProgress(attempt.status) && hasCome(endOf(attempt, pauses, now), now);
}

/** Seconds the learner has left at `now`; 0 before the start, after the end and once completed. */
export function secondsRemaining(attempt: Attempt, pauses: ExamPauses, now: Instant): number {
  return isInProgress(attempt.status) ? (secondsUntilEnd(attempt, pauses, now) ?? 0) : 0;
}

/** Seconds left at the completion or interruption, else at `now`. Null before a start that would set the whole time. */
export function timeLeftAtCompletion(attempt: Attempt, pauses: ExamPauses, now: Instant): number | null {
  if (attempt.startedAt !== null && attempt.timeRemainingSeconds !== null && attempt.allowedTimeSeconds !== null) {
    return attempt.timeRemainingSeconds;
  }
  return secondsUntilEnd(attempt, pauses, attempt.completedAt ?? now) ?? attempt.allowedTimeSeconds;
}

type Clocked = Pick<Attempt, 'startedAt' | 'allowedTimeSeconds' | 'examPausedSeconds'>;

/** Whole seconds from an instant to the end, by the pauses until then; at least 0. Null before the start. */
function secondsUntilEnd(attempt: Clocked, pauses: ExamPauses, at: Instant): number | null {
  const end = endOf(attempt, pauses, at);
  return end === null ? null : Math.max(0, Math.ceil(exactSecondsBetween(at, end)));
}

/** Whether it is too late to create an attempt at the exam. Practice exams stay open. */
export function isPastDue(exam: Exam, now: Instant): boolean {
  return !exam.isPracticeExam && hasCome(exam.dueDate, now);
}

/** @throws DomainError `exam_past_due` */
export function requireNotPastDue(exam: Exam, now: Instant): void {
  if (isPastDue(exam, now)) throw new DomainError('exam_past_due', `Exam ${exam.examId} was due at ${exam.dueDate}.`);
}
