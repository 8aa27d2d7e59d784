import type { Exam, ExamFields } from '../../domain/exams/exam.ts';

/** Exams as the authors of courses create and change them, by themselves or by the LMS. */
export interface ExamAuthoring {
  /** `id_taken` asks for another id; `exists` means (courseId, contentId) has an exam. */
  create(exam: Exam): Promise<'created' | 'id_taken' | 'exists'>;
  /** As it is stored: without a backend where none was named. */
  read(examId: number): Promise<Exam | undefined>;
  /**
   * Changes the fields given.
   * @param judged the exam that the change was judged on: its backend, and whether it is proctored, must be as in it
   * @returns false when there is no such exam, or it is not as judged any more
   */
  change(
    examId: number,
    changes: Partial<ExamFields>,
    judged?: Pick<Exam, 'isProctored' | 'backend'>,
  ): Promise<boolean>;
  /** A course's exams as a registration needs them. */
  readCourse(courseId: string, contentIds: readonly string[]): Promise<CourseExams>;
  /**
   * Writes a course's registration.
   * @returns false when another one was faster, or an id was taken meanwhile; writes made until then stay
   */
  register(course: CourseExams, registration: Registration): Promise<boolean>;
}

/** A course's exams at one moment. */
export interface CourseExams {
  courseId: string;
  /** Rises with everything a registration writes to this course. */
  version: number;
  /** Of the contents asked for, those that have an exam; `exam` is missing where it was removed manually. */
  listed: ReadonlyMap<string, { examId: number; exam: Exam | undefined }>;
  /** Those of other contents. One made within the last second may be missing. */
  others: readonly Exam[];
}

/** Changes that registering a course's exams makes. */
export interface Registration {
  created: readonly Exam[];
  /** Deactivations last. */
  changed: readonly { examId: number; changes: Partial<ExamFields> }[];
}
