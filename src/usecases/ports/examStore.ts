import type { ClockTerms, Exam, ExamTerms } from '../../domain/exams/exam.ts';

/** Exams, as read by all functions. */
export interface ExamStore {
  read(examId: number): Promise<Exam | undefined>;
  /** Strongly consistent, from no cache: pauses of the exam decide whether an attempt's time is up. */
  readConsistent(examId: number): Promise<Exam | undefined>;
  /** For display only: from a cache, up to some seconds old. */
  readCached(examId: number): Promise<Exam | undefined>;
  /**
   * The exam with its terms for this learner, in one round trip.
   * @param needsAllowances where false, allowances may be omitted as if there were none
   */
  readTerms(examId: number, userId: number, needsAllowances?: (exam: Exam) => boolean): Promise<ExamTerms | undefined>;
  /** The terms of the clock, without those that only a new attempt needs. */
  readClockTerms(examId: number, userId: number): Promise<ClockTerms | undefined>;
  /**
   * Sets the external id that the vendor of a backend assigned to the exam, unless there is one. It is the present one if the
   * exam still has the backend.
   * @returns the stored one at that backend
   */
  setExternalId(examId: number, backend: string, externalId: string): Promise<string | null>;
  /** The exams of a course with these content ids; those that do not exist are omitted. */
  findAll(courseId: string, contentIds: readonly string[]): Promise<Exam[]>;
  /** All exams of a course, active or not, by their ids. An exam created within the last second may be missing. */
  ofCourse(courseId: string): Promise<Exam[]>;
}
