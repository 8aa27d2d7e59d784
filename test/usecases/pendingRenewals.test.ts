import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { registerLearners, requireLearner, resolveLearner } from '../../src/usecases/learners/registerLearners.ts';
import { renewNames, renewPendingNames } from '../../src/usecases/learners/renewNames.ts';
import { aCaller, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const ADA = { id: 77, username: 'ada', email: 'ada@example.com', name: 'Ada King' };
const GRACE = { id: 78, username: 'grace', email: 'grace@example.com', name: 'Grace H' };

/** Two learners with an attempt each, renamed while no request has time for the copies. */
async function renamedWithoutTime() {
  const stores = inMemoryStores();
  const { ports } = stores;
  const attempts: Attempt[] = [];
  for (const user of [ADA, GRACE]) attempts.push(await storedAttempt(stores, await storedExam(stores), { user }));
  const renamed = [ADA, GRACE].map(learner => ({ ...learner, username: `${learner.username}-new` }));
  await ports.learners.register(renamed);
  const usernames = () =>
    Promise.all(attempts.map(async ({ attemptId }) => (await ports.attempts.read(attemptId))?.user.username));
  const limits = { hasTime: () => true, until: laterBy(ports.clock(), 60) };
  const failures: unknown[] = [];
  const withFailures = { ...ports, onFailure: (failure: unknown) => failures.push(failure) };
  return { ...stores, usernames, limits, failures, ports: withFailures };
}

describe('renewals that no request had time for', () => {
  it('are completed by the schedule in two passes', async () => {
    const { ports, limits, usernames, failures, database } = await renamedWithoutTime();
    expect(await usernames()).toEqual(['ada', 'grace']);
    expect(await renewPendingNames(ports, limits)).toBe(2);
    expect(await usernames()).toEqual(['ada-new', 'grace-new']);
    expect(database.renewals.size).toBe(2);
    expect(await renewPendingNames(ports, limits)).toBe(2);
    expect([database.renewals.size, failures]).toEqual([0, []]);
    expect(await renewPendingNames(ports, limits)).toBe(0);
  });

  it('wait for the next run where this one has no time left', async () => {
    const { ports, limits, usernames, database } = await renamedWithoutTime();
    let looks = 0;
    expect(await renewPendingNames(ports, { ...limits, hasTime: () => looks++ < 1 })).toBe(1);
    expect(await usernames()).toEqual(['ada-new', 'grace']);
    const past = laterBy(ports.clock(), -60);
    expect(await renewPendingNames(ports, { ...limits, until: past })).toBe(0);
    expect(await usernames()).toEqual(['ada-new', 'grace']);
    expect(database.renewals.size).toBe(2);
  });

  it('of one learner failing is reported, and others are renewed', async () => {
    const { ports, limits, usernames, failures } = await renamedWithoutTime();
    const failure = new Error('cut off');
    const attemptsOf: typeof ports.nameCopies.attemptsOf = userId =>
      userId === ADA.id ? Promise.reject(failure) : ports.nameCopies.attemptsOf(userId);
    const nameCopies = { ...ports.nameCopies, attemptsOf };
    expect(await renewPendingNames({ ...ports, nameCopies }, limits)).toBe(1);
    expect(await usernames()).toEqual(['ada', 'grace-new']);
    expect(failures).toEqual([{ userId: ADA.id, error: failure }]);
  });

  it('are none of a learner who is not registered, and stay pending where a copy changed meanwhile or time ran out', async () => {
    const { ports, limits, database } = await renamedWithoutTime();
    expect(await renewNames(ports, 5, limits)).toBe(true);
    let looks = 0;
    // The time is over after the copies were read.
    const clock = () => (looks++ < 1 ? limits.until : laterBy(limits.until, 1));
    expect(await renewNames({ ...ports, clock }, ADA.id, limits)).toBe(false);
    expect(database.learners.get(ADA.id)?.renewal).toBe('due');
    expect(await renewNames({ ...ports, clock: () => laterBy(limits.until, 1) }, ADA.id, limits)).toBe(false);
    expect(await renewNames({ ...ports, clock: () => limits.until }, ADA.id, limits)).toBe(true);
    expect(database.learners.get(ADA.id)?.renewal).toBe('done');
  });
});

describe('a learner who is named', () => {
  it('has to be known', async () => {
    const { ports } = inMemoryStores();
    await expect(requireLearner(ports.learners, 'nobody')).rejects.toMatchObject({
      code: 'learner_not_known',
      message: 'No learner is known by this username, email or id. Register the learner first.',
      field: 'user_info',
    });
    await expect(registerLearners(ports, aCaller(), [ADA])).rejects.toMatchObject({ code: 'forbidden' });
    await registerLearners(ports, STAFF, [ADA]);
    expect(await requireLearner(ports.learners, 'ada')).toEqual(ADA);
  });

  it('by anybody but the LMS and themselves changes no registered name', async () => {
    const { ports, database } = inMemoryStores();
    const other = { ...ADA, username: 'hijacked', name: '' };
    expect(await resolveLearner(ports, other, { isAuthoritative: false })).toEqual(other);
    expect(database.learners.get(ADA.id)).toMatchObject({ isExpected: true });
    await registerLearners(ports, STAFF, [ADA]);
    expect(await resolveLearner(ports, other, { isAuthoritative: false })).toEqual(ADA);
    const called = { ...other, name: 'Ada L' };
    expect(await resolveLearner(ports, called, { isAuthoritative: false })).toEqual({ ...ADA, name: 'Ada L' });
    expect(await resolveLearner(ports, { ...ADA, username: '' }, { isAuthoritative: true })).toEqual(ADA);
    expect(await ports.learners.find(ADA.id)).toEqual(ADA);
  });
});
