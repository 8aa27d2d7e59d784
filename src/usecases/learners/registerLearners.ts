import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import { laterBy } from '../../domain/time.ts';
import type { LearnerStore } from '../ports/learnerStore.ts';
import { type RenewalPorts, renewNamesOf } from './renewNames.ts';

/** Time for renewing copies of names within a request; the schedule renews the rest. */
const MAX_REGISTRATION_SECONDS = 10;
const MAX_CREATION_SECONDS = 2;

/** Registers the learners that the LMS names. @throws DomainError `forbidden` */
export async function registerLearners(
  ports: { learners: LearnerStore } & RenewalPorts,
  caller: Caller,
  learners: readonly KnownLearner[],
): Promise<void> {
  requireGlobalStaff(caller);
  const { staleLearners } = await ports.learners.register(learners, { isRepair: true });
  const until = laterBy(ports.clock(), MAX_REGISTRATION_SECONDS);
  await renewNamesOf(ports, staleLearners, { until });
}

/** @throws DomainError `learner_not_known` for a learner that the reference does not lead to */
export function requireLearner<Found>(learner: Found | undefined): Found {
  if (learner !== undefined) return learner;
  throw new DomainError(
    'learner_not_known',
    'No learner is known by this username, email or id. Register the learner first.',
    { field: 'user_info' },
  );
}

/**
 * The learner of a new attempt with their present names. Only authoritative names are registered: course staff could
 * otherwise hijack another learner's allowances by registering their username.
 * @param source `isAuthoritative`: the payload is from the LMS or the learner's own token
 */
export async function resolveLearner(
  ports: { learners: LearnerStore } & RenewalPorts,
  payload: KnownLearner,
  source: { isAuthoritative: boolean },
): Promise<KnownLearner> {
  if (source.isAuthoritative && payload.username !== '') {
    const { learners, staleLearners } = await ports.learners.register([payload]);
    const until = laterBy(ports.clock(), MAX_CREATION_SECONDS);
    // Best effort: the schedule renews the remaining copies.
    await renewNamesOf(ports, staleLearners, { until }).catch(() => {});
    return learners[0] ?? payload;
  }
  const learner = await ports.learners.find(payload.id);
  if (learner) return { ...learner, name: payload.name || learner.name };
  await ports.learners.expectRenewal(payload.id);
  return payload;
}
