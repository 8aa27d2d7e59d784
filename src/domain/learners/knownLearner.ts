import type { Learner } from '../attempts/attempt.ts';

/** Identity of a learner from the LMS or a token, with the name. */
export interface KnownLearner extends Learner {
  name: string;
}
