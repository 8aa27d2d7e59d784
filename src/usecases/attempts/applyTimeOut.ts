import type { Attempt } from '../../domain/attempts/attempt.ts';
import { isPastStoredEnd } from '../../domain/attempts/clock.ts';
import { type TimedOutStatus, withTimeOutApplied } from '../../domain/attempts/timeOut.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { type ExamPauses, NO_PAUSES } from '../../domain/exams/pauses.ts';
import type { Instant } from '../../domain/time.ts';
import type { ExamStore } from '../ports/examStore.ts';

export interface TimeOutPorts {
  exams: Pick<ExamStore, 'readConsistent'>;
  timedOutStatus: TimedOutStatus;
}

/**
 * The attempt as the sweep will leave it; the same object if its time is not up. The exam is read only past the stored end:
 * pauses never move it forward.
 */
export async function applyTimeOut(ports: TimeOutPorts, attempt: Attempt, now: Instant): Promise<Attempt> {
  if (!isPastStoredEnd(attempt, now)) return attempt;
  return withTimeOutApplied(attempt, await readPauses(ports.exams, attempt.examId), now, ports.timedOutStatus);
}

/** The pauses of an exam; none of one that was removed manually. */
export async function readPauses(exams: TimeOutPorts['exams'], examId: number): Promise<ExamPauses> {
  return (await exams.readConsistent(examId)) ?? NO_PAUSES;
}

/** The exam that tells whether an attempt's time is up: read again past its stored end, as a pause since then keeps the attempt open. */
export async function readPresentExam(
  exams: TimeOutPorts['exams'],
  attempt: Attempt,
  examAsRead: Exam,
  now: Instant,
): Promise<Exam> {
  const present = isPastStoredEnd(attempt, now) ? await exams.readConsistent(attempt.examId) : undefined;
  return present ?? examAsRead;
}
