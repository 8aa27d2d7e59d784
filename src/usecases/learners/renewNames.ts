import type { Allowance } from '../../domain/allowances/allowance.ts';
import type { Attempt } from '../../domain/attempts/attempt.ts';
import { presentNamesOf, presentUser } from '../../domain/learners/presentNames.ts';
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

const LEARNER_CONCURRENCY = 5;
const COPY_CONCURRENCY = 10;
const MAX_TRIES = 20;

interface RenewalLimits {
  /** No write is begun after it. */
  until: Instant;
}

/** @throws the error of the first learner that failed, whose renewal stays pending */
export async function renewNamesOf(
  ports: RenewalPorts,
  userIds: readonly number[],
  limits: RenewalLimits,
): Promise<void> {
  await mapInBatches([...new Set(userIds)], LEARNER_CONCURRENCY, userId => renewNames(ports, userId, limits));
}

/**
 * Writes a learner's present names to their live attempts and allowances, where they differ. No status changes, so
 * nothing is archived.
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
  const renewed = await mapInBatches(copies, COPY_CONCURRENCY, async renew => clock() <= until && (await renew()));
  if (!renewed.every(Boolean)) return false;
  await nameCopies.finish(learner);
  return true;
}

/**
 * Completes pending renewals, each in two passes: the second, a minute later, finds copies that were created with the
 * former names during the first.
 * @param limits `hasTime`: checked before each learner
 * @returns the number of completed passes
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

function renewAttempt(ports: RenewalPorts, learner: RenamedLearner, stored: Attempt): Promise<boolean> {
  let attempt: Attempt | undefined = stored;
  const busy = `Attempt ${stored.attemptId} is being changed concurrently. Try again.`;
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

/** The present names, if the attempt's differ. */
export function namesToRenew(attempt: Attempt, learner: Omit<RenamedLearner, 'version'>): Partial<Attempt> | undefined {
  const present = presentNamesOf(attempt, learner);
  const isCurrent = present && haveSameNames(attempt.user, present.user) && attempt.studentName === present.studentName;
  return isCurrent ? undefined : present;
}

async function renewAllowance(ports: RenewalPorts, learner: RenamedLearner, stored: Allowance): Promise<boolean> {
  const user = presentUser(stored.user, learner);
  if (haveSameNames(user, stored.user)) return true;
  // An allowance changed meanwhile has the present names, or the next pass renews it.
  return ports.nameCopies.renewAllowance(stored, user);
}

export function haveSameNames(a: Omit<Allowance['user'], 'id'>, b: Omit<Allowance['user'], 'id'>): boolean {
  return a.username === b.username && a.email === b.email;
}
