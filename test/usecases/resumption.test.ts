import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import { ADDITIONAL_TIME } from '../../src/domain/allowances/allowance.ts';
import type { Action } from '../../src/domain/attempts/actions.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { aLearner, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedExam } from '../support/scenarios/stored.ts';
import { aVendor } from '../support/vendors.ts';

const stores = inMemoryStores();
let examId: number;

beforeAll(async () => {
  examId = await storedExam(stores);
});

const create = (learner: Caller, startClock = false) =>
  createAttempt(stores.ports, learner, { examId, startClock, attemptProctored: true });
const act = (caller: Caller, attempt: Attempt, action: Exclude<Action, 'reset_attempt'>, at?: string) =>
  actOnAttempt({ ...stores.ports, ...(at && { clock: () => at }) }, caller, attempt.attemptId, action);
const read = (attempt: Attempt) => stores.ports.attempts.read(attempt.attemptId);

/** An attempt that ended in an error with the given remaining seconds, ready to resume. */
async function interrupted(learner: Caller, remainingSeconds: number): Promise<Attempt> {
  const attempt = await create(learner, true);
  await act(learner, attempt, 'error', laterBy(attempt.startedAt ?? '', 5400 - remainingSeconds));
  return act(STAFF, attempt, 'mark_ready_to_resume');
}

describe('resuming after an error', () => {
  it('creates one attempt with the remaining time, and marks the previous one resumed', async () => {
    const learner = aLearner();
    const previous = await interrupted(learner, 30);
    const resumption = await create(learner);
    expect(resumption).toMatchObject({ status: 'created', allowedTimeSeconds: 30, hasPreviousAttempt: true });
    expect(resumption.attemptCode).not.toBe(previous.attemptCode);
    expect(resumption.attemptId).toBeGreaterThan(previous.attemptId);
    expect(await read(previous)).toMatchObject({
      status: 'error',
      resumed: true,
      readyToResume: false,
      isCurrent: false,
    });
    const started = await act(learner, resumption, 'start');
    expect(started).toMatchObject({ status: 'started', allowedTimeSeconds: 30, startedAt: expect.any(String) });
  });

  const grant = (learner: Caller, value: string) =>
    setAllowance(stores.ports, STAFF, { examId, userInfo: String(learner.userId), key: ADDITIONAL_TIME, value });
  const removeTime = (learner: Caller) =>
    removeAllowance(stores.ports, STAFF, { examId, userId: learner.userId, key: ADDITIONAL_TIME });

  it('includes time granted in the break, and a removal takes only that back', async () => {
    const learner = aLearner();
    await interrupted(learner, 300);
    await grant(learner, '30');
    const resumption = await create(learner);
    expect(resumption).toMatchObject({ status: 'created', allowedTimeSeconds: 2100, includedAdditionalSeconds: 1800 });
    const started = await act(learner, resumption, 'start');
    expect(started.allowedTimeSeconds).toBe(2100);
    await grant(learner, '40');
    expect((await read(resumption))?.allowedTimeSeconds).toBe(2700);
    await removeTime(learner);
    expect((await read(resumption))?.allowedTimeSeconds).toBe(300);
  });

  it('with its clock started at once includes time granted in the break', async () => {
    const learner = aLearner();
    await interrupted(learner, 300);
    await grant(learner, '30');
    expect((await create(learner, true)).allowedTimeSeconds).toBe(2100);
  });

  it('loses time that was removed in the break', async () => {
    const learner = aLearner();
    const first = await create(learner);
    await grant(learner, '30');
    const started = await act(learner, first, 'start');
    await act(learner, first, 'error', laterBy(started.startedAt ?? '', 600));
    await act(STAFF, first, 'mark_ready_to_resume');
    await removeTime(learner);
    expect((await create(learner, true)).allowedTimeSeconds).toBe(4800);
  });

  it('includes time granted between its creation and its start', async () => {
    const learner = aLearner();
    await interrupted(learner, 300);
    const resumption = await create(learner);
    await grant(learner, '30');
    expect((await read(resumption))?.allowedTimeSeconds).toBe(2100);
    expect((await act(learner, resumption, 'start')).allowedTimeSeconds).toBe(2100);
  });

  it('of a resumption has its remaining time, with each grant once', async () => {
    const learner = aLearner();
    await interrupted(learner, 300);
    await grant(learner, '30');
    const second = await create(learner, true);
    await act(learner, second, 'error', laterBy(second.startedAt ?? '', 100));
    await act(STAFF, second, 'mark_ready_to_resume');
    expect((await create(learner, true)).allowedTimeSeconds).toBe(2000);
  });

  it('of a resumption that was never started has the whole time', async () => {
    const learner = aLearner();
    await interrupted(learner, 300);
    const second = await create(learner);
    await act(learner, second, 'error');
    await act(STAFF, second, 'mark_ready_to_resume');
    await grant(learner, '30');
    expect((await create(learner, true)).allowedTimeSeconds).toBe(2100);
  });

  it('with time prescribed by staff has that time and later grants', async () => {
    const learner = aLearner();
    await interrupted(learner, 300);
    await grant(learner, '10');
    const onBehalf = {
      user: { id: learner.userId, username: `u${learner.userId}`, email: '' },
      allowedTimeSeconds: 720,
    };
    const resumption = await createAttempt(stores.ports, STAFF, {
      examId,
      startClock: false,
      attemptProctored: true,
      onBehalf,
    });
    await grant(learner, '15');
    expect((await act(learner, resumption, 'start')).allowedTimeSeconds).toBe(1020);
    await grant(learner, '20');
    expect((await read(resumption))?.allowedTimeSeconds).toBe(1320);
    await removeTime(learner);
    expect((await read(resumption))?.allowedTimeSeconds).toBe(120);
  });

  it('needs approval by staff; a learner cannot create another attempt before', async () => {
    const learner = aLearner();
    const attempt = await create(learner, true);
    await act(learner, attempt, 'error');
    await expect(act(learner, attempt, 'mark_ready_to_resume')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(create(learner)).rejects.toMatchObject({ code: 'attempt_already_exists' });
  });

  it('registers the new attempt with its vendor, by a code and an external id of its own', async () => {
    const learner = aLearner();
    const { requests, vendors } = aVendor();
    const createRegistered = () =>
      createAttempt({ ...stores.ports, vendors }, learner, { examId, startClock: false, attemptProctored: true });
    const first = await createRegistered();
    await act(learner, first, 'error');
    await act(STAFF, first, 'mark_ready_to_resume');
    const second = await createRegistered();
    expect(requests.map(({ attemptCode }) => attemptCode)).toEqual([first.attemptCode, second.attemptCode]);
    expect(new Set([first.attemptCode, second.attemptCode]).size).toBe(2);
    expect(second.externalId).toEqual(expect.any(String));
    expect(second.externalId).not.toBe(first.externalId);
  });

  it('is not possible for a submitted attempt, whatever it was before', async () => {
    const learner = aLearner();
    const attempt = await create(learner, true);
    stores.editManually(attempt, { isResumable: true });
    await act(learner, attempt, 'submit');
    await expect(act(STAFF, attempt, 'mark_ready_to_resume')).rejects.toMatchObject({ code: 'attempt_not_resumable' });
  });
});
