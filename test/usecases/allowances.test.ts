import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { KnownLearner } from '../../src/domain/learners/knownLearner.ts';
import { laterBy } from '../../src/domain/time.ts';
import { readAllowanceChanges } from '../../src/usecases/allowances/allowanceChanges.ts';
import { readCourseAllowances } from '../../src/usecases/allowances/courseAllowances.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { setAllowances } from '../../src/usecases/allowances/setAllowances.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { addCourseStaff } from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import { registerLearners } from '../../src/usecases/learners/registerLearners.ts';
import type { AllowanceStore } from '../../src/usecases/ports/allowanceStore.ts';
import { aCaller, aKnownLearner, COURSE, newCourseId, newLearnerId, STAFF } from '../support/builders.ts';
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

describe('an allowance', () => {
  const read = (examId: number, userId: number) => stores.ports.allowances.read(examId, userId, KEY);

  it('is granted and removed by staff of the course only, those of the table included', async () => {
    const { examId, userId } = await setUp();
    const grantAs = (caller: Caller) =>
      setAllowance(stores.ports, caller, { examId, userInfo: userId, key: KEY, value: '5' });
    const removeAs = (caller: Caller) => removeAllowance(stores.ports, caller, { examId, userId, key: KEY });
    await grant(examId, userId, '30');
    const other = aCaller({ userId: 902, courseStaff: ['course-v1:Other+1+1'] });
    for (const rejected of [grantAs(other), removeAs(other)]) {
      await expect(rejected).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await read(examId, userId)).toMatchObject({ value: '30' });
    await addCourseStaff(stores.ports, STAFF, [{ courseId: COURSE, userId: 902 }]);
    await grantAs(aCaller({ userId: 902 }));
    expect(await read(examId, userId)).toMatchObject({ value: '5', setBy: { role: 'staff', userId: 902 } });
    await removeAs(aCaller({ userId: 902 }));
    await removeAs(aCaller({ userId: 902 }));
    expect(await read(examId, userId)).toBeUndefined();
  });

  it('is changed and removed only while it has the value that the caller has seen', async () => {
    const { examId, userId } = await setUp();
    const set = (value: string, ifValue: string | null) =>
      setAllowance(stores.ports, STAFF, { examId, userInfo: userId, key: KEY, value, ifValue });
    const removeIf = (ifValue: string) => removeAllowance(stores.ports, STAFF, { examId, userId, key: KEY, ifValue });
    const changed = (value: string | null) => ({ code: 'allowance_changed', members: { value } });
    await expect(set('10', '5')).rejects.toMatchObject(changed(null));
    await set('10', null);
    await expect(set('20', null)).rejects.toMatchObject(changed('10'));
    await expect(set('20', '15')).rejects.toMatchObject(changed('10'));
    await expect(removeIf('15')).rejects.toMatchObject(changed('10'));
    expect(await read(examId, userId)).toMatchObject({ value: '10' });
    await set('20', '10');
    // The answer was lost.
    await set('20', '10');
    expect(await read(examId, userId)).toMatchObject({ value: '20' });
    await removeIf('20');
    await removeIf('20');
    expect(await read(examId, userId)).toBeUndefined();
  });

  it('of two concurrent changes of one value, one is stored', async () => {
    const { examId, userId } = await setUp();
    await grant(examId, userId, '10');
    const set = (value: string) =>
      setAllowance(stores.ports, STAFF, { examId, userInfo: userId, key: KEY, value, ifValue: '10' });
    const outcomes = await Promise.allSettled(['20', '30', '40'].map(set));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is not granted at an inactive exam', async () => {
    const examId = await storedExam(stores, { isActive: false });
    const ada = aKnownLearner();
    await stores.ports.learners.register([ada]);
    await expect(grant(examId, ada.id, '5')).rejects.toMatchObject({
      code: 'exam_not_active',
      message: `Exam ${examId} is not active.`,
    });
    expect(await read(examId, ada.id)).toBeUndefined();
  });

  it('granted again stays as it is, with another value keeps its id and creation', async () => {
    const { examId, userId } = await setUp();
    await grant(examId, userId, '30');
    const first = (await read(examId, userId)) ?? expect.fail('nothing granted');
    expect(first).toMatchObject({ allowanceId: expect.any(Number), createdAt: expect.any(String) });
    await grant(examId, userId, ' 30 ');
    expect(await read(examId, userId)).toEqual(first);
    await grant(examId, userId, '45');
    const second = (await read(examId, userId)) ?? expect.fail('nothing granted');
    const { version, modifiedAt } = second;
    expect(second).toEqual({ ...first, value: '45', version, modifiedAt });
    expect(version).toBeGreaterThan(first.version);
    expect(modifiedAt > first.modifiedAt).toBe(true);
  });

  it('that is changed concurrently is decided again', async () => {
    const { examId, userId } = await setUp();
    const { replace, remove: removeStored } = stores.ports.allowances;
    let changes = 0;
    const changeFirst = async () => {
      if (changes++ < 1) await grant(examId, userId, String(100 + changes));
    };
    const allowances: AllowanceStore = {
      ...stores.ports.allowances,
      replace: async (...args) => {
        await changeFirst();
        return replace(...args);
      },
      remove: async (...args) => {
        await changeFirst();
        return removeStored(...args);
      },
    };
    const ports = { ...stores.ports, allowances };
    await setAllowance(ports, STAFF, { examId, userInfo: userId, key: KEY, value: '5' });
    expect(await read(examId, userId)).toMatchObject({ value: '5' });
    changes = 0;
    await removeAllowance(ports, STAFF, { examId, userId, key: KEY });
    expect(await read(examId, userId)).toBeUndefined();
  });

  it('that is changed concurrently all the time is busy', async () => {
    const { examId, userId } = await setUp();
    const allowances = { ...stores.ports.allowances, replace: async () => false };
    const request = { examId, userInfo: userId, key: KEY, value: '5' };
    await expect(setAllowance({ ...stores.ports, allowances }, STAFF, request)).rejects.toMatchObject({
      code: 'busy',
      message: `The allowances or the attempt of learner ${userId} at exam ${examId} are being changed concurrently. Try again.`,
    });
  });
});

describe('additional time', () => {
  it('moves the end of a running attempt in the name of the staff', async () => {
    const { examId, userId, act, read } = await setUp();
    const started = await act('start');
    await grant(examId, userId, '30');
    const { allowedTimeSeconds, lastChange, modifiedAt } = await read();
    expect(allowedTimeSeconds).toBe(7200);
    expect(lastChange.by).toEqual({ role: 'staff', userId: STAFF.userId });
    expect(modifiedAt > started.modifiedAt).toBe(true);
  });

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

describe('the allowances of a course', () => {
  it('are for its staff, as are the changes of each, newest first', async () => {
    const courseId = newCourseId();
    const examId = await storedExam(stores, { courseId });
    const { id: userId, ...learner } = aKnownLearner();
    await stores.ports.learners.register([{ ...learner, id: userId }]);
    const set = (value: string) => setAllowance(stores.ports, STAFF, { examId, userInfo: userId, key: KEY, value });
    await set('10');
    await set('20');
    const staff = aCaller({ userId: 801, courseStaff: [courseId] });
    const read = (caller: Caller, page: { limit: number; cursor?: string } = { limit: 1 }) =>
      readAllowanceChanges(stores.ports, caller, examId, userId, page);
    const { changes, nextCursor } = await read(staff, { limit: 9 });
    expect([changes.map(({ value }) => value), nextCursor]).toEqual([['20', '10'], null]);
    const denied = { code: 'forbidden' };
    const others = aCaller({ userId: 802, courseStaff: [newCourseId()] });
    await expect(read(others)).rejects.toMatchObject(denied);
    await expect(readCourseAllowances(stores.ports, others, courseId)).rejects.toMatchObject(denied);
    const listed = await readCourseAllowances(stores.ports, staff, courseId);
    expect(listed).toMatchObject([{ allowance: { value: '20' }, exam: { examId } }]);
  });

  it('are set by staff only, who alone learn whether an exam is active and a learner known', async () => {
    const [active, inactive] = [await storedExam(stores), await storedExam(stores, { isActive: false })];
    for (const examId of [active, inactive]) {
      const request = { examId, userInfo: 'nobody', key: KEY, value: 'much' };
      const denied = { code: 'forbidden', message: 'Only staff of the course may do this.' };
      await expect(setAllowance(stores.ports, aCaller({ userId: 803 }), request)).rejects.toMatchObject(denied);
    }
  });
});

describe('learners', () => {
  const register = (...learners: KnownLearner[]) => registerLearners(stores.ports, STAFF, learners);
  const find = (userInfo: string) => stores.ports.learners.find(userInfo);

  it('are found by username, by email ignoring case, and by id', async () => {
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
    const userId = newLearnerId();
    const learner = aCaller({ userId, username: `tok${userId}`, email: `tok${userId}@example.com` });
    const examId = await storedExam(stores);
    await createAttempt(stores.ports, learner, { examId, startClock: false, attemptProctored: true });
    expect(await find(`tok${userId}@EXAMPLE.com`)).toMatchObject({ id: userId, name: 'Mina Okafor' });
  });
});
