import type { Allowance } from '../../domain/allowances/allowance.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';

/** A learner whose names have changed. */
export interface RenamedLearner extends KnownLearner {
  /** Earlier usernames and names, and student names derived from them. */
  formerNames: readonly string[];
  version: number;
}

/** Copies of learners' names in live attempts and allowances. */
export interface NameCopies {
  /** Undefined for a learner that is not registered, or was erased. */
  readLearner(userId: number): Promise<RenamedLearner | undefined>;
  /** By an index: an attempt created within the last second may be missing. */
  attemptsOf(userId: number): Promise<Attempt[]>;
  allowancesOf(userId: number): Promise<Allowance[]>;
  /** @returns false on a conflict; an erased learner's allowance is not written */
  renewAllowance(before: Allowance, user: Allowance['user']): Promise<boolean>;
  /** Records that the copies are current, on condition that the learner has not changed since. */
  finish(learner: RenamedLearner): Promise<void>;
}

/** A renewal for the schedule to complete. */
export interface PendingRenewal {
  userId: number;
  /** Drawn for each change of the learner's names. */
  changeId: string;
  passes: number;
}

export interface PendingRenewals {
  /** At most as many as one run can process. */
  list(): Promise<PendingRenewal[]>;
  /** Counts a pass, unless the learner changed since; after the second one the renewal is complete. */
  recordPass(renewal: PendingRenewal): Promise<void>;
}
