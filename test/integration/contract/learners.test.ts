import { beforeAll, describe, expect, it } from 'vitest';
import type { KnownLearner } from '../../../src/domain/learners/knownLearner.ts';
import { aKnownLearner, anAllowance, anAttempt, NOW } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';

const BY = { role: 'staff', userId: 900 } as const;

describe.each(IMPLEMENTATIONS)('learners $name', ({ open }) => {
  let ports: Implementation['ports'];
  let learners: Implementation['ports']['learners'];
  beforeAll(async () => {
    ({ ports } = await open());
    learners = ports.learners;
  });

  const registered = async (overrides: Partial<KnownLearner> = {}) => {
    const learner = aKnownLearner(overrides);
    expect(await learners.register([learner])).toEqual({ learners: [learner], staleLearners: [] });
    return learner;
  };
  const idOf = async (reference: string | number) => (await learners.find(reference))?.id;

  it('are found by id for a number; by username, email ignoring case, then id for a string', async () => {
    const ada = await registered();
    const byId = await registered();
    const byEmail = await registered({ email: byId.username });
    const byName = await registered({ username: String(byEmail.id) });
    for (const reference of [ada.id, ada.username, ` ${ada.username}\n`, ada.email.toLowerCase(), `0${ada.id}`]) {
      expect(await learners.find(reference)).toEqual(ada);
    }
    expect(await idOf(byId.username)).toBe(byId.id);
    expect(await idOf(String(byEmail.id))).toBe(byName.id);
    expect(await idOf(byEmail.id)).toBe(byEmail.id);
    const byDigits = await registered({ email: String(byId.id) });
    expect(await idOf(String(byId.id))).toBe(byDigits.id);
    for (const reference of ['', ' ', 'nobody', `learner#${ada.id}`, '1'.repeat(17), 1.5, Number.NaN, 2 ** 60, -1]) {
      expect(await learners.find(reference)).toBeUndefined();
    }
  });

  it('keep an omitted email and name', async () => {
    const ada = await registered();
    expect(await learners.register([{ ...ada, email: '', name: '' }])).toEqual({ learners: [ada], staleLearners: [] });
    expect(await learners.find(ada.id)).toEqual(ada);
  });

  it('have stale copies after a renaming until these are renewed, and are not found by a former name', async () => {
    const ada = await registered();
    const renamed = { ...ada, username: `${ada.username}-new`, email: `new-${ada.email}`, name: 'Ada King' };
    expect(await learners.register([renamed])).toEqual({ learners: [renamed], staleLearners: [ada.id] });
    expect(await learners.register([renamed])).toEqual({ learners: [renamed], staleLearners: [ada.id] });
    expect([await idOf(ada.username), await idOf(ada.email)]).toEqual([undefined, undefined]);
    const stored = (await ports.nameCopies.readLearner(ada.id)) ?? expect.fail('not known');
    expect(stored).toMatchObject({ ...renamed, formerNames: [ada.username, ada.name] });
    // Renamed again meanwhile: the copies are not current.
    const renamedAgain = { ...renamed, username: `${ada.username}-3` };
    await learners.register([renamedAgain]);
    await ports.nameCopies.finish(stored);
    expect((await learners.register([renamedAgain])).staleLearners).toEqual([ada.id]);
    const last = (await ports.nameCopies.readLearner(ada.id)) ?? expect.fail('not known');
    expect(last.formerNames).toEqual([ada.username, ada.name, renamed.username, 'Ada King']);
    await ports.nameCopies.finish(last);
    expect(await learners.register([renamedAgain])).toEqual({ learners: [renamedAgain], staleLearners: [] });
    expect(await ports.nameCopies.readLearner(ada.id)).toMatchObject({ formerNames: [] });
  });

  it('lose a username to another learner, and regain it when they are registered again', async () => {
    const [ada, grace] = [await registered(), await registered()];
    const newOwner = { ...grace, username: ada.username, email: ada.email };
    expect((await learners.register([newOwner])).staleLearners).toEqual([grace.id, ada.id]);
    expect([await idOf(ada.username), await idOf(ada.email)]).toEqual([grace.id, grace.id]);
    expect(await learners.find(ada.id)).toEqual({ ...ada, username: '' });
    // The email was left out: it is not taken back.
    expect((await learners.register([{ ...ada, email: '' }])).staleLearners.sort()).toEqual([ada.id, grace.id].sort());
    expect([await idOf(ada.username), await idOf(ada.email)]).toEqual([ada.id, grace.id]);
  });

  it('are registered once per call; the last entry counts', async () => {
    const ada = aKnownLearner();
    const last = { ...ada, name: 'Last' };
    expect((await learners.register([ada, aKnownLearner(), last])).learners).toHaveLength(2);
    expect(await learners.find(ada.id)).toEqual(last);
  });

  it('are not known while only expected, and have stale copies once they are registered', async () => {
    const ada = aKnownLearner();
    await learners.expectRenewal(ada.id);
    await learners.expectRenewal(ada.id);
    expect(await learners.find(ada.id)).toBeUndefined();
    expect(await ports.nameCopies.readLearner(ada.id)).toBeUndefined();
    expect(await learners.register([ada])).toEqual({ learners: [ada], staleLearners: [ada.id] });
    await learners.expectRenewal(ada.id);
    expect(await learners.find(ada.id)).toEqual(ada);
  });

  it('are not found once they were erased', async () => {
    const ada = await registered();
    expect(await learners.isErased(ada.id)).toBe(false);
    await ports.erasure.mark(ada.id, NOW);
    await ports.erasure.deleteAliases(ada.id);
    expect(await learners.isErased(ada.id)).toBe(true);
    expect(await learners.register([ada])).toEqual({ learners: [ada], staleLearners: [] });
    await learners.expectRenewal(ada.id);
    for (const reference of [ada.id, ada.username, ada.email]) expect(await learners.find(reference)).toBeUndefined();
  });

  describe('copies of their names', () => {
    it('are in live attempts and in allowances', async () => {
      const { id, username, email } = aKnownLearner();
      const user = { id, username, email };
      const [live, removed] = [anAttempt({ user }), anAttempt({ user, examId: 6 })];
      for (const attempt of [live, removed, anAttempt()]) await ports.attempts.create(attempt, { staleOwners: [] });
      await ports.attempts.remove(removed, { at: NOW, by: BY, reason: null });
      expect(await ports.nameCopies.attemptsOf(id)).toEqual([live]);
      const allowance = anAllowance({ user, examId: id });
      await ports.allowances.replace(undefined, allowance, undefined);
      expect(await ports.nameCopies.allowancesOf(id)).toEqual([allowance]);
    });

    it('are renewed in an allowance as it was read, unless the learner was erased', async () => {
      const user = { id: aKnownLearner().id, username: 'before', email: '' };
      const allowance = anAllowance({ user, examId: user.id });
      const renewed = { ...user, username: 'after', email: 'a@example.com' };
      const read = () => ports.allowances.read(user.id, user.id, allowance.key);
      await ports.allowances.replace(undefined, allowance, undefined);
      expect(await ports.nameCopies.renewAllowance(allowance, renewed)).toBe(true);
      expect(await read()).toEqual({ ...allowance, user: renewed, version: 2 });
      expect(await ports.nameCopies.renewAllowance(allowance, user)).toBe(false);
      await ports.erasure.mark(user.id, NOW);
      expect(await ports.nameCopies.renewAllowance({ ...allowance, version: 2 }, user)).toBe(true);
      expect(await read()).toEqual({ ...allowance, user: renewed, version: 2 });
    });

    it('are renewed by the schedule in two passes, unless the learner is renamed meanwhile', async () => {
      const ada = await registered();
      const pending = async () => (await ports.pendingRenewals.list()).filter(({ userId }) => userId === ada.id);
      const rename = (name: string) => learners.register([{ ...ada, name }]);
      expect(await pending()).toEqual([]);
      await rename('first');
      const [first = expect.fail('not pending')] = await pending();
      expect(first.passes).toBe(0);
      await rename('second');
      await ports.pendingRenewals.recordPass(first);
      const [second = expect.fail('not pending')] = await pending();
      expect([second.passes, second.changeId === first.changeId]).toEqual([0, false]);
      await ports.pendingRenewals.recordPass(second);
      const [renewal = expect.fail('not pending')] = await pending();
      expect(renewal).toEqual({ ...second, passes: 1 });
      await ports.pendingRenewals.recordPass(renewal);
      expect(await pending()).toEqual([]);
      await ports.pendingRenewals.recordPass(renewal);
    });
  });
});
