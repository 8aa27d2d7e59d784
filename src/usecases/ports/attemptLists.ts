import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { Exam } from '../../domain/exams/exam.ts';

/** Lists of attempts, found by indexes that lag by a moment, then read consistently. */
export interface AttemptLists {
  /** The newest 100, newest first. */
  inProgressOf(userId: number): Promise<Attempt[]>;
  /** The current attempts of a course, newest first. */
  ofCourse(courseId: string, page: ListPage): Promise<{ attempts: Attempt[]; nextCursor: string | null }>;
  /**
   * The number of a course's current attempts, counted up to `atMost`; with a search, of the matching ones, for which the
   * whole index of the course is read.
   */
  count(courseId: string, query: { search: string | undefined; atMost: number }): Promise<number>;
  /** All attempts of the same learners at the same exams, by the id of the current attempt. */
  allAttemptsByCurrent(attempts: readonly Attempt[]): Promise<Map<number, AttemptsOfLearner>>;
  examsOf(attempts: readonly Pick<Attempt, 'examId'>[]): Promise<Map<number, Exam>>;
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
