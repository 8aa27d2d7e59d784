import type { Caller } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { numberedPage } from '../../domain/numberedPage.ts';
import { requireCourseStaff, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { AttemptLists } from '../ports/attemptLists.ts';
import { type ShowingPorts, shownAttempt } from './shownAttempt.ts';

export interface ListedAttempt {
  attempt: Attempt;
  exam: Exam | null;
  /** The newest 25, newest first, and the listed one. */
  all: Attempt[];
  /** The number of all; a lower bound above about 1,000. */
  allCount: number;
}

export const PAGE_SIZE = 25;
/** Attempts counted beyond the requested page; the number of pages of a larger course is a lower bound. */
const MAX_COUNTED_AHEAD = 1000;

export interface ListPorts extends StaffRightsPorts, ShowingPorts {
  lists: AttemptLists;
}

/**
 * A page of a course's attempts, the newest of each learner and exam, newest first. Its cost does not depend on the size
 * of the course.
 * @throws DomainError `forbidden`, `invalid_request` for a cursor of another origin
 */
export async function listAttempts(
  ports: ListPorts,
  caller: Caller,
  courseId: string,
  query: { cursor?: string | undefined; search?: string | undefined },
): Promise<{ listed: ListedAttempt[]; nextCursor: string | null }> {
  await requireCourseStaff(ports, caller, courseId);
  const { attempts, nextCursor } = await ports.lists.ofCourse(courseId, { limit: PAGE_SIZE, ...query });
  return { listed: await withAllAttempts(ports, attempts), nextCursor };
}

/**
 * The same by page number. Attempts are counted up to `MAX_COUNTED_AHEAD` beyond the page. A page number beyond the last page
 * returns the last page.
 * @throws DomainError `forbidden`
 */
export async function listNumberedPage(
  ports: ListPorts,
  caller: Caller,
  courseId: string,
  query: { page: number; search?: string | undefined },
): Promise<{ listed: ListedAttempt[]; page: number; totalPages: number }> {
  await requireCourseStaff(ports, caller, courseId);
  const atMost = query.page * PAGE_SIZE + MAX_COUNTED_AHEAD;
  const count = await ports.lists.count(courseId, { search: query.search, atMost });
  const { page, totalPages, start: skip } = numberedPage(query.page, { count, size: PAGE_SIZE });
  const { attempts } = await ports.lists.ofCourse(courseId, { limit: PAGE_SIZE, skip, search: query.search });
  return { listed: await withAllAttempts(ports, attempts), page, totalPages };
}

/** The attempts as a page shows them, with all attempts of the same learners at the same exams. */
export async function withAllAttempts(ports: ListPorts, attempts: readonly Attempt[]): Promise<ListedAttempt[]> {
  const [exams, allAttempts] = await Promise.all([
    ports.lists.examsOf(attempts),
    ports.lists.allAttemptsByCurrent(attempts),
  ]);
  return attempts.map(attempt => {
    const { newest, count } = allAttempts.get(attempt.attemptId) ?? { newest: [attempt], count: 1 };
    const exam = exams.get(attempt.examId) ?? null;
    return {
      attempt: shownAttempt(ports, attempt, exam),
      exam,
      all: newest.map(stored => shownAttempt(ports, stored, exam)),
      allCount: count,
    };
  });
}
