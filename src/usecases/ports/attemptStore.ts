import type { Attempt, Removal } from '../../domain/attempts/attempt.ts';
import type { ExamTerms } from '../../domain/exams/exam.ts';

/** `current` is the attempt as stored now; undefined when it was removed. */
export type WriteOutcome = { stored: true } | { stored: false; current: Attempt | undefined };

export type CreateOutcome =
  | { stored: true }
  /**
   * The new id is taken (draw another), the learner's time at the exam has changed (read it again), or the learner was
   * erased (store no personal data).
   */
  | { stored: false; conflicts: 'attempt_id' | 'terms' | 'erased' }
  | { stored: false; conflicts: readonly Claim[] };

/** A claim of another attempt, live or gone, that the new attempt conflicts with. */
export interface Claim {
  kind: 'attempt_code' | 'external_id' | 'current_attempt';
  attemptId: number;
  /** The learner whose attempt has the code. */
  learnerId?: number;
  /** The course of that attempt, live or removed, if known. */
  courseId?: string;
}

/** The change or removal of an attempt that a new one replaces. */
export interface Replacement {
  before: Attempt;
  after: Attempt | Removal;
}

/** Claims that a new attempt may take over, and conditions that must hold when it is stored. */
export interface CreateOptions {
  replaces?: Replacement | undefined;
  /** Owners of claims whose attempts are gone or have released the claim; they never own it again. */
  staleOwners: readonly number[];
  /** The learner whose attempt had the code last, if it is taken over. */
  previousOwner?: number | undefined;
  /** The terms that the clock of the new attempt was started with. */
  terms?: ExamTerms | undefined;
}

export interface AttemptsAtExam {
  /** Oldest first, without the current one. */
  superseded: Attempt[];
  /** On every page, as the index may not have it yet. */
  current: Attempt | undefined;
  /** The `after` of the next page; null on the last one. */
  nextAfter: number | null;
}

/** Live attempts. Every write is conditional; changes that belong together are one transaction. */
export interface AttemptStore {
  read(attemptId: number): Promise<Attempt | undefined>;
  /** The id of the attempt that owns, or last owned, the learner's slot at the exam. */
  readSlot(examId: number, userId: number): Promise<number | null>;
  /** The learner's current attempt at the exam. */
  readCurrent(examId: number, userId: number): Promise<Attempt | undefined>;
  /** A page of the learner's attempts at the exam. */
  ofLearnerAtExam(
    examId: number,
    userId: number,
    page: { limit: number; after?: number | undefined },
  ): Promise<AttemptsAtExam>;
  /** The learner's newest earlier attempt at the exam, by an index that lags by a moment. */
  readPreviousAttempt(attempt: Attempt): Promise<Attempt | undefined>;
  /** Stores a new attempt and claims its code, its external id and the learner's slot at the exam. */
  create(attempt: Attempt, options: CreateOptions): Promise<CreateOutcome>;
  /** Replaces `before` by `after`, on condition that it is unchanged. */
  write(before: Attempt, after: Attempt): Promise<WriteOutcome>;
  /**
   * Removes the attempt, on condition that it is unchanged, and writes its tombstone.
   * @param previous the previous attempt, which becomes the current one
   */
  remove(attempt: Attempt, removal: Removal, previous?: { before: Attempt; after: Attempt }): Promise<WriteOutcome>;
  /** Removes all of them, at most 33, on condition that they are unchanged, or none. */
  removeTogether(attempts: readonly Attempt[], removal: Removal): Promise<{ stored: boolean }>;
}
