import { type Caller, requireStaffOf } from '../../domain/actors.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { type TimedOutStatus, withTimeOutApplied } from '../../domain/attempts/timeOut.ts';
import type { Exam } from '../../domain/exams/exam.ts';
import type { ReviewComment } from '../../domain/reviews/review.ts';
import { withoutExternalId } from '../../domain/reviews/withoutExternalId.ts';
import type { Clock } from '../../domain/time.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { afterChange } from '../attempts/locateAttempt.ts';
import { namesToRenew } from '../learners/renewNames.ts';
import type { AttemptLists } from '../ports/attemptLists.ts';
import type { CourseReviews, ReportPage, ReportRow, ReviewRef } from '../ports/courseReviews.ts';
import type { ExamStore } from '../ports/examStore.ts';
import type { History } from '../ports/history.ts';

/** A review, and whom it is about. */
export interface ReportedReview {
  review: ReportRow['review'];
  comments: ReviewComment[];
  /** Null where nothing is known of it any more: its code has another attempt, and its history is not written yet. */
  attempt: Attempt | null;
  isArchived: boolean;
  exam: Exam | null;
}

export interface ReportPorts {
  courseReviews: CourseReviews;
  history: Pick<History, 'newestOf'>;
  lists: Pick<AttemptLists, 'examsOf'>;
  exams: Pick<ExamStore, 'findAll'>;
  clock: Clock;
  timedOutStatus: TimedOutStatus;
}

export type ReportQuestion = Omit<ReportPage, 'examId'> & { contentId?: string | undefined };

/** Reviews read together: with their attempts one batch of DynamoDB's, and a few megabytes at the most. */
const CONCURRENCY = 25;
/** Lambda answers 6 MB; a character is up to three bytes there. The rest goes on the next page. */
const MAX_CHARACTERS = 1_800_000;

/**
 * A page of the reviews of a course, live and removed attempts, the newest attempt first. It ends early where comments
 * are long. Reading page after page gives every review that was there from the beginning on exactly once.
 * @throws DomainError `forbidden`, `invalid_request` for a cursor that is not ours
 */
export async function readViolationReport(
  ports: ReportPorts,
  caller: Caller,
  courseId: string,
  asked: ReportQuestion,
): Promise<{ rows: ReportedReview[]; nextCursor: string | null }> {
  requireStaffOf(caller, courseId);
  const { limit, cursor, contentId, reviewStatus } = asked;
  const [exam] = contentId === undefined ? [] : await ports.exams.findAll(courseId, [contentId]);
  if (contentId !== undefined && !exam) return { rows: [], nextCursor: null };
  const page = { limit, cursor, reviewStatus, examId: exam?.examId };
  const { refs, nextCursor } = await ports.courseReviews.find(courseId, page);
  const rows: ReportedReview[] = [];
  let characters = 0;
  let lastCursor: string | null = null;
  for await (const { row: full, cursor: after } of reported(ports, refs)) {
    const row = withoutExternalId(full, full.attempt, caller);
    characters += JSON.stringify(row).length;
    if (rows.length > 0 && characters > MAX_CHARACTERS) return { rows, nextCursor: lastCursor };
    rows.push(row);
    lastCursor = after;
  }
  return { rows, nextCursor };
}

async function* reported(
  ports: ReportPorts,
  found: readonly ReviewRef[],
): AsyncGenerator<{ row: ReportedReview; cursor: string }> {
  const exams = new Map<number, Exam>();
  for (let at = 0; at < found.length; at += CONCURRENCY) {
    const kept = await ports.courseReviews.read(found.slice(at, at + CONCURRENCY));
    const removed = await removedAttempts(ports, kept);
    const newExams = kept.map(one => one.review).filter(({ examId }) => !exams.has(examId));
    for (const [id, exam] of await ports.lists.examsOf(newExams)) exams.set(id, exam);
    for (const { review, readComments, live, attemptId, cursor } of kept) {
      const attempt = live
        ? withTimeOutApplied(live, ports.clock(), ports.timedOutStatus)
        : (removed.get(attemptId) ?? null);
      const comments = await readComments();
      const row = { review, comments, attempt, isArchived: !live, exam: exams.get(review.examId) ?? null };
      yield { row, cursor };
    }
  }
}

/** So many histories are looked into concurrently. */
const HISTORIES_CONCURRENCY = 10;

/**
 * The attempts of these reviews that are not live any more, by id: as the directory has them, and where it does not
 * (the code has another attempt by now, or somebody removed the attempt manually) as the history does.
 */
async function removedAttempts(ports: ReportPorts, kept: readonly ReportRow[]): Promise<Map<number, Attempt>> {
  const gone = kept.filter(({ live }) => !live);
  const { codes, learners } = await ports.courseReviews.entriesOf(gone);
  const found = await mapInBatches(gone, HISTORIES_CONCURRENCY, async ({ attemptId, attemptCode }) => {
    const { attempt, removal } = codes.get(attemptCode) ?? {};
    const remembered = attempt?.attemptId === attemptId ? attempt : undefined;
    if (remembered && removal) return remembered;
    const newest = await ports.history.newestOf(attemptCode, attemptId);
    return newest ? afterChange(newest) : remembered;
  });
  const attempts = found.filter(attempt => attempt !== undefined);
  return new Map(
    attempts.map(attempt => {
      const learner = learners.get(attempt.user.id);
      // Removed attempts are stored with the names that the learner had then.
      const present = learner && namesToRenew(attempt, { ...learner, formerNames: [] });
      return [attempt.attemptId, { ...attempt, ...present }];
    }),
  );
}
