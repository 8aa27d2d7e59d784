import type { Actor } from '../actors.ts';
import type { Exam } from '../exams/exam.ts';
import type { Instant } from '../time.ts';
import type { AttemptStatus } from './status.ts';

/** The learner as the attempt remembers them. */
export interface Learner {
  id: number;
  username: string;
  email: string;
}

/** One learner's attempt at one exam. */
export interface Attempt {
  attemptId: number;
  /** Rises by one with every write; every write is conditional on it. */
  version: number;
  attemptCode: string;
  /** The vendor's name for the attempt (SoftwareSecure: the record locator). */
  externalId: string | null;
  /** The vendor that the service registered it with; null where nobody did, or the LMS did by itself. */
  backend: string | null;
  /** The backend that watches the attempt, fixed at creation; null on attempts stored before this was kept. */
  watchedBy: string | null;
  /** Whether it was created as a practice attempt; null on attempts stored before this was kept. */
  createdPractice: boolean | null;
  /** Whether it was created as proctored, even if it changed since; null on attempts stored before this was kept. */
  createdProctored: boolean | null;
  examId: number;
  courseId: string;
  user: Learner;
  studentName: string;
  status: AttemptStatus;
  createdAt: Instant;
  modifiedAt: Instant;
  /** When the clock started; it never restarts. */
  startedAt: Instant | null;
  completedAt: Instant | null;
  /** Seconds from `startedAt`; fixed at the first start. Before it: the time that staff prescribed, else null. */
  allowedTimeSeconds: number | null;
  /** `allowedTimeSeconds` without the additional time in it; null before the start unless the time is that of a resumption. */
  baseTimeSeconds: number | null;
  /**
   * The additional time that the allowed time was calculated with. Null where there was none, and on attempts stored before
   * this was kept.
   */
  includedAdditionalSeconds: number | null;
  /** Seconds that were left when the attempt broke off with an error. */
  timeRemainingSeconds: number | null;
  isSampleAttempt: boolean;
  takingAsProctored: boolean;
  isStatusAcknowledged: boolean;
  reviewPolicyId: number | null;
  isResumable: boolean;
  readyToResume: boolean;
  resumed: boolean;
  /** The newest attempt of this learner at this exam, the one that counts. */
  isCurrent: boolean;
  /** Made in place of an earlier attempt, which may still be there. */
  hasPredecessor: boolean;
  /** The attempt that was current before this one; null where there was none, and on attempts stored before this was kept. */
  predecessorId: number | null;
  /** The status that a practice reset replaced; null on attempts reset before this was kept. */
  statusBeforeReset: AttemptStatus | null;
  /** Declined, but not yet so are the learner's other exams of the course: the schedule or a retry will finish that. */
  cascadePending: boolean;
  /** The learner was retired: it names nobody, and takes no text that might. */
  isRetired: boolean;
  /** The author of the last write, and the reason if one was given. */
  lastChange: { by: Actor; reason: string | null };
}

/** Time, author and reason of an attempt's removal. */
export interface Removal {
  at: Instant;
  by: Actor;
  reason: string | null;
}

/** Whether it is a practice attempt: fixed at creation; attempts stored before this was kept are judged by their exam. */
export function isPractice(
  { createdPractice }: Pick<Attempt, 'createdPractice'>,
  exam: Pick<Exam, 'isPracticeExam'>,
): boolean {
  return createdPractice ?? exam.isPracticeExam;
}

/** The attempt after a write by `by`. Only a review's status is written without it: that attempt was not read. */
export function withChange(
  before: Attempt,
  change: Partial<Attempt>,
  write: { now: Instant; by: Actor; reason?: string | null },
): Attempt {
  return {
    ...before,
    ...change,
    version: before.version + 1,
    modifiedAt: write.now,
    lastChange: { by: write.by, reason: storableReason(before, write.reason) },
  };
}

/** A reason as it may be kept: a text that somebody wrote about a retired learner may name them. */
export function storableReason(attempt: Attempt, reason: string | null | undefined): string | null {
  return attempt.isRetired ? null : (reason ?? null);
}
