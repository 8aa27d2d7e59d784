import type { Exam } from '../exams/exam.ts';
import type { Attempt } from './attempt.ts';
import { isIncomplete } from './status.ts';

// Backend, practice and proctored are fixed at creation. Attempts older than these fields have none of them: all
// fallbacks for those are in this file.

/** Whether the attempt has the fields that decide about its reviews; for an older one the exam is needed as well. */
export function hasCreationFields({ watchedBy, createdProctored }: Attempt): boolean {
  return watchedBy !== null && createdProctored !== null;
}

/** Whether it is a practice attempt; an older one is if its exam is, unless that is gone. */
export function isPractice(
  { createdPractice }: Pick<Attempt, 'createdPractice'>,
  exam: Pick<Exam, 'isPracticeExam'> | undefined,
): boolean {
  return createdPractice ?? exam?.isPracticeExam ?? false;
}

/** Whether a new attempt supersedes it without an approval, and with the whole time. */
export function isSupersedablePractice(attempt: Attempt, exam: Exam): boolean {
  return isPractice(attempt, exam) && !isIncomplete(attempt.status) && !attempt.readyToResume;
}

/** `isPractice` where the exam is not read: an older practice attempt was registered with the vendor as a sample. */
export function isPracticeOrSample(attempt: Pick<Attempt, 'createdPractice' | 'isSampleAttempt'>): boolean {
  return attempt.createdPractice ?? attempt.isSampleAttempt;
}

/** The attempt's backend; that of an older one is its registration's, else its exam's. */
export function backendOf(attempt: Attempt, exam: Exam | undefined, defaultBackend: string): string {
  return storedBackend(attempt) ?? exam?.backend ?? defaultBackend;
}

function storedBackend({ watchedBy, backend }: Attempt): string | null {
  return watchedBy ?? backend;
}

/** The exam as at the creation of the attempt: later changes apply to new attempts. */
export function examAsCreated(attempt: Attempt, exam: Exam): Exam {
  return {
    ...exam,
    backend: storedBackend(attempt) ?? exam.backend,
    isPracticeExam: isPractice(attempt, exam),
    isProctored: attempt.createdProctored ?? exam.isProctored,
  };
}

/**
 * Whether it was created as proctored, so that it has reviews. Unlike in `examAsCreated`, an older attempt that is taken as
 * proctored was: dropped from the course, its exam became unproctored, and the review must not be lost.
 */
export function wasCreatedProctored(attempt: Attempt, exam: Exam | undefined): boolean {
  return attempt.createdProctored ?? (attempt.takingAsProctored || (exam?.isProctored ?? true));
}

/** Whether the backend may deliver reviews of the attempt. */
export function isWatchedBy(
  backend: string,
  attempt: Attempt,
  exam: Exam | undefined,
  defaultBackend: string,
): boolean {
  return wasCreatedProctored(attempt, exam) && backendOf(attempt, exam, defaultBackend) === backend;
}
