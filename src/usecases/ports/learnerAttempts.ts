import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { ClockTerms } from '../../domain/exams/exam.ts';

/** An attempt in progress with its exam, and the additional time of one whose clock, which includes it, has not started. */
export interface AttemptInProgress {
  attempt: Attempt;
  terms: ClockTerms;
}

/** An exam with the learner's additional time and current attempt. */
export interface ExamOfLearner {
  terms: ClockTerms;
  current: Attempt | undefined;
}

/** A learner's attempts with the exams, read together: in at most 4 calls. */
export interface LearnerAttempts {
  /** The newest 100, newest first, by an index that lags by a moment; those without an exam are omitted. */
  inProgressOf(userId: number): Promise<AttemptInProgress[]>;
  atExam(userId: number, examId: number): Promise<ExamOfLearner | undefined>;
  /** @param content the content id of an exam of the course */
  atContent(userId: number, content: ContentOfCourse): Promise<ExamOfLearner | undefined>;
  /** The attempts in progress and those at the content, of which none is read twice. */
  inProgressAndAtContent(
    userId: number,
    content: ContentOfCourse,
  ): Promise<{ inProgress: AttemptInProgress[]; atContent: ExamOfLearner | undefined }>;
}

export interface ContentOfCourse {
  courseId: string;
  contentId: string;
}
