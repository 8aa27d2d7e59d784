import type { Actor } from '../actors.ts';
import type { ExamTerms } from '../exams/exam.ts';
import type { Instant } from '../time.ts';
import { NO_SOFTWARE } from '../vendors/attemptSoftware.ts';
import type { Attempt, Learner } from './attempt.ts';
import { startClock } from './clock.ts';

/** A new attempt without its id, which is drawn when it is stored. */
export type NewAttempt = Omit<Attempt, 'attemptId'>;

/** A new attempt before its start. */
export function newAttempt(
  { exam, reviewPolicyId }: Pick<ExamTerms, 'exam' | 'reviewPolicyId'>,
  input: {
    attemptCode: string;
    user: Learner;
    studentName: string;
    takingAsProctored: boolean;
    /** The backend of exams that name none. */
    defaultBackend: string;
    by: Actor;
    now: Instant;
  },
): NewAttempt {
  const { now, by, defaultBackend, ...fields } = input;
  return {
    ...fields,
    version: 1,
    externalId: null,
    backend: null,
    ...NO_SOFTWARE,
    watchedBy: exam.backend ?? defaultBackend,
    createdPractice: exam.isPracticeExam,
    // A repeated practice attempt is proctored as the previous one was, even if the exam has changed since.
    createdProctored: exam.isProctored || fields.takingAsProctored,
    examId: exam.examId,
    courseId: exam.courseId,
    status: 'created',
    createdAt: now,
    modifiedAt: now,
    startedAt: null,
    completedAt: null,
    allowedTimeSeconds: null,
    baseTimeSeconds: null,
    includedAdditionalSeconds: null,
    examPausedSeconds: null,
    timeRemainingSeconds: null,
    isSampleAttempt: exam.isPracticeExam,
    isStatusAcknowledged: false,
    reviewPolicyId,
    isResumable: false,
    readyToResume: false,
    resumed: false,
    isCurrent: true,
    hasPreviousAttempt: false,
    previousAttemptId: null,
    statusBeforeReset: null,
    cascadePending: false,
    isErased: false,
    lastChange: { by, reason: null },
  };
}

/** The same, with its clock started. */
export function startedAtOnce(attempt: NewAttempt, terms: ExamTerms): NewAttempt {
  return {
    ...attempt,
    ...NO_SOFTWARE,
    status: 'started',
    ...startClock(attempt, { ...terms, now: attempt.createdAt }),
  };
}
