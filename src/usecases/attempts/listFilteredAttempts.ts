import type { Caller } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { isPastStoredEnd } from '../../domain/attempts/clock.ts';
import type { AttemptStatus } from '../../domain/attempts/status.ts';
import { requireCourseStaff } from '../courseStaff/staffRights.ts';
import type { ListPage } from '../ports/attemptLists.ts';
import { type ListedAttempt, type ListPorts, PAGE_SIZE, withAllAttempts } from './listAttempts.ts';
import { shownAttempt } from './shownAttempt.ts';

export interface AttemptFilter {
  /** One of these; the status of an overdue attempt is that of its time-out. */
  statuses?: readonly AttemptStatus[] | undefined;
  examId?: number | undefined;
}

/** Attempts read at first, then at a time. Most filters fill a page from the first. */
const FIRST_BATCH = 100;
const BATCH = 1000;
/** Attempts that a page examines; the next page continues there. */
const MAX_EXAMINED = 10_000;

/**
 * The same as `listAttempts` for the attempts that pass the filter. A page examines at most 10,000 attempts: it can be short or
 * empty, and still have a next one.
 * @throws DomainError `forbidden`, `invalid_request` for a cursor of another origin
 */
export async function listFilteredAttempts(
  ports: ListPorts,
  caller: Caller,
  courseId: string,
  query: Pick<ListPage, 'cursor' | 'search'> & AttemptFilter,
): Promise<{ listed: ListedAttempt[]; nextCursor: string | null }> {
  await requireCourseStaff(ports, caller, courseId);
  const { search } = query;
  const passing: Attempt[] = [];
  let examined = 0;
  let limit = search === undefined ? FIRST_BATCH : BATCH;
  let cursor: string | null = query.cursor ?? '';
  while (cursor !== null && passing.length <= PAGE_SIZE && examined < MAX_EXAMINED) {
    const page: { attempts: Attempt[]; nextCursor: string | null } = await ports.lists.ofCourse(courseId, {
      limit,
      cursor,
      search,
    });
    // Pauses of the exam may have kept those open that are past their stored end.
    const exams = await ports.lists.examsOf(page.attempts.filter(attempt => isPastStoredEnd(attempt, ports.clock())));
    const show = (attempt: Attempt) => shownAttempt(ports, attempt, exams.get(attempt.examId));
    passing.push(...page.attempts.filter(attempt => passes(show(attempt), query)));
    // A search may have examined as many entries of the index for one batch.
    examined += search === undefined ? limit : MAX_EXAMINED;
    limit = Math.min(BATCH, MAX_EXAMINED - examined);
    cursor = page.nextCursor;
  }
  const listed = await withAllAttempts(ports, passing.slice(0, PAGE_SIZE));
  const last = listed.at(-1)?.attempt;
  return { listed, nextCursor: last && passing.length > PAGE_SIZE ? ports.lists.cursorAfter(last) : cursor };
}

function passes({ status, examId }: Attempt, filter: AttemptFilter): boolean {
  const hasStatus = filter.statuses === undefined || filter.statuses.includes(status);
  return hasStatus && (filter.examId === undefined || filter.examId === examId);
}
