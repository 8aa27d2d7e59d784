import { describe, expect, it } from 'vitest';
import type { KnownLearner } from '../../src/domain/learners/knownLearner.ts';
import { laterBy } from '../../src/domain/time.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { setAllowances } from '../../src/usecases/allowances/setAllowances.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { registerLearners } from '../../src/usecases/learners/registerLearners.ts';
import { aCaller, aKnownLearner, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { allowanceScenarios } from '../support/scenarios/allowances.ts';
import { storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();

const KEY = 'additional_time_granted';
const { grant, remove, setUp } = allowanceScenarios(() => stores);

describe('allowances in bulk', () => {
  it('report those beyond the time limit of a request, and a repeated request grants them', async () => {
    const examId = await storedExam(stores);
    const ids = Array.from({ length: 50 }, (_, index) => 8_000_000_000 + index);
    await stores.ports.learners.register(ids.map(id => ({ id, username: `slow${id}`, email: '', name: '' })));
    const begin = Date.now();
    let clockReads = 0;
    // Each read of the clock takes a third of a second.
    const clock = () => new Date(begin + 333 * clockReads++).toISOString();
    const request = { examIds: [examId], userInfos: ids, key: KEY, value: '10' };
    const rows = await setAllowances({ ...stores.ports, clock }, STAFF, request);
    const statuses = new Set(rows.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([200, 503]);
    const repeated = await setAllowances(stores.ports, STAFF, request);
    expect(repeated.map(({ status }) => status)).toEqual(ids.map(() => 200));
  });

  it('are a 503 if none could be started in time', async () => {
    const examId = await storedExam(stores);
    const times = ['2026-11-02T09:00:00.000Z', '2026-11-02T09:01:00.000Z'];
    const clock = () => times.shift() ?? '2026-11-02T09:02:00.000Z';
    const request = { examIds: [examId], userInfos: ['nobody'], key: KEY, value: '10' };
    const outcome = setAllowances({ ...stores.ports, clock }, STAFF, request);
    await expect(outcome).rejects.toMatchObject({ code: 'allowances_unfinished' });
  });
});

describe('additional time', () => {
  it('is included at the start', async () => {
    const { examId, userId, act } = await setUp();
    await grant(examId, userId, '30');
    expect(await act('start')).toMatchObject({ allowedTimeSeconds: 7200 });
  });

  it('ends by the due date', async () => {
    const dueDate = new Date(Date.now() + 100 * 60_000).toISOString();
    const { examId, userId, act, read } = await setUp({ dueDate });
    await act('start');
    await grant(examId, userId, '60');
    const { allowedTimeSeconds } = await read();
    expect(allowedTimeSeconds).toBeGreaterThan(5900);
    expect(allowedTimeSeconds).toBeLessThanOrEqual(6000);
  });

  it('removed never moves the end before now', async () => {
    const { examId, userId, act, read } = await setUp();
    await grant(examId, userId, '60');
    const { startedAt } = await act('start');
    const after100Minutes = laterBy(startedAt ?? '', 6000);
    await remove(examId, userId, () => after100Minutes);
    expect((await read()).allowedTimeSeconds).toBe(6000);
  });

  it('does not change a completed attempt', async () => {
    const { examId, userId, act, read } = await setUp();
    await act('start');
    const submitted = await act('submit');
    await grant(examId, userId, '30');
    expect(await read()).toEqual(submitted);
  });
});

describe('learners', () => {
  const register = (...learners: KnownLearner[]) => registerLearners(stores.ports, STAFF, learners);
  const find = (userInfo: string) => stores.ports.learners.find(userInfo);

  it('are found by username, by email in any case, and by id', async () => {
    const ada = aKnownLearner();
    await register(ada);
    for (const userInfo of [ada.username, ada.email.toLowerCase(), ada.email.toUpperCase(), String(ada.id)]) {
      expect(await find(userInfo)).toEqual(ada);
    }
    expect(await find('nobody')).toBeUndefined();
  });

  it('are found by username before email, so a grant is for the learner with the username', async () => {
    const byEmail = aKnownLearner();
    const byName = aKnownLearner({ username: byEmail.email });
    await register(byEmail, byName);
    expect((await find(byEmail.email))?.id).toBe(byName.id);
    const examId = await storedExam(stores);
    await setAllowance(stores.ports, STAFF, { examId, userInfo: byEmail.email, key: KEY, value: '5' });
    expect(await stores.ports.allowances.read(examId, byName.id, KEY)).toMatchObject({ value: '5' });
    expect(await stores.ports.allowances.read(examId, byEmail.id, KEY)).toBeUndefined();
  });

  it('are found by a username of digits before an id', async () => {
    const [byId, byName] = [aKnownLearner(), aKnownLearner()];
    await register(byId, { ...byName, username: String(byId.id) });
    expect((await find(String(byId.id)))?.id).toBe(byName.id);
  });

  it('renamed are found by the new names only; a name registered for another learner leads to that learner', async () => {
    const [ada, grace] = [aKnownLearner(), aKnownLearner()];
    await register(ada);
    await register({ ...ada, username: `${ada.username}-new`, email: `new-${ada.email}` });
    expect(await find(ada.username)).toBeUndefined();
    expect(await find(ada.email)).toBeUndefined();
    expect((await find(`${ada.username}-new`))?.id).toBe(ada.id);
    await register({ ...grace, email: `new-${ada.email}` });
    expect((await find(`new-${ada.email}`))?.id).toBe(grace.id);
    await register({ ...ada, email: ada.email });
    expect((await find(`new-${ada.email}`))?.id).toBe(grace.id);
  });

  it('keep an email and a name that a later registration omits', async () => {
    const ada = aKnownLearner();
    await register(ada);
    await register({ ...ada, email: '', name: '' });
    expect(await find(ada.username)).toEqual(ada);
  });

  it('are known from the token of a creation', async () => {
    const userId = Math.floor(Math.random() * 2 ** 40) + 1;
    const learner = aCaller({ userId, username: `tok${userId}`, email: `tok${userId}@example.com` });
    const examId = await storedExam(stores);
    await createAttempt(stores.ports, learner, { examId, startClock: false, attemptProctored: true });
    expect(await find(`tok${userId}@EXAMPLE.com`)).toMatchObject({ id: userId, name: 'Mina Okafor' });
  });
});
