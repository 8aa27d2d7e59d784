import type { Attempt } from '../../domain/attempts/attempt.ts';
import { isPastStoredEnd } from '../../domain/attempts/clock.ts';
import { type TimedOutStatus, withTimeOutApplied } from '../../domain/attempts/timeOut.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { type ExamPauses, NO_PAUSES } from '../../domain/exams/pauses.ts';
import type { Clock } from '../../domain/time.ts';
import type { ExamStore } from '../ports/examStore.ts';

export interface ShowingPorts {
  clock: Clock;
  timedOutStatus: TimedOutStatus;
}

/** A stored attempt as every read shows it: with its time-out applied. Nothing is written. */
export function shownAttempt(
  { clock, timedOutStatus }: ShowingPorts,
  stored: Attempt,
  exam: ExamPauses | null | undefined,
): Attempt {
  return withTimeOutApplied(stored, exam ?? NO_PAUSES, clock(), timedOutStatus);
}

/** An attempt with its time-out applied, and its exam for display, which is null if it was removed manually. */
export interface ShownAttempt {
  attempt: Attempt;
  exam: Exam | null;
}

interface ShownExamPorts {
  exams: Pick<ExamStore, 'readCached' | 'readConsistent'>;
  clock: Clock;
}

/** The same where the exam is not read yet. */
export async function showAttempt(ports: ShowingPorts & ShownExamPorts, stored: Attempt): Promise<ShownAttempt> {
  const exam = await readShownExam(ports, stored);
  return { attempt: shownAttempt(ports, stored, exam), exam };
}

/** The exam to show an attempt with: a cached one suffices unless it decides whether the time is up. */
export async function readShownExam({ exams, clock }: ShownExamPorts, attempt: Attempt): Promise<Exam | null> {
  const read = isPastStoredEnd(attempt, clock()) ? exams.readConsistent : exams.readCached;
  return (await read(attempt.examId)) ?? null;
}
