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
  /** The vendor that watches this exam's attempts; null stands for the default one. */
  backend: string | null;
}

export type ExamFields = Omit<Exam, 'examId'>;

/** Inputs that start the clock of an attempt at an exam, for one learner. */
export interface ClockTerms {
  exam: Exam;
  /** Seconds that the learner's allowance adds. */
  additionalSeconds: number;
}

/** Inputs that create an attempt at an exam, for one learner. */
export interface ExamTerms extends ClockTerms {
  reviewPolicyId: number | null;
  /** Instructions for the exam's reviewers. */
  reviewPolicy: string | null;
  /** This learner's exceptions from the review policy. */
  reviewPolicyException: string | null;
  /** Of the allowance of time; null where there is none. */
  allowanceVersion: number | null;
  /** False where the learner's allowances were left out. */
  allowancesRead: boolean;
}
