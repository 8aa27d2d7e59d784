import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { Exam } from '../../domain/exams/exam.ts';

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
  allAttemptsByCurrent(attempts: readonly Attempt[]): Promise<Map<number, AttemptsOfLearner>>;
  examsOf(attempts: readonly Pick<Attempt, 'examId'>[]): Promise<Map<number, Exam>>;
}

/** A learner's attempts at an exam. */
export interface AttemptsOfLearner {
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
  /** Text that the username or the email contains, in any case. */
  search?: string | undefined;
}
