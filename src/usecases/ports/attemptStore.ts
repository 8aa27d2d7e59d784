import type { Attempt, Removal } from '../../domain/attempts/attempt.ts';
import type { ExamTerms } from '../../domain/exams/exam.ts';

/** `current` is the attempt as it stands now, undefined when it is gone. */
export type WriteOutcome = { stored: true } | { stored: false; current: Attempt | undefined };

export type CreateOutcome =
  | { stored: true }
  /**
   * The drawn id has an owner: draw another one. Or the learner's time at the exam changed: read it again. Or the
   * learner was retired: nothing may name them.
   */
  | { stored: false; conflicts: 'attempt_id' | 'terms' | 'retired' }
  | { stored: false; conflicts: readonly Claim[] };

/** An attempt that holds a thing the new one wants: live, or only still entered as its holder. */
export interface Claim {
  has: 'attempt_code' | 'external_id' | 'current_attempt';
  attemptId: number;
  /** Whose attempt has the code. */
  learnerId?: number;
  /** The course of that attempt, live or removed; left out where it is not known. */
  courseId?: string;
}

/** Change or removal of an attempt that makes way for another. */
export interface Replacement {
  before: Attempt;
  after: Attempt | Removal;
}

/** Things that a new attempt may take over, and conditions that must still hold when it is stored. */
export interface CreateOptions {
  replaces?: Replacement | undefined;
  /** Holders known to be gone, or to have let go of the thing held; they never get it again. */
  staleOwners: readonly number[];
  /** Whose attempt had the code last, where it is taken over. */
  previousOwner?: number | undefined;
  /** The terms that the clock of the new attempt was started with. */
  terms?: ExamTerms | undefined;
}

export interface AttemptsAtExam {
  /** Oldest first, without the current one. */
  superseded: Attempt[];
  /** With every page: the index may lag behind it by a moment. */
  current: Attempt | undefined;
  /** Where the next page goes on; null where this is the last one. */
  nextAfter: number | null;
}

/** Live attempts. Every write is conditional; changes that belong together are one transaction. */
export interface AttemptStore {
  read(attemptId: number): Promise<Attempt | undefined>;
  /** The attempt that has, or last had, the place of the learner's current one at the exam: it may be gone. */
  readSlot(examId: number, userId: number): Promise<number | null>;
  /** The learner's attempt at the exam that counts. */
  readCurrent(examId: number, userId: number): Promise<Attempt | undefined>;
  /** A page of the learner's attempts at the exam. */
  ofLearnerAtExam(
    examId: number,
    userId: number,
    page: { limit: number; after?: number | undefined },
  ): Promise<AttemptsAtExam>;
  /** The newest of the learner's attempts at the exam that are older than this one, as far as the index tells. */
  readPredecessor(attempt: Attempt): Promise<Attempt | undefined>;
  /** Stores a new attempt, takes its code, external id and place as the learner's current attempt at the exam. */
  create(attempt: Attempt, takeover: CreateOptions): Promise<CreateOutcome>;
  /** Replaces `before`, if it is still stored as given, by `after`. */
  write(before: Attempt, after: Attempt): Promise<WriteOutcome>;
  /**
   * Removes the attempt, if it is still as given, and remembers it in the directory.
   * @param heir becomes the learner's current attempt at the exam in its place
   */
  remove(attempt: Attempt, removal: Removal, heir?: { before: Attempt; after: Attempt }): Promise<WriteOutcome>;
  /** Removes all of them, if they are still as given, or none. At most 33. */
  removeTogether(attempts: readonly Attempt[], removal: Removal): Promise<{ stored: boolean }>;
}
