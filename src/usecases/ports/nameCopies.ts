import type { Allowance } from '../../domain/allowances/allowance.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';

/** A learner whose names have changed. */
export interface RenamedLearner extends KnownLearner {
  /** Usernames and names that they had before, or that the creator of an attempt made of these. */
  formerNames: readonly string[];
  version: number;
}

/** Where names of learners are stored beside their own entry: live attempts, and allowances. */
export interface NameCopies {
  /** Undefined for a learner that is not known, or not any more. */
  readLearner(userId: number): Promise<RenamedLearner | undefined>;
  /** Found by indexes: one created within the last second may be missing. */
  attemptsOf(userId: number): Promise<Attempt[]>;
  allowancesOf(userId: number): Promise<Allowance[]>;
  /** @returns false where the allowance is not as it was read any more; a retired learner's is left alone */
  renewAllowance(before: Allowance, user: Allowance['user']): Promise<boolean>;
  /** The copies are current, if the learner has not changed since. */
  finish(learner: RenamedLearner): Promise<void>;
}

/** A renewal that the schedule has to see to. */
export interface PendingRenewal {
  userId: number;
  /** Drawn for each change of the learner's names. */
  changeId: string;
  passes: number;
}

export interface PendingRenewals {
  /** Some of them; no more than one run can see to. */
  list(): Promise<PendingRenewal[]>;
  /** Counts a pass; after the second one the renewal is not pending any more. Nothing where the learner changed since. */
  recordPass(renewal: PendingRenewal): Promise<void>;
}
