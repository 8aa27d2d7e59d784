import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { registerLearners, requireLearner, resolveLearner } from '../../src/usecases/learners/registerLearners.ts';
import { namesToRenew, renewNames, renewPendingNames } from '../../src/usecases/learners/renewNames.ts';
import { anAllowance, anAttempt, STAFF } from '../support/builders.ts';
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

describe('renewals that a request did not finish', () => {
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

  it('wait for the next run if this one has no time left', async () => {
    const { ports, limits, usernames, database } = await renamedWithoutTime();
    let checks = 0;
    expect(await renewPendingNames(ports, { ...limits, hasTime: () => checks++ < 1 })).toBe(1);
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

  it('are done for an unregistered learner, and stay pending after a conflict or without time', async () => {
    const { ports, limits, database } = await renamedWithoutTime();
    expect(await renewNames(ports, 5, limits)).toBe(true);
    let clockReads = 0;
    // The time is over after the copies were read.
    const clock = () => (clockReads++ < 1 ? limits.until : laterBy(limits.until, 1));
    expect(await renewNames({ ...ports, clock }, ADA.id, limits)).toBe(false);
    expect(database.learners.get(ADA.id)?.renewal).toBe('due');
    expect(await renewNames({ ...ports, clock: () => laterBy(limits.until, 1) }, ADA.id, limits)).toBe(false);
    expect(await renewNames({ ...ports, clock: () => limits.until }, ADA.id, limits)).toBe(true);
    expect(database.learners.get(ADA.id)?.renewal).toBe('done');
  });
});

describe('a learner who is named', () => {
  it('must be registered', async () => {
    const { ports } = inMemoryStores();
    const nobody = await ports.learners.find('nobody');
    expect(() => requireLearner(nobody)).toThrow(
      expect.objectContaining({
        code: 'learner_not_known',
        message: 'No learner is known by this username, email or id. Register the learner first.',
        field: 'user_info',
      }),
    );
    await registerLearners(ports, STAFF, [ADA]);
    expect(requireLearner(await ports.learners.find('ada'))).toEqual(ADA);
  });

  it('by anybody but the LMS and themselves keeps the registered names', async () => {
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

describe('the names of an attempt', () => {
  const learner = { ...ADA, username: 'ada-new', formerNames: ['Ada Byron'] };
  const renewal = (overrides: object, present: object = {}) =>
    namesToRenew(anAttempt({ user: { id: ADA.id, username: 'ada', email: ADA.email }, ...overrides }), {
      ...learner,
      ...present,
    });
  const user = { id: ADA.id, username: 'ada-new', email: ADA.email };

  it.each(['', 'ada', 'Ada Byron'])('follow the learner if the student name %j is a copy', studentName => {
    expect(renewal({ studentName })).toEqual({ user, studentName: 'Ada King' });
    expect(renewal({ studentName }, { name: '' })).toEqual({ user, studentName: 'ada-new' });
  });

  it('keep a student name that staff have edited', () => {
    expect(renewal({ studentName: 'As on the passport' })).toEqual({ user, studentName: 'As on the passport' });
  });

  it('need no renewal if they are the present ones', () => {
    expect(renewal({ user, studentName: 'Ada King' })).toBeUndefined();
    expect(renewal({ user, studentName: '' })).toEqual({ user, studentName: 'Ada King' });
    expect(renewal({ user: { ...user, email: 'old@example.com' }, studentName: 'Ada King' })).toMatchObject({ user });
  });

  it('keep the stored email if the learner has none', () => {
    expect(renewal({ studentName: 'ada' }, { email: '' })?.user).toEqual(user);
  });

  it('stay if the learner was erased, or the attempt is another learner’s', () => {
    expect(renewal({ studentName: 'ada', isErased: true })).toBeUndefined();
    expect(renewal({ studentName: 'ada' }, { id: GRACE.id })).toBeUndefined();
  });
});

describe('a renewal concurrent with other writes', () => {
  const conflicting = (ports: Awaited<ReturnType<typeof renamedWithoutTime>>['ports'], times: number) => {
    let conflicts = times;
    const write: typeof ports.attempts.write = async (before, after) => {
      if (conflicts-- <= 0) return ports.attempts.write(before, after);
      return { stored: false, current: await ports.attempts.read(before.attemptId) };
    };
    return { ...ports, attempts: { ...ports.attempts, write } };
  };

  it('is decided again on the changed attempt, and raises its version by one', async () => {
    const { ports, limits, usernames, database } = await renamedWithoutTime();
    const before = [...database.attempts.values()].find(({ user }) => user.id === ADA.id);
    expect(await renewNames(conflicting(ports, 1), ADA.id, limits)).toBe(true);
    expect(await usernames()).toEqual(['ada-new', 'grace']);
    const after = database.attempts.get(before?.attemptId ?? 0);
    expect(after?.version).toBe((before?.version ?? 0) + 1);
  });

  it('skips an attempt that was removed meanwhile', async () => {
    const { ports, limits } = await renamedWithoutTime();
    const write = async () => ({ stored: false, current: undefined }) as const;
    expect(await renewNames({ ...ports, attempts: { ...ports.attempts, write } }, ADA.id, limits)).toBe(true);
  });

  it('gives up after many conflicts', async () => {
    const { ports, limits, database } = await renamedWithoutTime();
    const attempt = [...database.attempts.values()].find(({ user }) => user.id === ADA.id);
    await expect(renewNames(conflicting(ports, 100), ADA.id, limits)).rejects.toMatchObject({
      code: 'busy',
      message: `Attempt ${attempt?.attemptId} is being changed concurrently. Try again.`,
    });
  });

  it('stays pending if an allowance changed meanwhile, and writes nothing if it has the present names', async () => {
    const { ports, limits, database } = await renamedWithoutTime();
    const user = { id: ADA.id, username: 'ada', email: ADA.email };
    const allowance = anAllowance({ user });
    const nameCopies = (overrides: object) => ({
      ...ports.nameCopies,
      allowancesOf: async () => [allowance],
      ...overrides,
    });
    const renewAllowance = async () => false;
    expect(await renewNames({ ...ports, nameCopies: nameCopies({ renewAllowance }) }, ADA.id, limits)).toBe(false);
    expect(database.learners.get(ADA.id)?.renewal).toBe('due');
    allowance.user = { ...user, username: 'ada-new' };
    expect(await renewNames({ ...ports, nameCopies: nameCopies({ renewAllowance }) }, ADA.id, limits)).toBe(true);
    allowance.user = { ...user, username: 'ada-new', email: 'old@example.com' };
    expect(await renewNames({ ...ports, nameCopies: nameCopies({ renewAllowance }) }, ADA.id, limits)).toBe(false);
  });

  it('is repaired by a registration of the LMS if copies may be stale', async () => {
    const stores = inMemoryStores();
    const { attemptId } = await storedAttempt(stores, await storedExam(stores), { user: { ...ADA, username: 'old' } });
    const learner = { learner: ADA, isExpected: false, renewal: undefined, former: [], version: 1 };
    stores.database.learners.set(ADA.id, learner);
    stores.database.usernames = new Map([['ada', ADA.id]]);
    await registerLearners(stores.ports, STAFF, [ADA]);
    expect((await stores.ports.attempts.read(attemptId))?.user.username).toBe('ada');
  });
});
