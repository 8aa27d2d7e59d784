import type { KnownLearner } from '../../domain/learners/knownLearner.ts';

/** Registered learners, for display. */
export interface LearnerNames {
  /** By id, without unregistered learners. A registration of the last second may be missing. */
  of(userIds: readonly number[]): Promise<Map<number, KnownLearner>>;
  /** The id of the learner with this username. */
  idOf(username: string): Promise<number | undefined>;
}
