import type { Instant } from '../time.ts';
import type { ExamPauses } from './pauses.ts';

/** An exam belongs to a course; (courseId, contentId) is unique. */
export interface Exam extends ExamPauses {
  examId: number;
  courseId: string;
  contentId: string;
  /** The external id at the exam's backend. */
  externalId: string | null;
  /** The external ids at its present and former backends, by their names. */
  externalIds: ReadonlyMap<string, string>;
  examName: string;
  timeLimitMins: number;
  isProctored: boolean;
  isPracticeExam: boolean;
  isActive: boolean;
  dueDate: Instant | null;
  hideAfterDue: boolean;
  /** The proctoring vendor; null for the default one. */
  backend: string | null;
}

export type ExamFields = Omit<Exam, 'examId' | 'externalIds' | keyof ExamPauses>;

/** Changed fields of an exam; null removes the external id at a backend. */
export type ExamUpdate = Partial<ExamFields> & { externalIds?: ReadonlyMap<string, string | null> };

/** The terms of a start: the exam, with one learner's additional time. */
export interface ClockTerms {
  exam: Exam;
  /** The learner's additional time. */
  additionalSeconds: number;
}

/** The terms of a new attempt: the exam, with one learner's allowances and the review policy. */
export interface ExamTerms extends ClockTerms {
  reviewPolicyId: number | null;
  /** Instructions for the exam's reviewers. */
  reviewPolicy: string | null;
  /** The learner's exceptions from the review policy. */
  reviewPolicyException: string | null;
  /** The version of the additional time; null without one. */
  allowanceVersion: number | null;
  /** False if the learner's allowances were not read. */
  allowancesRead: boolean;
}
