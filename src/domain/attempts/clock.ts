import { DomainError } from '../errors.ts';
import type { Exam } from '../exams/exam.ts';
import { type Instant, laterBy, secondsBetween } from '../time.ts';
import { type Attempt, isPractice } from './attempt.ts';
import { isIncomplete, isInProgress } from './status.ts';

/** Inputs of the first start. */
export interface StartingTerms {
  exam: Exam;
  /** Seconds that allowances add for this learner at this exam. */
  additionalSeconds: number;
  now: Instant;
}

/** The attributes of an attempt that its time is calculated from. */
export type AttemptTime = Pick<Attempt, 'allowedTimeSeconds' | 'baseTimeSeconds' | 'includedAdditionalSeconds'>;

/** The same with the field that decides whether the due date counts. */
type Timed = AttemptTime & Pick<Attempt, 'createdPractice'>;

/** A number of seconds that a learner has, and the additional time in it. */
interface TimeBudget {
  seconds: number;
  /** The part that goes when all additional time is taken back; above `seconds` where some of it was used already. */
  additional: number;
  /** The additional time that was granted when `seconds` was calculated; a cut at the due date may have taken some of it. */
  granted: number;
}

/**
 * Sets the clock's start and the seconds allowed at the first start: the exam's limit with the learner's additional
 * time, cut so that they end by the due date. A later start (coming back from `ready_to_submit`) changes neither.
 */
export function startClock(
  attempt: Timed & Pick<Attempt, 'startedAt'>,
  terms: StartingTerms,
): Partial<AttemptTime & Pick<Attempt, 'startedAt'>> {
  if (attempt.startedAt !== null) return {};
  return { startedAt: terms.now, ...toAttemptTime(budgetAtStart(attempt, terms)) };
}

/**
 * The time that an attempt would get if its clock started now. Prescribed time, and the time left of the attempt that this
 * one resumes, already include additional time: only the difference to the present grant is added or taken away.
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
  return withGranted(budgetOf(attempt, attempt.allowedTimeSeconds, granted), granted);
}

/**
 * The time of an attempt once the learner's additional time is `additionalSeconds`; where the clock runs, its end moves by
 * the difference. Granting moves it to the due date at most, and never to an earlier time. Taking back takes the
 * included part of the grant, and never moves the end before now.
 * @param previousSeconds the additional time until this change
 */
export function changeAdditionalTime(
  attempt: Timed & Pick<Attempt, 'startedAt'>,
  { exam, additionalSeconds, now }: StartingTerms,
  previousSeconds: number,
): Partial<AttemptTime> {
  const { startedAt, allowedTimeSeconds } = attempt;
  // Not by its status: one that was stopped before it was ever started waits to be submitted without a clock.
  if (allowedTimeSeconds === null) return {};
  const before = budgetOf(attempt, allowedTimeSeconds, previousSeconds, startedAt !== null);
  const after = withGranted(before, additionalSeconds);
  if (startedAt === null) return toAttemptTime(after);
  // Rounded up: an end that is whole seconds after the start must not be a part of a second before now.
  const untilNow = Math.ceil((Date.parse(now) - Date.parse(startedAt)) / 1000);
  const seconds =
    after.seconds < before.seconds
      ? Math.min(before.seconds, Math.max(after.seconds, untilNow))
      : Math.max(before.seconds, cutAtDueDate(after.seconds, attempt, exam, startedAt));
  const additional = Math.max(0, Math.min(after.granted, after.additional + seconds - after.seconds));
  return toAttemptTime({ ...after, seconds, additional });
}

/**
 * The time of a new attempt that resumes this one: the time that was left, with the additional time in it. An attempt
 * that was never started has its whole time left.
 */
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

/**
 * The whole time of an attempt. Before its start, where it can be resumed, and without an attempt, the time that the learner
 * would get now.
 */
export function totalSeconds(attempt: Attempt | undefined, terms: StartingTerms): number {
  if (!attempt) return budgetAtStart(NO_TIME_SET, terms).seconds;
  // The attempt that resumes it will be practice if the exam is practice then.
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
 * Infers the grant of attempts stored before `includedAdditionalSeconds` was: the present grant where the clock runs,
 * else the time above base. The time above base is included; without a base time, all of the grant is.
 */
function budgetOf(attempt: AttemptTime, seconds: number, grantedNow: number, isRunning = false): TimeBudget {
  const { baseTimeSeconds, includedAdditionalSeconds } = attempt;
  const aboveBase = baseTimeSeconds === null ? grantedNow : Math.max(0, seconds - baseTimeSeconds);
  const granted = includedAdditionalSeconds ?? (isRunning ? grantedNow : aboveBase);
  return { seconds, additional: Math.min(aboveBase, granted), granted };
}

/** Applies a new grant. After a part was taken back, no more than the remaining grant stays included. */
function withGranted({ seconds, additional, granted: before }: TimeBudget, granted: number): TimeBudget {
  const included = granted >= before ? additional + granted - before : Math.min(additional, granted);
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
): number {
  // Practice may start after the due date; there is nothing left to cut it to.
  if (exam.dueDate === null || (isPractice(attempt, exam) && exam.dueDate <= startedAt)) return seconds;
  return Math.max(0, Math.min(seconds, secondsBetween(startedAt, exam.dueDate)));
}

/** When the time of a started attempt is up; null before its start. */
export function endOf(attempt: Attempt): Instant | null {
  const { startedAt, allowedTimeSeconds } = attempt;
  return startedAt === null || allowedTimeSeconds === null ? null : laterBy(startedAt, allowedTimeSeconds);
}

/** Tells whether an attempt is in progress and past its end: the schedule, or an earlier write, will close it. */
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

/**
 * Seconds that were left when the attempt was completed or broke off, or are left at `now`. Null where the start would set
 * the whole time.
 */
export function timeLeftAtCompletion(attempt: Attempt, now: Instant): number | null {
  const { startedAt, completedAt, allowedTimeSeconds, timeRemainingSeconds } = attempt;
  if (startedAt === null || allowedTimeSeconds === null) return allowedTimeSeconds;
  if (timeRemainingSeconds !== null) return timeRemainingSeconds;
  return Math.max(0, allowedTimeSeconds - secondsBetween(startedAt, completedAt ?? now));
}

/** May no attempt at this exam be created at `now` any more? Practice exams stay open. */
export function isPastDue(exam: Exam, now: Instant): boolean {
  return !exam.isPracticeExam && exam.dueDate !== null && exam.dueDate <= now;
}

/** @throws DomainError `exam_past_due` where no attempt may be created any more */
export function requireNotPastDue(exam: Exam, now: Instant): void {
  if (isPastDue(exam, now)) throw new DomainError('exam_past_due', `Exam ${exam.examId} was due at ${exam.dueDate}.`);
}
