import type { Caller } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import { presentNamesOf } from '../../domain/learners/presentNames.ts';
import { redactExternalIdFromReview } from '../../domain/reviews/redactExternalIdFromReview.ts';
import type { ReviewComment } from '../../domain/reviews/review.ts';
import { chunksOf } from '../../platform/chunksOf.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { attemptAfterEntry } from '../attempts/locateAttempt.ts';
import { type ShowingPorts, shownAttempt } from '../attempts/shownAttempt.ts';
import { requireCourseStaff, type StaffRightsPorts } from '../courseStaff/staffRights.ts';
import type { AttemptLists } from '../ports/attemptLists.ts';
import type { CourseReviews, ReportPage, ReportRow, ReviewRef } from '../ports/courseReviews.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { History } from '../ports/history.ts';

/** A review with its attempt and exam. */
export interface ReportedReview {
  review: ReportRow['review'];
  comments: ReviewComment[];
  /** Null if the attempt was removed, its code is reused and its history item is not written yet. */
  attempt: Attempt | null;
  isArchived: boolean;
  exam: Exam | null;
}

export interface ReportPorts extends StaffRightsPorts, ShowingPorts {
  courseReviews: CourseReviews;
  history: Pick<History, 'readNewest'>;
  lists: Pick<AttemptLists, 'examsOf'>;
  exams: Pick<ExamStore, 'findAll'>;
}

export type ReportQuery = Omit<ReportPage, 'examId'> & { contentId?: string | undefined };

/** Reviews per DynamoDB batch read, together with their attempts. */
const BATCH_SIZE = 25;
/** Limit of a page's rows before they are written as JSON or CSV: a Lambda response has at most 6 MB, a UTF-16 unit up to 3 bytes. */
const MAX_CHARACTERS = 1_800_000;

/**
 * A page of the reviews of a course's live and removed attempts, the newest attempt first; shorter where comments are
 * long. Reading all pages returns each review that existed at the first page exactly once.
 * @throws DomainError `forbidden`, `invalid_request` for a cursor of another list
 */
export async function readViolationReport(
  ports: ReportPorts,
  caller: Caller,
  courseId: string,
  query: ReportQuery,
): Promise<{ rows: ReportedReview[]; nextCursor: string | null }> {
  await requireCourseStaff(ports, caller, courseId);
  const { limit, cursor, contentId, reviewStatus } = query;
  const [exam] = contentId === undefined ? [] : await ports.exams.findAll(courseId, [contentId]);
  if (contentId !== undefined && !exam) return { rows: [], nextCursor: null };
  const page = { limit, cursor, reviewStatus, examId: exam?.examId };
  const { refs, nextCursor } = await ports.courseReviews.find(courseId, page);
  const rows: ReportedReview[] = [];
  let characters = 0;
  let lastCursor: string | null = null;
  for await (const { row: unredacted, cursor: rowCursor } of readRows(ports, refs)) {
    const row = redactExternalIdFromReview(
      unredacted,
      { attempt: unredacted.attempt, learnerId: unredacted.review.learnerId },
      caller,
    );
    characters += JSON.stringify(row).length;
    if (rows.length > 0 && characters > MAX_CHARACTERS) return { rows, nextCursor: lastCursor };
    rows.push(row);
    lastCursor = rowCursor;
  }
  return { rows, nextCursor };
}

async function* readRows(
  ports: ReportPorts,
  refs: readonly ReviewRef[],
): AsyncGenerator<{ row: ReportedReview; cursor: string }> {
  const exams = new Map<number, Exam>();
  for (const batch of chunksOf(refs, BATCH_SIZE)) {
    const rows = await ports.courseReviews.read(batch);
    const removed = await removedAttempts(ports, rows);
    const newExams = rows.map(({ review }) => review).filter(({ examId }) => !exams.has(examId));
    for (const [id, exam] of await ports.lists.examsOf(newExams)) exams.set(id, exam);
    for (const { review, readComments, live, attemptId, cursor } of rows) {
      const attempt = live ? shownAttempt(ports, live, exams.get(live.examId)) : (removed.get(attemptId) ?? null);
      const comments = await readComments();
      const row = { review, comments, attempt, isArchived: !live, exam: exams.get(review.examId) ?? null };
      yield { row, cursor };
    }
  }
}

const HISTORY_CONCURRENCY = 10;

/**
 * The removed attempts of the reviews, by id: from their tombstones, or from the history where the code has another
 * attempt by now or the attempt was removed manually.
 */
async function removedAttempts(ports: ReportPorts, rows: readonly ReportRow[]): Promise<Map<number, Attempt>> {
  const removed = rows.filter(({ live }) => !live);
  const { codes, learners } = await ports.courseReviews.entriesOf(removed);
  const attempts = await mapInBatches(removed, HISTORY_CONCURRENCY, async ({ attemptId, attemptCode }) => {
    const { attempt, removal } = codes.get(attemptCode) ?? {};
    const fromDirectory = attempt?.attemptId === attemptId ? attempt : undefined;
    if (fromDirectory && removal) return fromDirectory;
    const newest = await ports.history.readNewest(attemptCode, attemptId);
    return newest ? attemptAfterEntry(newest) : fromDirectory;
  });
  return new Map(
    attempts
      .filter(attempt => attempt !== undefined)
      .map(attempt => {
        const learner = learners.get(attempt.user.id);
        // Tombstones keep the names of their time; the report shows present ones.
        const present = learner && presentNamesOf(attempt, { ...learner, formerNames: [] });
        return [attempt.attemptId, { ...attempt, ...present }];
      }),
  );
}
