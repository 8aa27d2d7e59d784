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
   */
  register(learners: readonly KnownLearner[]): Promise<void>;
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
 * Remembers somebody by what a token or a request says in passing.
 * @param isWord who says it is to be believed about anybody: otherwise only who was not known at all is remembered, so
 *   that staff of one course cannot lead another course's allowances to somebody else
 */
export async function rememberLearner(learners: LearnerStore, said: KnownLearner, isWord: boolean): Promise<void> {
  if (said.username === '') return;
  if (isWord || !(await isAnyKnown(learners, [String(said.id), said.username, said.email]))) {
    await learners.register([said]);
  }
}

async function isAnyKnown(learners: LearnerStore, names: readonly string[]): Promise<boolean> {
  const found = await Promise.all(names.filter(name => name !== '').map(name => learners.find(name)));
  return found.some(learner => learner !== undefined);
}
