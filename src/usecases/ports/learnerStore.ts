import type { KnownLearner } from '../../domain/learners/knownLearner.ts';

/** How a request names a learner. */
export type LearnerReference = string | number;

export interface Registration {
  /** Each learner once, as they are known now. */
  learners: KnownLearner[];
  /** The learners whose names are stored elsewhere as they were before. */
  staleLearners: number[];
}

/** Learners' identities. The latest word about one counts; a username or an email names one learner at a time. */
export interface LearnerStore {
  /** A number is an id; a text is a username, else an email in any case of its letters, else an id. */
  find(reference: LearnerReference): Promise<KnownLearner | undefined>;
  /**
   * Can be repeated; a learner known already costs a read. An email or a name that is empty stays as it is known.
   * Nothing is remembered of a retired learner. A learner whose username is registered for another has none until they
   * are registered again.
   * @param options `isRepair`: copies of names are renewed also where they were never known to be current
   */
  register(learners: readonly KnownLearner[], options?: { isRepair: boolean }): Promise<Registration>;
  /** Notes that there are copies of names of a learner whom nobody has registered: registering renews them. */
  expectRenewal(userId: number): Promise<void>;
  isRetired(userId: number): Promise<boolean>;
}
