import type { KnownLearner } from '../../domain/learners/knownLearner.ts';

/** An id, a username or an email. */
export type LearnerReference = string | number;

export interface Registration {
  /** Each learner once, with the present names. */
  learners: KnownLearner[];
  /** Learners with copies of former names. */
  staleLearners: number[];
}

/** Learners' identities; last write wins. A username or an email names one learner at a time. */
export interface LearnerStore {
  /** The id that a reference leads to: a string is a username, else an email (case-insensitive), else an id. */
  resolve(reference: LearnerReference): Promise<number | undefined>;
  /** The learner that the reference resolves to. */
  find(reference: LearnerReference): Promise<KnownLearner | undefined>;
  /**
   * Upserts learners; idempotent. An empty email or name keeps the stored one; nothing is stored of an erased learner. A
   * username moves to the learner registered with it last.
   * @param options `isRepair`: also returns learners as stale whose copies may have been stale before
   */
  register(learners: readonly KnownLearner[], options?: { isRepair: boolean }): Promise<Registration>;
  /** Records that an unregistered learner has copies of names, which the learner's registration then renews. */
  expectRenewal(userId: number): Promise<void>;
  isErased(userId: number): Promise<boolean>;
}
