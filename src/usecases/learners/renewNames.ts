import type { Allowance } from '../../domain/allowances/allowance.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import type { KnownLearner } from '../../domain/learners/knownLearner.ts';
import type { Clock, Instant } from '../../domain/time.ts';
import { mapInBatches } from '../../platform/mapInBatches.ts';
import { CONFLICT, retryOnConflict } from '../../platform/retryOnConflict.ts';
import type { AttemptStore } from '../ports/attemptStore.ts';
import type { NameCopies, PendingRenewals, RenamedLearner } from '../ports/nameCopies.ts';

export interface RenewalPorts {
  attempts: Pick<AttemptStore, 'write'>;
  nameCopies: NameCopies;
  clock: Clock;
}

const CONCURRENT_LEARNERS = 5;
const CONCURRENT_COPIES = 10;
const MAX_TRIES = 20;

interface RenewalLimits {
  /** Nothing is begun after it. */
  until: Instant;
}

/** @throws the error of the first learner that failed, whose names stay to be renewed */
export async function renewNamesOf(
  ports: RenewalPorts,
  userIds: readonly number[],
  limits: RenewalLimits,
): Promise<void> {
  await mapInBatches([...new Set(userIds)], CONCURRENT_LEARNERS, userId => renewNames(ports, userId, limits));
}

/**
 * Writes a learner's present names to their live attempts and allowances. No status changes, so nothing is archived; can be
 * repeated, and writes only names that differ.
 * @returns whether all of them are current
 */
export async function renewNames(ports: RenewalPorts, userId: number, { until }: RenewalLimits): Promise<boolean> {
  const { nameCopies, clock } = ports;
  if (clock() > until) return false;
  const learner = await nameCopies.readLearner(userId);
  if (!learner) return true;
  const [attempts, allowances] = await Promise.all([nameCopies.attemptsOf(userId), nameCopies.allowancesOf(userId)]);
  const copies = [
    ...attempts.map(attempt => () => renewAttempt(ports, learner, attempt)),
    ...allowances.map(allowance => () => renewAllowance(ports, learner, allowance)),
  ];
  const renewed = await mapInBatches(copies, CONCURRENT_COPIES, async renew => clock() <= until && (await renew()));
  if (!renewed.every(Boolean)) return false;
  await nameCopies.finish(learner);
  return true;
}

/**
 * Renews names that requests have left. Twice for each change: the second pass, a minute later, finds copies created
 * with the former names while the first one was under way.
 * @param limits `hasTime`: asked before each learner
 * @returns how many passes were completed
 */
export async function renewPendingNames(
  ports: RenewalPorts & {
    pendingRenewals: PendingRenewals;
    onFailure: (failure: { userId: number; error: unknown }) => void;
  },
  limits: { hasTime: () => boolean; until: Instant },
): Promise<number> {
  let completed = 0;
  for (const renewal of await ports.pendingRenewals.list()) {
    if (!limits.hasTime()) break;
    try {
      if (!(await renewNames(ports, renewal.userId, limits))) continue;
      await ports.pendingRenewals.recordPass(renewal);
      completed++;
    } catch (error) {
      ports.onFailure({ userId: renewal.userId, error });
    }
  }
  return completed;
}

function renewAttempt(ports: RenewalPorts, learner: RenamedLearner, first: Attempt): Promise<boolean> {
  let attempt: Attempt | undefined = first;
  const busy = `Attempt ${first.attemptId} is being changed by many at once. Try again.`;
  return retryOnConflict(
    async () => {
      const change = attempt && namesToRenew(attempt, learner);
      if (!attempt || !change) return true;
      const outcome = await ports.attempts.write(attempt, { ...attempt, ...change, version: attempt.version + 1 });
      if (outcome.stored) return true;
      attempt = outcome.current;
      return CONFLICT;
    },
    { maxTries: MAX_TRIES, busy },
  );
}

/** A student name that staff have edited is no copy, and stays. Undefined where nothing differs. Pure. */
export function namesToRenew(attempt: Attempt, learner: Omit<RenamedLearner, 'version'>): Partial<Attempt> | undefined {
  const { user, studentName } = attempt;
  if (attempt.isRetired || user.id !== learner.id) return undefined;
  const { username, email } = presentNames(user, learner);
  const isCopy = studentName === '' || studentName === user.username || learner.formerNames.includes(studentName);
  const present = isCopy ? learner.name || username : studentName;
  return sameNames(user, { username, email }) && studentName === present
    ? undefined
    : { user: { id: user.id, username, email }, studentName: present };
}

async function renewAllowance(ports: RenewalPorts, learner: RenamedLearner, first: Allowance): Promise<boolean> {
  const user = presentNames(first.user, learner);
  if (sameNames(user, first.user)) return true;
  // One that was changed meanwhile has the present names already, or is found when this is repeated.
  return ports.nameCopies.renewAllowance(first, user);
}

export function sameNames(one: Omit<Allowance['user'], 'id'>, other: Omit<Allowance['user'], 'id'>): boolean {
  return one.username === other.username && one.email === other.email;
}

/** An email that was never registered is no reason to drop one. */
function presentNames(user: Allowance['user'], learner: KnownLearner): Allowance['user'] {
  return { id: user.id, username: learner.username, email: learner.email || user.email };
}
