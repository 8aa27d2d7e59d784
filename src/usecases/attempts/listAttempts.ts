import { type Caller, requireStaffOf } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { type TimedOutStatus, withTimeOutApplied } from '../../domain/attempts/timeOut.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import type { Clock } from '../../domain/time.ts';
import type { AttemptLists } from '../ports/attemptLists.ts';

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
 * @throws DomainError `forbidden`, `invalid_request` for a cursor that is not ours
 */
export async function listAttempts(
  ports: ListPorts,
  caller: Caller,
  courseId: string,
  asked: { cursor?: string | undefined; search?: string | undefined },
): Promise<{ listed: ListedAttempt[]; nextCursor: string | null }> {
  requireStaffOf(caller, courseId);
  const { attempts, nextCursor } = await ports.lists.ofCourse(courseId, { limit: PAGE, ...asked });
  return { listed: await withAllAttempts(ports, attempts), nextCursor };
}

/**
 * The same by page number. Attempts have to be counted; in a large course they are counted only so far ahead, and the
 * number of pages grows as one goes on. A page beyond the last is the last.
 * @throws DomainError `forbidden`
 */
export async function listNumberedPage(
  ports: ListPorts,
  caller: Caller,
  courseId: string,
  asked: { page: number; search?: string | undefined },
): Promise<{ listed: ListedAttempt[]; page: number; totalPages: number }> {
  requireStaffOf(caller, courseId);
  const atMost = asked.page * PAGE + COUNTED_AHEAD;
  const count = await ports.lists.count(courseId, { search: asked.search, atMost });
  const totalPages = Math.max(1, Math.ceil(count / PAGE));
  const page = Math.min(asked.page, totalPages);
  const skip = (page - 1) * PAGE;
  const { attempts } = await ports.lists.ofCourse(courseId, { limit: PAGE, skip, search: asked.search });
  return { listed: await withAllAttempts(ports, attempts), page, totalPages };
}

async function withAllAttempts(ports: ListPorts, attempts: readonly Attempt[]): Promise<ListedAttempt[]> {
  const [exams, families] = await Promise.all([
    ports.lists.examsOf(attempts),
    ports.lists.allAttemptsByCurrent(attempts),
  ]);
  const now = ports.clock();
  const shown = (attempt: Attempt) => withTimeOutApplied(attempt, now, ports.timedOutStatus);
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
