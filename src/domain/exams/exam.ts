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

/** What an attempt at an exam is made and started with, for one learner. */
export interface ExamTerms {
  exam: Exam;
  reviewPolicyId: number | null;
  /** Seconds that the learner's allowance adds. */
  additionalSeconds: number;
  /** Of that allowance; null where there is none. */
  allowanceVersion: number | null;
}

export interface ExamStore {
  read(examId: number): Promise<Exam | undefined>;
  /** The exam with what holds for this learner, in one round trip. */
  readTerms(examId: number, userId: number): Promise<ExamTerms | undefined>;
  /** `id_taken` asks for another id; `exists` means (courseId, contentId) has an exam. */
  create(exam: Exam): Promise<'created' | 'id_taken' | 'exists'>;
  /** All exams of a course, active or not, by their ids. An exam made within the last second may be missing. */
  ofCourse(courseId: string): Promise<Exam[]>;
}
