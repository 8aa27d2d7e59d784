import type { Learner } from '../attempts/attempt.ts';

/** A learner as the LMS or a token describes them. */
export interface KnownLearner extends Learner {
  name: string;
}
