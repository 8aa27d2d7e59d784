import { describe, expect, it } from 'vitest';
import type { KnownLearner } from '../../src/domain/learners/knownLearner.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { registerLearners } from '../../src/usecases/learners/registerLearners.ts';
import { aCaller, aKnownLearner, COURSE, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedExam } from '../support/scenarios/stored.ts';

/** Names that move between learners. */
const stores = inMemoryStores();

const register = (...learners: KnownLearner[]) => registerLearners(stores.ports, STAFF, learners);
const idOf = async (userInfo: string) => (await stores.ports.learners.find(userInfo))?.id;

describe('learners', () => {
  it('are registered with id, username, email and name, by the LMS alone', async () => {
    const ada = aKnownLearner();
    for (const caller of [aCaller({ ...ada, userId: ada.id }), aCaller({ courseStaff: [COURSE] })]) {
      await expect(registerLearners(stores.ports, caller, [ada])).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await stores.ports.learners.find(ada.id)).toBeUndefined();
    await register(ada);
    expect(await stores.ports.learners.find(ada.id)).toEqual(ada);
  });

  it('regain names that were registered for another learner by mistake', async () => {
    const [ada, grace] = [aKnownLearner(), aKnownLearner()];
    await register(ada);
    await register({ ...grace, username: ada.username, email: ada.email });
    expect(await idOf(ada.username)).toBe(grace.id);
    await register(grace);
    await register(ada);
    for (const learner of [ada, grace]) {
      expect([await idOf(learner.username), await idOf(learner.email)]).toEqual([learner.id, learner.id]);
    }
  });

  it('registered last have the name, even if nothing else changed', async () => {
    const [ada, grace] = [aKnownLearner(), aKnownLearner()];
    await register(ada);
    await register({ ...grace, email: ada.email });
    await register(ada);
    expect(await idOf(ada.email)).toBe(ada.id);
  });

  it('registered without an email do not take it from its present owner', async () => {
    const [ada, grace] = [aKnownLearner(), aKnownLearner()];
    await register(ada);
    await register({ ...grace, email: ada.email });
    await register({ ...ada, email: '', name: 'Ada L' });
    expect(await idOf(ada.email)).toBe(grace.id);
  });

  it('can swap their names in one call', async () => {
    const [ada, grace] = [aKnownLearner(), aKnownLearner()];
    await register(ada, grace);
    await register({ ...ada, username: grace.username }, { ...grace, username: ada.username });
    expect([await idOf(ada.username), await idOf(grace.username)]).toEqual([grace.id, ada.id]);
  });

  it('are found by an id with leading zeros, and by no other spelling', async () => {
    const ada = aKnownLearner();
    await register(ada);
    expect(await idOf(`0${ada.id}`)).toBe(ada.id);
    for (const odd of ['', ' ', '\u0000', '1'.repeat(255), `learner#${ada.id}`]) {
      expect(await idOf(odd)).toBeUndefined();
    }
  });

  it('are found by id for a number, by username first for a string of digits', async () => {
    const ada = aKnownLearner();
    const digits = aKnownLearner({ username: String(ada.id) });
    await register(ada, digits);
    const { find } = stores.ports.learners;
    expect((await find(ada.id))?.id).toBe(ada.id);
    expect((await find(String(ada.id)))?.id).toBe(digits.id);
    expect((await find(` ${ada.username}\n`))?.id).toBe(ada.id);
    for (const odd of [0, -1, 1.5, 2 ** 60, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(await find(odd)).toBeUndefined();
    }
  });

  describe('named by course staff in a creation', () => {
    const courseStaff = aCaller({ userId: 5, username: 'prof', courseStaff: [COURSE] });
    const create = async (user: { id: number; username: string; email: string; name?: string }, caller = courseStaff) =>
      createAttempt(stores.ports, caller, {
        examId: await storedExam(stores),
        startClock: false,
        attemptProctored: true,
        onBehalf: { user },
      });

    it('are not registered, so that allowances reach no other learner', async () => {
      const [owner, impostor] = [aKnownLearner(), aKnownLearner()];
      const { user, studentName } = await create({ ...owner, id: impostor.id });
      expect([user, studentName]).toEqual([
        { id: impostor.id, username: owner.username, email: owner.email },
        owner.name,
      ]);
      const granted = { examId: await storedExam(stores), key: 'additional_time_granted', value: '30' };
      for (const userInfo of [owner.username, owner.email, impostor.id]) {
        await expect(setAllowance(stores.ports, STAFF, { ...granted, userInfo })).rejects.toMatchObject({
          code: 'learner_not_known',
        });
      }
      await register(owner);
      expect([await idOf(owner.username), await idOf(owner.email)]).toEqual([owner.id, owner.id]);
    });

    it('keep their registered names, also in the new attempt', async () => {
      const [ada, grace] = [aKnownLearner(), aKnownLearner()];
      await register(ada);
      const attempt = await create({ id: ada.id, username: `x${ada.username}`, email: grace.email });
      expect(attempt.user).toEqual({ id: ada.id, username: ada.username, email: ada.email });
      expect([await idOf(ada.username), await idOf(grace.email)]).toEqual([ada.id, undefined]);
      const { id, username, email } = await stores.ports.learners.find(ada.id).then(learner => learner ?? ada);
      expect({ id, username, email }).toEqual(attempt.user);
    });

    it('are registered by the LMS and by their own token', async () => {
      const [ada, grace] = [aKnownLearner(), aKnownLearner()];
      await create(ada, STAFF);
      expect(await idOf(ada.username)).toBe(ada.id);
      const token = aCaller({ ...grace, userId: grace.id });
      await createAttempt(stores.ports, token, {
        examId: await storedExam(stores),
        startClock: false,
        attemptProctored: true,
      });
      expect(await idOf(grace.email)).toBe(grace.id);
    });
  });
});
