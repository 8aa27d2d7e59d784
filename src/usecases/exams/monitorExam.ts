import type { Caller } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { endOf, secondsRemaining, storedEndOf } from '../../domain/attempts/clock.ts';
import { type AttemptStatus, isBeforeStart, isInProgress } from '../../domain/attempts/status.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { isPaused } from '../../domain/exams/pauses.ts';
import { type Instant, laterBy } from '../../domain/time.ts';
import { runOutsideOfRequests } from '../../platform/requestSignal.ts';
import { type ShowingPorts, shownAttempt } from '../attempts/shownAttempt.ts';
import type { AttemptEntry, AttemptLists } from '../ports/attemptLists.ts';
import { type ExamForStaffPorts, readExamForStaff } from './readExamForStaff.ts';

export interface MonitorPorts extends ExamForStaffPorts, ShowingPorts {
  lists: Pick<AttemptLists, 'allOfCourse' | 'readEntries'>;
}

/** Attempts of the exam that are read: the newest. */
const MAX_MONITORED = 10_000;
/** A page skips the attempts of other exams, and searches a limited number of entries of the course. */
const MAX_PAGES = 10;
/** One reading of the attempts serves all callers of a process until then. */
const MAX_AGE_SECONDS = 10;
/** Exams whose readings a process keeps. */
const MAX_READINGS = 20;

/** The position of a row: pauses move all ends of an exam alike, so the key is the end without them. */
export interface MonitorPosition {
  key: string;
  attemptId: number;
}

export interface MonitoredAttempt {
  attempt: Attempt;
  /** Null while the exam is paused, and for an attempt without a clock. */
  endsAt: Instant | null;
  /** While the exam is paused; else null. */
  remainingSeconds: number | null;
  position: MonitorPosition;
}

export interface MonitoredExam {
  exam: Exam;
  /** The time of the reading, which can be some seconds ago. */
  asOf: Instant;
  /** Numbers of current attempts by status, with their time-outs applied. */
  counts: Partial<Record<AttemptStatus, number>>;
  /** There are attempts beyond those read. */
  isTruncated: boolean;
  /** Attempts in progress, the least time left first. */
  rows: MonitoredAttempt[];
  /** Whose clock has not started, those who have waited longest first. */
  notStarted: Attempt[];
}

interface Reading {
  asOf: Instant;
  attempts: readonly Attempt[];
  isTruncated: boolean;
}

/** A monitor, whose readings are shared by the callers of a process. */
export function createExamMonitor(ports: MonitorPorts) {
  const readings = new Map<number, { asOf: Instant; reading: Promise<Reading> }>();
  const readShared = (exam: Exam): Promise<Reading> => {
    const now = ports.clock();
    const shared = readings.get(exam.examId);
    if (shared && laterBy(shared.asOf, MAX_AGE_SECONDS) > now) return shared.reading;
    const reading = runOutsideOfRequests(() => readAttempts(ports, exam, now));
    readings.delete(exam.examId);
    readings.set(exam.examId, { asOf: now, reading });
    const [oldest] = readings.keys();
    if (readings.size > MAX_READINGS && oldest !== undefined) readings.delete(oldest);
    // A failed reading must not be the answer to the next callers.
    reading.catch(() => {
      if (readings.get(exam.examId)?.reading === reading) readings.delete(exam.examId);
    });
    return reading;
  };

  /**
   * The state of an exam's attempts, for staff of its course.
   * @throws DomainError `exam_not_found`, `forbidden`
   */
  return async (caller: Caller, examId: number): Promise<MonitoredExam> => {
    const exam = await readExamForStaff(ports, caller, examId);
    const { asOf, attempts, isTruncated } = await readShared(exam);
    const now = ports.clock();
    const present = attempts.map(attempt => shownAttempt(ports, attempt, exam));
    const counts: Partial<Record<AttemptStatus, number>> = {};
    for (const { status } of present) counts[status] = (counts[status] ?? 0) + 1;
    const rows = present
      .filter(({ status }) => isInProgress(status))
      .map(attempt => toRow(attempt, exam, now))
      .sort((a, b) => comparePositions(a.position, b.position));
    const notStarted = present
      .filter(({ status }) => isBeforeStart(status))
      // Ids grow with the time of the creation.
      .sort((a, b) => a.attemptId - b.attemptId);
    return { exam, asOf, counts, isTruncated, rows, notStarted };
  };
}

async function readAttempts({ lists }: MonitorPorts, exam: Exam, asOf: Instant): Promise<Reading> {
  const { examId, courseId } = exam;
  const entries: AttemptEntry[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const limit = MAX_MONITORED - entries.length;
    const page = await lists.allOfCourse(courseId, { examId, limit, ...(cursor !== null && { cursor }) });
    entries.push(...page.entries);
    cursor = page.nextCursor;
    pages++;
  } while (cursor !== null && entries.length < MAX_MONITORED && pages < MAX_PAGES);
  const attempts = await lists.readEntries(entries, { isConsistent: false });
  // Superseded attempts are not counted: a learner has one current attempt.
  return { asOf, attempts: attempts.filter(({ isCurrent }) => isCurrent), isTruncated: cursor !== null };
}

function toRow(attempt: Attempt, exam: Exam, now: Instant): MonitoredAttempt {
  const end = endOf(attempt, exam, now);
  const paused = isPaused(exam);
  return {
    attempt,
    endsAt: paused ? null : end,
    remainingSeconds: paused && end !== null ? secondsRemaining(attempt, exam, now) : null,
    position: { key: keyOf(attempt), attemptId: attempt.attemptId },
  };
}

/** Sorts after every instant: an attempt without a clock has its whole time left. */
const WITHOUT_END = '~';

function keyOf(attempt: Attempt): string {
  const storedEnd = storedEndOf(attempt);
  return storedEnd === null ? WITHOUT_END : laterBy(storedEnd, -(attempt.examPausedSeconds ?? 0));
}

export function comparePositions(a: MonitorPosition, b: MonitorPosition): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.attemptId - b.attemptId;
}
