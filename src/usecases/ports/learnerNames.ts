import type { KnownLearner } from '../../domain/learners/knownLearner.ts';

/** Learners as registered, to be shown. */
export interface LearnerNames {
  /** Registered learners by id, up to a moment old; others are omitted. */
  of(userIds: readonly number[]): Promise<Map<number, KnownLearner>>;
  /** The id of the learner with this username. */
  idOf(username: string): Promise<number | undefined>;
}
