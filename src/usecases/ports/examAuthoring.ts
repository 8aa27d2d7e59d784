import type { Exam, ExamUpdate } from '../../domain/exams/exam.ts';
import type { ExamPauses } from '../../domain/exams/pauses.ts';

/** Creation and change of exams by course authors or the LMS. */
export interface ExamAuthoring {
  /** `id_taken`: draw another id; `exists`: the course has an exam for the content. */
  create(exam: Exam): Promise<'created' | 'id_taken' | 'exists'>;
  /** The exam as stored: without the default backend. */
  read(examId: number): Promise<Exam | undefined>;
  /**
   * Changes some fields.
   * @param expected the state that the change was decided on, as a condition
   * @returns false when there is no such exam, or the condition fails
   */
  change(examId: number, changes: ExamUpdate, expected?: Pick<Exam, 'isProctored' | 'backend'>): Promise<boolean>;
  /** Replaces the pauses by one write. @returns false if there is no such exam, or it was paused or resumed since */
  replacePauses(examId: number, before: ExamPauses, after: ExamPauses): Promise<boolean>;
  readCourse(courseId: string, contentIds: readonly string[]): Promise<CourseExams>;
  /**
   * Writes a course's registration.
   * @returns false on a conflict with another registration or id; transactions before it stay
   */
  register(course: CourseExams, registration: Registration): Promise<boolean>;
}

/** A consistent read of a course's exams. */
export interface CourseExams {
  courseId: string;
  /** Raised by every write of a registration. */
  version: number;
  /** Exams of the requested contents, by content id; `exam` is undefined where it was removed manually. */
  stored: ReadonlyMap<string, { examId: number; exam: Exam | undefined }>;
  /** Exams of other contents. One created within the last second may be missing. */
  others: readonly Exam[];
}

/** The writes that a list of a course's exams requires. */
export interface Registration {
  created: readonly Exam[];
  /** Deactivations last. */
  changed: readonly { examId: number; changes: ExamUpdate }[];
}
