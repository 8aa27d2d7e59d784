import type { Actor } from '../actors.ts';
import { DomainError } from '../errors.ts';
import { exactSecondsBetween, type Instant, laterBy } from '../time.ts';

/** A finished pause of an exam. */
export interface FinishedPause {
  from: Instant;
  /** Exact to the millisecond. */
  seconds: number;
  /** The author of its beginning; absent in pauses of earlier releases, and in several that became one. */
  pausedBy?: Actor;
  resumedBy?: Actor;
}

/** The pauses of an exam, during which the remaining time of every attempt stands still. */
export interface ExamPauses {
  /** The beginning of the present pause; null while the exam is not paused. */
  pausedAt: Instant | null;
  /** The author of the present pause; absent in one of an earlier release. */
  pausedBy?: Actor;
  /** The duration of all finished pauses, exact to the millisecond. */
  pausedSeconds: number;
  /** The finished pauses, oldest first; the first one can stand for several, from the beginning of the oldest on. */
  pauses: readonly FinishedPause[];
}

export const NO_PAUSES: ExamPauses = { pausedAt: null, pausedSeconds: 0, pauses: [] };

/** An exam item stays small: every start reads it, and 100 pauses are some 15 KB. */
const MAX_PAUSES_LISTED = 100;

export function isPaused({ pausedAt }: Pick<ExamPauses, 'pausedAt'>): boolean {
  return pausedAt !== null;
}

/** The pauses once a pause begins; the same object while one lasts. */
export function pause(pauses: ExamPauses, now: Instant, by?: Actor): ExamPauses {
  return isPaused(pauses) ? pauses : { ...pauses, pausedAt: now, ...(by && { pausedBy: by }) };
}

/** The pauses once the present one ends; the same object without one. */
export function resume(pauses: ExamPauses, now: Instant, by?: Actor): ExamPauses {
  const { pausedAt, pausedSeconds, pausedBy } = pauses;
  if (pausedAt === null) return pauses;
  const seconds = Math.max(0, exactSecondsBetween(pausedAt, now));
  const finished = { from: pausedAt, seconds, ...(pausedBy && { pausedBy }), ...(by && { resumedBy: by }) };
  return {
    pausedAt: null,
    pausedSeconds: toMilliseconds(pausedSeconds + seconds),
    pauses: mergeOldest([...pauses.pauses, finished]),
  };
}

/** Beyond the limit the oldest pauses become one, so that none counts before it began. */
function mergeOldest(pauses: readonly FinishedPause[]): readonly FinishedPause[] {
  const [first, second, ...others] = pauses;
  if (!first || !second || pauses.length <= MAX_PAUSES_LISTED) return pauses;
  return [{ from: first.from, seconds: toMilliseconds(first.seconds + second.seconds) }, ...others];
}

/** The paused time until an instant, the present pause included. */
export function pausedSecondsUntil(pauses: ExamPauses, at: Instant): number {
  return toMilliseconds(periodsUntil(pauses, at).reduce((sum, { seconds }) => sum + seconds, 0));
}

/**
 * An end, moved by the pauses until an instant. A pause that begins once the end has come does not move it, so that a time-out
 * is never undone.
 * @param sinceSeconds the paused time that moves nothing: that before the start
 */
export function movedByPauses(end: Instant, sinceSeconds: number, pauses: ExamPauses, at: Instant): Instant {
  let moved = end;
  let total = 0;
  for (const { from, seconds } of periodsUntil(pauses, at)) {
    total += seconds;
    const counted = Math.min(seconds, Math.max(0, total - sinceSeconds));
    if (from === null || from < moved) moved = laterBy(moved, counted);
  }
  return moved;
}

/** The pauses until an instant, oldest first; the first one, without a beginning, stands for those that an earlier release did not list. */
function periodsUntil({ pausedAt, pausedSeconds, pauses }: ExamPauses, at: Instant) {
  const listed = pauses.reduce((sum, { seconds }) => sum + seconds, 0);
  const present = pausedAt === null ? [] : [{ from: pausedAt, seconds: Number.POSITIVE_INFINITY }];
  const until = [...pauses, ...present].map(({ from, seconds }) => ({
    from,
    seconds: Math.min(seconds, Math.max(0, exactSecondsBetween(from, at))),
  }));
  return [{ from: null, seconds: Math.max(0, pausedSeconds - listed) }, ...until];
}

/** @throws DomainError `exam_paused` */
export function requireNotPaused({ examId, pausedAt }: { examId: number } & ExamPauses): void {
  if (pausedAt === null) return;
  throw new DomainError(
    'exam_paused',
    `Exam ${examId} has been paused since ${pausedAt}. Try again once it is resumed.`,
  );
}

function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
