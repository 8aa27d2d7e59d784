import { describe, expect, it } from 'vitest';
import { laterBy } from '../../src/domain/time.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { setAllowances } from '../../src/usecases/allowances/setAllowances.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { aCaller, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

/** The effect of additional time on an attempt in every state. */
const stores = inMemoryStores();

const KEY = 'additional_time_granted';

async function setUp() {
  const examId = await storedExam(stores);
  const { attemptId, user } = await storedAttempt(stores, examId);
  const learner = aCaller({ userId: user.id });
  const at = (clock: () => string) => ({ ...stores.ports, clock });
  return {
    examId,
    userId: user.id,
    attemptId,
    act: (action: 'start' | 'stop' | 'submit' | 'decline' | 'error') =>
      actOnAttempt(stores.ports, learner, attemptId, action),
    grant: (value: string, clock = stores.ports.clock, key = KEY) =>
      setAllowance(at(clock), STAFF, { examId, userInfo: String(user.id), key, value }),
    remove: (clock = stores.ports.clock, key = KEY) =>
      removeAllowance(at(clock), STAFF, { examId, userId: user.id, key }),
    read: async () => (await stores.ports.attempts.read(attemptId)) ?? expect.fail('the attempt is gone'),
  };
}

const later = (moment: string | null, milliseconds: number) => () => laterBy(moment ?? '', milliseconds / 1000);

describe('additional time', () => {
  it('is granted and removed while the attempt was stopped before any start', async () => {
    const { act, grant, remove, read } = await setUp();
    await act('stop');
    await grant('30');
    expect(await read()).toMatchObject({ status: 'ready_to_submit', startedAt: null, allowedTimeSeconds: null });
    await remove();
    await grant('10');
    expect(await act('start')).toMatchObject({ status: 'started', allowedTimeSeconds: 6000 });
  });

  it('moves the end of an attempt that is ready to submit', async () => {
    const { act, grant, read } = await setUp();
    await act('start');
    await act('stop');
    await grant('10');
    expect(await read()).toMatchObject({ status: 'ready_to_submit', allowedTimeSeconds: 6000 });
  });

  it.each([0, 1, 499, 999])('removed %i ms into a second never moves the end before now', async milliseconds => {
    const { act, grant, remove, read } = await setUp();
    await grant('60');
    const { startedAt } = await act('start');
    const now = later(startedAt, 6_000_000 + milliseconds);
    await remove(now);
    const { allowedTimeSeconds } = await read();
    const end = Date.parse(startedAt ?? '') + 1000 * (allowedTimeSeconds ?? 0);
    expect(end).toBeGreaterThanOrEqual(Date.parse(now()));
    expect(end).toBeLessThan(Date.parse(now()) + 1000);
  });

  it('does not change an attempt past its end, closed by the schedule or not', async () => {
    const { act, grant, remove, read } = await setUp();
    const started = await act('start');
    const end = later(started.startedAt, 5_400_000);
    await grant('30', end);
    await remove(end);
    expect(await read()).toEqual(started);
  });

  it.each(['submit', 'decline', 'error'] as const)('does not change an attempt after %s', async action => {
    const { act, grant, remove, read } = await setUp();
    await act(action);
    const closed = await read();
    await grant('30');
    await remove();
    expect(await read()).toEqual(closed);
  });

  it('granted after the due date was moved into the past does not move the end', async () => {
    const { examId, act, grant, remove, read } = await setUp();
    await act('start');
    await changeExam(stores.ports, STAFF, examId, { dueDate: '2020-01-01T00:00:00.000Z' });
    await grant('30');
    expect(await read()).toMatchObject({ status: 'started', allowedTimeSeconds: 5400 });
    await remove();
    expect(await read()).toMatchObject({ status: 'started', allowedTimeSeconds: 5400 });
  });

  it('granted after the exam’s limit was changed moves the end by the grant', async () => {
    const { examId, act, grant, read } = await setUp();
    await act('start');
    await changeExam(stores.ports, STAFF, examId, { timeLimitMins: 10 });
    await grant('30');
    expect((await read()).allowedTimeSeconds).toBe(7200);
  });

  it('does not affect a removed attempt', async () => {
    const { examId, userId, attemptId, act, grant } = await setUp();
    await act('start');
    await removeAttempt(stores.ports, STAFF, attemptId, null);
    await grant('30');
    expect(await stores.ports.allowances.read(examId, userId, KEY)).toMatchObject({ value: '30' });
  });

  it('changes no status, so nothing is archived', async () => {
    const { act, grant, read } = await setUp();
    const before = await read();
    await grant('30');
    expect(await read()).toMatchObject({
      status: before.status,
      version: before.version + 1,
      allowedTimeSeconds: null,
    });
    const started = await act('start');
    await grant('40');
    expect(await read()).toMatchObject({
      status: 'started',
      version: started.version + 1,
      startedAt: started.startedAt,
    });
  });

  it('is the only allowance that changes an attempt', async () => {
    const { act, grant, remove, read } = await setUp();
    const started = await act('start');
    for (const key of ['review_policy_exception', 'time_multiplier', 'own']) {
      await grant('30', stores.ports.clock, key);
      await remove(stores.ports.clock, key);
    }
    expect(await read()).toEqual(started);
  });
});

describe('allowances in bulk', () => {
  it('for a learner named in several ways in one request are granted once', async () => {
    const { examId, userId, act, read } = await setUp();
    await act('start');
    const userInfos = [`learner${userId}`, String(userId), `0${userId}`];
    const rows = await setAllowances(stores.ports, STAFF, { examIds: [examId], userInfos, key: KEY, value: '30' });
    expect(rows.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await read()).toMatchObject({ allowedTimeSeconds: 7200 });
    expect(await stores.ports.allowances.ofLearnerAtExam(examId, userId)).toHaveLength(1);
  });

  it('move the ends of running attempts', async () => {
    const { examId, userId, act, read } = await setUp();
    await act('start');
    const request = { examIds: [examId], userInfos: [String(userId)], key: 'time_multiplier', value: '1.25' };
    await setAllowances(stores.ports, STAFF, request);
    // A quarter of 90 minutes is 22.5, rounded.
    expect(await read()).toMatchObject({ allowedTimeSeconds: 5400 + 23 * 60 });
  });
});
