import type { Instant } from '../time.ts';

/** An exam belongs to a course; (courseId, contentId) is unique. */
export interface Exam {
  examId: number;
  courseId: string;
  contentId: string;
  externalId: string | null;
  examName: string;
  timeLimitMins: number;
  isProctored: boolean;
  isPracticeExam: boolean;
  isActive: boolean;
  dueDate: Instant | null;
  hideAfterDue: boolean;
  /** The vendor that watches this exam's attempts. */
  backend: string | null;
}

export type ExamFields = Omit<Exam, 'examId'>;

export interface ExamStore {
  read(examId: number): Promise<Exam | undefined>;
  /** `id_taken` asks for another id; `exists` means (courseId, contentId) has an exam. */
  create(exam: Exam): Promise<'created' | 'id_taken' | 'exists'>;
}
