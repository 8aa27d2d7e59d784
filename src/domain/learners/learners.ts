import { type Caller, requireGlobalStaff } from '../actors.ts';
import type { Learner } from '../attempts/attempt.ts';
import { Refusal } from '../errors.ts';

/** A learner as the LMS or a token describes them. */
export interface KnownLearner extends Learner {
  name: string;
}

/** How a request names a learner. */
export type LearnerReference = string | number;

/** Who is who. The latest word about a learner counts; a username or an email names one learner at a time. */
export interface LearnerStore {
  /** A number is an id; a text is a username, else an email whatever its case, else an id. */
  find(reference: LearnerReference): Promise<KnownLearner | undefined>;
  /**
   * Can be repeated; what is known already costs a read. An email or a name that is empty stays as it is known. Nothing
   * is remembered of a learner who was retired.
   * @returns each learner once, as they are known now
   */
  register(learners: readonly KnownLearner[]): Promise<KnownLearner[]>;
  isRetired(userId: number): Promise<boolean>;
}

/** The LMS says who its learners are. @throws Refusal `forbidden` */
export async function registerLearners(
  given: { learners: LearnerStore },
  caller: Caller,
  learners: readonly KnownLearner[],
): Promise<void> {
  requireGlobalStaff(caller);
  await given.learners.register(learners);
}

/** @throws Refusal `learner_not_known` */
export async function requireLearner(learners: LearnerStore, reference: LearnerReference): Promise<KnownLearner> {
  const learner = await learners.find(reference);
  if (learner) return learner;
  throw new Refusal('learner_not_known', 'No learner is known by this username, email or id.', { field: 'user_info' });
}

/**
 * The learner of a new attempt, by the names they have now. Who says it decides what becomes of it: names that course
 * staff could register would lead another course's allowances to somebody else.
 * @param isAuthoritative the payload is the LMS's or of the learner's own token, and is registered
 */
export async function learnerToShow(
  learners: LearnerStore,
  payload: KnownLearner,
  isAuthoritative: boolean,
): Promise<KnownLearner> {
  if (isAuthoritative && payload.username !== '') {
    const [registered = payload] = await learners.register([payload]);
    return registered;
  }
  const known = await learners.find(payload.id);
  return known ? { ...known, name: payload.name || known.name } : payload;
}
