import type { Attempt, Learner } from '../../domain/attempts/attempt.ts';
import type { Exam } from '../../domain/exams/exam.ts';

/** Lists of attempts, found by indexes that lag by a moment, then read consistently. */
export interface AttemptLists {
  /** The current attempts of a course, newest first. */
  ofCourse(courseId: string, page: ListPage): Promise<{ attempts: Attempt[]; nextCursor: string | null }>;
  /**
   * The number of a course's current attempts, counted up to `atMost`; with a search, of the matching ones, for which the
   * whole index of the course is read.
   */
  count(courseId: string, query: { search: string | undefined; atMost: number }): Promise<number>;
  /**
   * A page of all attempts of a course, or of one of its exams, superseded ones included, newest first. Superseded attempts of
   * earlier releases are missing until `npm run migrate` has finished, which is logged.
   */
  allOfCourse(courseId: string, page: AllAttemptsPage): Promise<{ entries: AttemptEntry[]; nextCursor: string | null }>;
  /** The cursor of the page that begins after this entry of `allOfCourse`. */
  cursorAfter(entry: Pick<AttemptEntry, 'attemptId'>): string;
  /**
   * The attempts of these entries, in their order, without removed ones.
   * @param options `isConsistent`: strongly consistent, at twice the units; the default
   */
  readEntries(
    entries: readonly Pick<AttemptEntry, 'attemptId'>[],
    options?: { isConsistent: boolean },
  ): Promise<Attempt[]>;
  /** All attempts of the same learners at the same exams, by the id of the current attempt. */
  allAttemptsByCurrent(attempts: readonly Attempt[]): Promise<Map<number, AttemptsOfLearner>>;
  examsOf(attempts: readonly Pick<Attempt, 'examId'>[]): Promise<Map<number, Exam>>;
}

/** An attempt in the index of its course, which has what never changes with the status. */
export interface AttemptEntry {
  attemptId: number;
  examId: number;
  user: Learner;
}

export interface AllAttemptsPage {
  limit: number;
  /** The `nextCursor` of an earlier page. */
  cursor?: string | undefined;
  /**
   * Only attempts at this exam: among 100,000 of the course. A page that ends there can be short, or empty, and still have a
   * next one.
   */
  examId?: number | undefined;
}

/** A learner's attempts at an exam. */
export interface AttemptsOfLearner {
  /** The newest 25 and the current one, newest first. */
  newest: Attempt[];
  /** The number of all; a lower bound above about 1,000. */
  count: number;
}

export interface ListPage {
  limit: number;
  /** The `nextCursor` of an earlier page; without it the first `skip` attempts are skipped. */
  cursor?: string | undefined;
  skip?: number;
  /** Text within the username or the email, case-insensitive. */
  search?: string | undefined;
}
