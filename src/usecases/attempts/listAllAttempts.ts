import type { Caller } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { matchesSearch } from '../../domain/learners/matchesSearch.ts';
import { requireCourseStaff, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import { requireExamOfCourse } from '../exams/examOfCourse.ts';
import type { AttemptEntry, AttemptLists } from '../ports/attemptLists.ts';
import type { CourseReviews, ReviewSummary } from '../ports/courseReviews.ts';
import type { ExamStore } from '../ports/examStore.ts';
import { type ShowingPorts, shownAttempt } from './shownAttempt.ts';

/** The newest attempts of a course, or of an exam, that are counted, searched and sorted. */
export const MAX_COUNTED = 10_000;
/** Rows of a page with reviews, which fit into an answer. */
export const MAX_REVIEWED_ROWS = 5000;

interface AllAttemptsPorts extends StaffRightsPorts, ShowingPorts {
  lists: Pick<AttemptLists, 'allOfCourse' | 'cursorAfter' | 'readEntries' | 'examsOf'>;
}

/** An attempt of the list; `attempt` only if it is read already. */
export interface ListedEntry {
  entry: AttemptEntry;
  exam: Exam | null;
  attempt?: Attempt;
}

/** An attempt of a page. */
export interface CourseAttempt {
  attempt: Attempt;
  exam: Exam | null;
}

/**
 * The newest attempts of a course, superseded ones included, newest first.
 * @param query `search`: a part of the username or email, case-insensitive; `withAttempts`: also reads all attempts, for
 *   an order that the index does not have
 * @throws DomainError `forbidden`
 */
export async function searchAllAttempts(
  ports: AllAttemptsPorts,
  caller: Caller,
  courseId: string,
  query: { search: string; withAttempts: boolean },
): Promise<ListedEntry[]> {
  await requireCourseStaff(ports, caller, courseId);
  const { entries } = await ports.lists.allOfCourse(courseId, { limit: MAX_COUNTED });
  const matching = entries.filter(({ user }) => matchesSearch(user, query.search));
  const [exams, attempts] = await Promise.all([
    ports.lists.examsOf(matching),
    query.withAttempts ? ports.lists.readEntries(matching, { isConsistent: false }) : [],
  ]);
  const byId = new Map(
    attempts.map(attempt => [attempt.attemptId, shownAttempt(ports, attempt, exams.get(attempt.examId))]),
  );
  return matching.flatMap(entry => {
    const attempt = byId.get(entry.attemptId);
    if (query.withAttempts && !attempt) return [];
    return [{ entry, exam: exams.get(entry.examId) ?? null, ...(attempt && { attempt }) }];
  });
}

/** The present attempts of a page of the list, without those that were removed meanwhile. */
export async function readListedAttempts(
  ports: Omit<AllAttemptsPorts, 'courseStaff'>,
  listed: readonly ListedEntry[],
): Promise<CourseAttempt[]> {
  const attempts = await ports.lists.readEntries(listed.map(({ entry }) => entry));
  const examById = new Map(listed.map(({ entry, exam }) => [entry.examId, exam]));
  return attempts.map(attempt => {
    const exam = examById.get(attempt.examId) ?? null;
    return { attempt: shownAttempt(ports, attempt, exam), exam };
  });
}

export interface ReviewedAttempt extends CourseAttempt {
  /** The current review of this attempt. */
  review: ReviewSummary | undefined;
}

export interface ReviewedPage {
  /** Counted up to `MAX_COUNTED`. */
  count: number;
  rows: ReviewedAttempt[];
  /** Cursor of the next page; null on the last one. A number would skip a row after a removal, and repeat one after a creation. */
  nextCursor: string | null;
}

/**
 * A page of the attempts of a course, or of one of its exams, newest first, with their reviews.
 * @throws DomainError `forbidden`, `exam_not_found` also for an exam of another course, `invalid_request` for a cursor of
 *   another origin
 */
export async function listReviewedAttempts(
  ports: AllAttemptsPorts & {
    exams: Pick<ExamStore, 'read'>;
    courseReviews: Pick<CourseReviews, 'ofAttempts'>;
  },
  caller: Caller,
  courseId: string,
  query: { examId?: number | undefined; limit: number; offset: number; cursor?: string | undefined },
): Promise<ReviewedPage> {
  await requireCourseStaff(ports, caller, courseId);
  const { examId, offset, cursor } = query;
  if (examId !== undefined) await requireExamOfCourse(ports, courseId, examId);
  const limit = Math.min(query.limit, MAX_REVIEWED_ROWS);
  const [counted, page] = await Promise.all([
    ports.lists.allOfCourse(courseId, { examId, limit: MAX_COUNTED }),
    cursor === undefined ? undefined : ports.lists.allOfCourse(courseId, { examId, limit, cursor }),
  ]);
  const count = counted.entries.length;
  const end = offset + limit;
  const last = end < count ? counted.entries[end - 1] : undefined;
  const { entries, nextCursor } = page ?? {
    entries: counted.entries.slice(offset, end),
    nextCursor: last ? ports.lists.cursorAfter(last) : counted.nextCursor,
  };
  return { count, rows: await withReviews(ports, entries), nextCursor };
}

async function withReviews(
  ports: AllAttemptsPorts & { courseReviews: Pick<CourseReviews, 'ofAttempts'> },
  entries: readonly AttemptEntry[],
): Promise<ReviewedAttempt[]> {
  const [attempts, exams] = await Promise.all([ports.lists.readEntries(entries), ports.lists.examsOf(entries)]);
  const reviews = await ports.courseReviews.ofAttempts(attempts);
  return attempts.map(attempt => ({
    attempt: shownAttempt(ports, attempt, exams.get(attempt.examId)),
    exam: exams.get(attempt.examId) ?? null,
    review: reviews.get(attempt.attemptId),
  }));
}
