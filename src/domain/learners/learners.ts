import { type Caller, requireGlobalStaff } from '../actors.ts';
import { Refusal } from '../errors.ts';
import { laterBy } from '../time.ts';
import type { KnownLearner } from './knownLearner.ts';
import { type RenewalPorts, renewNamesOf } from './renewNames.ts';

/** How a request names a learner. */
export type LearnerReference = string | number;

export interface Registration {
  /** Each learner once, as they are known now. */
  learners: KnownLearner[];
  /** The learners whose names are stored elsewhere as they were before. */
  stale: number[];
}

/** Who is who. The latest word about a learner counts; a username or an email names one learner at a time. */
export interface LearnerStore {
  /** A number is an id; a text is a username, else an email whatever its case, else an id. */
  find(reference: LearnerReference): Promise<KnownLearner | undefined>;
  /**
   * Can be repeated; what is known already costs a read. An email or a name that is empty stays as it is known. Nothing
   * is remembered of a learner who was retired. Whoever had a username that is registered for another has none until they
   * are registered again.
   * @param options `isRepair`: copies of names are renewed also where they were never known to be current
   */
  register(learners: readonly KnownLearner[], options?: { isRepair: boolean }): Promise<Registration>;
  /** Notes that there are copies of names of a learner whom nobody has registered: registering renews them. */
  expect(userId: number): Promise<void>;
  isRetired(userId: number): Promise<boolean>;
}

export type { KnownLearner } from './knownLearner.ts';

/** When no more copies of names are renewed within a request; the schedule renews the rest. */
const MAX_REGISTRATION_SECONDS = 10;
const MAX_CREATION_SECONDS = 2;

/** The LMS says who its learners are. @throws Refusal `forbidden` */
export async function registerLearners(
  given: { learners: LearnerStore } & RenewalPorts,
  caller: Caller,
  learners: readonly KnownLearner[],
): Promise<void> {
  requireGlobalStaff(caller);
  const { stale } = await given.learners.register(learners, { isRepair: true });
  const until = laterBy(given.clock(), MAX_REGISTRATION_SECONDS);
  await renewNamesOf(given, stale, { until });
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
 * @param source `isAuthoritative`: the payload is the LMS's or of the learner's own token, and is registered
 */
export async function learnerToShow(
  given: { learners: LearnerStore } & RenewalPorts,
  payload: KnownLearner,
  source: { isAuthoritative: boolean },
): Promise<KnownLearner> {
  if (source.isAuthoritative && payload.username !== '') {
    const { learners, stale } = await given.learners.register([payload]);
    const until = laterBy(given.clock(), MAX_CREATION_SECONDS);
    // The attempt does not depend on it: the schedule renews what is left.
    await renewNamesOf(given, stale, { until }).catch(() => {});
    return learners[0] ?? payload;
  }
  const known = await given.learners.find(payload.id);
  if (known) return { ...known, name: payload.name || known.name };
  await given.learners.expect(payload.id);
  return payload;
}
