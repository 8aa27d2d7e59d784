import { type Caller, requireStaffOf } from '../../actors.ts';
import type { Exam } from '../../exams/exam.ts';
import type { Clock } from '../../time.ts';
import type { Attempt } from '../attempt.ts';
import { asOf, type TimedOutStatus } from '../timeOut.ts';

/** Reading many attempts. Found by indexes, which lag by a moment, and then read as they are. */
export interface AttemptLists {
  /** The newest 100, newest first. */
  inProgressOf(userId: number): Promise<Attempt[]>;
  /** The attempts of a course that count, newest first. */
  ofCourse(courseId: string, page: ListPage): Promise<{ attempts: Attempt[]; nextCursor: string | null }>;
  /**
   * How many attempts of a course count, as far as `atMost`; with a search, how many of them match, for which the whole
   * course's index is read.
   */
  count(courseId: string, asked: { search: string | undefined; atMost: number }): Promise<number>;
  /** The attempts of the same learners at the same exams as these, by the id of the attempt given. */
  familiesOf(attempts: readonly Attempt[]): Promise<Map<number, Family>>;
  examsOf(attempts: readonly Pick<Attempt, 'examId'>[]): Promise<Map<number, Exam>>;
}

/** A learner's attempts at an exam. */
export interface Family {
  /** The newest 25 and the current one, newest first. */
  newest: Attempt[];
  /** How many there are, counted to about 1,000. */
  count: number;
}

export interface ListPage {
  limit: number;
  /** Of an earlier page; else `skip` says how many to leave out. */
  cursor?: string | undefined;
  skip?: number;
  /** What the username or the email has in it, whatever its case. */
  search?: string | undefined;
}

export interface ListedAttempt {
  attempt: Attempt;
  exam: Exam | null;
  /** The newest 25, newest first, and the listed one. */
  all: Attempt[];
  /** How many there are, counted to about 1,000. */
  allCount: number;
}

const PAGE = 25;
/** So far ahead of a page attempts are counted: a large course has at least so many pages more. */
const COUNTED_AHEAD = 1000;

interface ListPorts {
  lists: AttemptLists;
  clock: Clock;
  timedOutStatus: TimedOutStatus;
}

/**
 * A page of a course's attempts, the newest of each learner and exam, newest first. Its cost does not depend on the size
 * of the course.
 * @throws Refusal `forbidden`, `invalid_request` for a cursor that is not ours
 */
export async function listAttempts(
  given: ListPorts,
  caller: Caller,
  courseId: string,
  asked: { cursor?: string | undefined; search?: string | undefined },
): Promise<{ listed: ListedAttempt[]; nextCursor: string | null }> {
  requireStaffOf(caller, courseId);
  const { attempts, nextCursor } = await given.lists.ofCourse(courseId, { limit: PAGE, ...asked });
  return { listed: await withTheirKin(given, attempts), nextCursor };
}

/**
 * The same by page number. What there is has to be counted; in a large course it is counted only so far ahead, and the
 * number of pages grows as one goes on. A page beyond the last is the last.
 * @throws Refusal `forbidden`
 */
export async function listNumberedPage(
  given: ListPorts,
  caller: Caller,
  courseId: string,
  asked: { page: number; search?: string | undefined },
): Promise<{ listed: ListedAttempt[]; page: number; totalPages: number }> {
  requireStaffOf(caller, courseId);
  const atMost = asked.page * PAGE + COUNTED_AHEAD;
  const count = await given.lists.count(courseId, { search: asked.search, atMost });
  const totalPages = Math.max(1, Math.ceil(count / PAGE));
  const page = Math.min(asked.page, totalPages);
  const skip = (page - 1) * PAGE;
  const { attempts } = await given.lists.ofCourse(courseId, { limit: PAGE, skip, search: asked.search });
  return { listed: await withTheirKin(given, attempts), page, totalPages };
}

async function withTheirKin(given: ListPorts, attempts: readonly Attempt[]): Promise<ListedAttempt[]> {
  const [exams, families] = await Promise.all([given.lists.examsOf(attempts), given.lists.familiesOf(attempts)]);
  const now = given.clock();
  const shown = (attempt: Attempt) => asOf(attempt, now, given.timedOutStatus);
  return attempts.map(attempt => {
    const { newest, count } = families.get(attempt.attemptId) ?? { newest: [attempt], count: 1 };
    return {
      attempt: shown(attempt),
      exam: exams.get(attempt.examId) ?? null,
      all: newest.map(shown),
      allCount: count,
    };
  });
}
