import type { ClockTerms, Exam, ExamTerms } from '../../domain/exams/exam.ts';

/** Exams as all functions read them. */
export interface ExamStore {
  read(examId: number): Promise<Exam | undefined>;
  /** As it is to be shown beside something else: it may be some seconds old, and need not have been read at all. */
  readCached(examId: number): Promise<Exam | undefined>;
  /**
   * The exam with the terms that hold for this learner, in one round trip.
   * @param needsAllowances where not, they may be left out as if there were none
   */
  readTerms(examId: number, userId: number, needsAllowances?: (exam: Exam) => boolean): Promise<ExamTerms | undefined>;
  /** The same without the terms that only a new attempt needs. */
  readClockTerms(examId: number, userId: number): Promise<ClockTerms | undefined>;
  /** Gives an exam the vendor's name for it, unless it has one. @returns the one it has then */
  setExternalId(examId: number, externalId: string): Promise<string | null>;
  /** The exams of a course with these content ids; those that do not exist are left out. */
  findAll(courseId: string, contentIds: readonly string[]): Promise<Exam[]>;
  /** All exams of a course, active or not, by their ids. An exam made within the last second may be missing. */
  ofCourse(courseId: string): Promise<Exam[]>;
}
