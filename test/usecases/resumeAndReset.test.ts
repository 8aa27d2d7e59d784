import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import { ADDITIONAL_TIME } from '../../src/domain/allowances/allowance.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { Action } from '../../src/domain/attempts/transitions.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { locateAttempt } from '../../src/usecases/attempts/locateAttempt.ts';
import { removeAllAttempts } from '../../src/usecases/attempts/removeAllAttempts.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { resetPracticeAttempt } from '../../src/usecases/attempts/resetPracticeAttempt.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { aLearner, anExam, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { allAttempts } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
let examId: number;
let practiceId: number;

beforeAll(async () => {
  [examId, practiceId] = await Promise.all([newExam(), newExam({ isPracticeExam: true })]);
});

const newExam = (overrides: Partial<Exam> = {}) =>
  createExam(stores.ports, STAFF, anExam({ contentId: randomUUID(), ...overrides }));
const create = (learner: Caller, exam = examId, startClock = false) =>
  createAttempt(stores.ports, learner, { examId: exam, startClock, attemptProctored: true });
const act = (who: Caller, attempt: Attempt, action: Exclude<Action, 'reset_attempt'>, at?: string) =>
  actOnAttempt({ ...stores.ports, ...(at && { clock: () => at }) }, who, attempt.attemptId, action);
const all = (learner: Caller, exam = examId) => allAttempts(stores, exam, learner.userId);
const read = (attempt: Attempt) => stores.ports.attempts.read(attempt.attemptId);
const later = (from: string, seconds: number) => new Date(Date.parse(from) + seconds * 1000).toISOString();

/** An attempt that ended in an error with the given remaining seconds, ready to resume. */
async function brokenOff(learner: Caller, secondsLeft: number): Promise<Attempt> {
  const attempt = await create(learner, examId, true);
  await act(learner, attempt, 'error', later(attempt.startedAt ?? '', 5400 - secondsLeft));
  return act(STAFF, attempt, 'mark_ready_to_resume');
}

describe('resuming after an error', () => {
  it('creates one attempt with the remaining time, and marks the old one resumed', async () => {
    const learner = aLearner();
    const old = await brokenOff(learner, 30);
    const fresh = await create(learner);
    expect(fresh).toMatchObject({ status: 'created', allowedTimeSeconds: 30, hasPredecessor: true });
    expect(fresh.attemptCode).not.toBe(old.attemptCode);
    expect(fresh.attemptId).toBeGreaterThan(old.attemptId);
    expect(await read(old)).toMatchObject({ status: 'error', resumed: true, readyToResume: false, isCurrent: false });
    const started = await act(learner, fresh, 'start');
    expect(started).toMatchObject({ status: 'started', allowedTimeSeconds: 30, startedAt: expect.any(String) });
  });

  const grant = (learner: Caller, value: string) =>
    setAllowance(stores.ports, STAFF, { examId, userInfo: String(learner.userId), key: ADDITIONAL_TIME, value });
  const takeBack = (learner: Caller) =>
    removeAllowance(stores.ports, STAFF, { examId, userId: learner.userId, key: ADDITIONAL_TIME });

  it('includes time granted in the break, and a removal takes only that back', async () => {
    const learner = aLearner();
    await brokenOff(learner, 300);
    await grant(learner, '30');
    const fresh = await create(learner);
    expect(fresh).toMatchObject({ status: 'created', allowedTimeSeconds: 2100, includedAdditionalSeconds: 1800 });
    const started = await act(learner, fresh, 'start');
    expect(started.allowedTimeSeconds).toBe(2100);
    await grant(learner, '40');
    expect((await read(fresh))?.allowedTimeSeconds).toBe(2700);
    await takeBack(learner);
    expect((await read(fresh))?.allowedTimeSeconds).toBe(300);
  });

  it('with its clock started at once includes time granted in the break', async () => {
    const learner = aLearner();
    await brokenOff(learner, 300);
    await grant(learner, '30');
    expect((await create(learner, examId, true)).allowedTimeSeconds).toBe(2100);
  });

  it('loses time that was removed in the break', async () => {
    const learner = aLearner();
    const first = await create(learner);
    await grant(learner, '30');
    const started = await act(learner, first, 'start');
    await act(learner, first, 'error', later(started.startedAt ?? '', 600));
    await act(STAFF, first, 'mark_ready_to_resume');
    await takeBack(learner);
    expect((await create(learner, examId, true)).allowedTimeSeconds).toBe(4800);
  });

  it('includes time granted between its creation and its start', async () => {
    const learner = aLearner();
    await brokenOff(learner, 300);
    const fresh = await create(learner);
    await grant(learner, '30');
    expect((await read(fresh))?.allowedTimeSeconds).toBe(2100);
    expect((await act(learner, fresh, 'start')).allowedTimeSeconds).toBe(2100);
  });

  it('of a resumption has its remaining time, with each grant once', async () => {
    const learner = aLearner();
    await brokenOff(learner, 300);
    await grant(learner, '30');
    const second = await create(learner, examId, true);
    await act(learner, second, 'error', later(second.startedAt ?? '', 100));
    await act(STAFF, second, 'mark_ready_to_resume');
    expect((await create(learner, examId, true)).allowedTimeSeconds).toBe(2000);
  });

  it('of a resumption that was never started has the whole time', async () => {
    const learner = aLearner();
    await brokenOff(learner, 300);
    const second = await create(learner);
    await act(learner, second, 'error');
    await act(STAFF, second, 'mark_ready_to_resume');
    await grant(learner, '30');
    expect((await create(learner, examId, true)).allowedTimeSeconds).toBe(2100);
  });

  it('with time prescribed by staff has that time and later grants', async () => {
    const learner = aLearner();
    await brokenOff(learner, 300);
    await grant(learner, '10');
    const onBehalf = {
      user: { id: learner.userId, username: `u${learner.userId}`, email: '' },
      allowedTimeSeconds: 720,
    };
    const fresh = await createAttempt(stores.ports, STAFF, {
      examId,
      startClock: false,
      attemptProctored: true,
      onBehalf,
    });
    await grant(learner, '15');
    expect((await act(learner, fresh, 'start')).allowedTimeSeconds).toBe(1020);
    await grant(learner, '20');
    expect((await read(fresh))?.allowedTimeSeconds).toBe(1320);
    await takeBack(learner);
    expect((await read(fresh))?.allowedTimeSeconds).toBe(120);
  });

  it('needs approval by staff; a learner cannot create another attempt before', async () => {
    const learner = aLearner();
    const attempt = await create(learner, examId, true);
    await act(learner, attempt, 'error');
    await expect(act(learner, attempt, 'mark_ready_to_resume')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(create(learner)).rejects.toMatchObject({ code: 'attempt_already_exists' });
  });

  it('is not possible for a submitted attempt', async () => {
    const learner = aLearner();
    const attempt = await create(learner, examId, true);
    await act(learner, attempt, 'submit');
    await expect(act(STAFF, attempt, 'mark_ready_to_resume')).rejects.toMatchObject({ code: 'attempt_not_resumable' });
  });
});

describe('resetting a practice exam', () => {
  const reset = (learner: Caller, attempt: Attempt) => resetPracticeAttempt(stores.ports, learner, attempt.attemptId);

  it('supersedes the old attempt by a new one', async () => {
    const learner = aLearner();
    const old = await create(learner, practiceId);
    await act(learner, old, 'error');
    const fresh = await reset(learner, old);
    expect(fresh).toMatchObject({ status: 'created', takingAsProctored: old.takingAsProctored, isSampleAttempt: true });
    expect(await read(old)).toMatchObject({ status: 'onboarding_reset', isCurrent: false });
    expect(await stores.ports.attempts.readCurrent(practiceId, learner.userId)).toEqual(fresh);
  });

  it('removes a submitted one', async () => {
    const learner = aLearner();
    const old = await create(learner, practiceId);
    await act(learner, old, 'submit');
    const fresh = await reset(learner, old);
    expect(await all(learner, practiceId)).toEqual([fresh]);
    expect(await locateAttempt(stores.ports, old.attemptCode)).toMatchObject({ isArchived: true });
  });

  it.each([
    ['incomplete', 'start'],
    ['verified', 'submit'],
  ] as const)('is rejected while it is %s', async (status, action) => {
    const learner = aLearner();
    const attempt = await create(learner, practiceId);
    await act(learner, attempt, action);
    if (status === 'verified') await act(STAFF, attempt, 'verify');
    await expect(reset(learner, attempt)).rejects.toMatchObject({ code: 'illegal_status_transition' });
    expect(await all(learner, practiceId)).toHaveLength(1);
  });

  it('is rejected for other learners and for real exams', async () => {
    const learner = aLearner();
    const attempt = await create(learner, practiceId);
    await expect(reset(aLearner(), attempt)).rejects.toMatchObject({ code: 'forbidden' });
    const real = await create(learner);
    await act(learner, real, 'error');
    await expect(reset(learner, real)).rejects.toMatchObject({ code: 'exam_is_not_practice' });
  });
});

describe('removing the newest of several attempts', () => {
  it('makes the previous one current again', async () => {
    const learner = aLearner();
    const old = await brokenOff(learner, 100);
    const fresh = await create(learner);
    await removeAttempt(stores.ports, STAFF, fresh.attemptId, null);
    expect(await stores.ports.attempts.readCurrent(examId, learner.userId)).toMatchObject({
      attemptId: old.attemptId,
      isCurrent: true,
      status: 'error',
      readyToResume: true,
      resumed: false,
    });
    await removeAttempt(stores.ports, STAFF, old.attemptId, null);
    expect((await create(learner)).status).toBe('created');
  });
});

describe('resetting all attempts of a learner', () => {
  const resetAll = (learner: Caller) =>
    removeAllAttempts(stores.ports, STAFF, { examId: practiceId, userId: learner.userId });

  it('removes them all; each can be located, and the exam can be taken again', async () => {
    const learner = aLearner();
    const made = [];
    for (let count = 0; count < 4; count++) {
      made.push(await act(learner, await create(learner, practiceId), 'submit'));
    }
    await resetAll(learner);
    expect(await all(learner, practiceId)).toEqual([]);
    for (const { attemptCode } of made) {
      expect((await locateAttempt(stores.ports, attemptCode)).isArchived).toBe(true);
    }
    expect((await create(learner, practiceId)).status).toBe('created');
  });

  it.each([
    [30, [30]],
    [31, [30, 1]],
    [32, [30, 2]],
    [65, [30, 30, 5]],
  ])('removes %i in groups of %j, the oldest first and the current one last', async (count, sizes) => {
    const learner = aLearner();
    const made: Attempt[] = [];
    while (made.length < count) made.push(await act(learner, await create(learner, practiceId), 'submit'));
    const groups: number[][] = [];
    const removeTogether: typeof stores.ports.attempts.removeTogether = (group, removal) => {
      groups.push(group.map(({ attemptId }) => attemptId));
      return stores.ports.attempts.removeTogether(group, removal);
    };
    const ports = { ...stores.ports, attempts: { ...stores.ports.attempts, removeTogether } };
    await removeAllAttempts(ports, STAFF, { examId: practiceId, userId: learner.userId });
    expect(groups.map(({ length }) => length)).toEqual(sizes);
    expect(groups.flat()).toEqual(made.map(({ attemptId }) => attemptId));
    expect(await all(learner, practiceId)).toEqual([]);
    for (const { attemptCode } of made) {
      expect((await locateAttempt(stores.ports, attemptCode)).isArchived).toBe(true);
    }
  });

  it('retries a group in which an attempt changes meanwhile', async () => {
    const learner = aLearner();
    const first = await act(learner, await create(learner, practiceId), 'submit');
    await create(learner, practiceId);
    let isChanged = false;
    const removeTogether: typeof stores.ports.attempts.removeTogether = async (group, removal) => {
      if (!isChanged) await act(STAFF, first, 'verify');
      isChanged = true;
      return stores.ports.attempts.removeTogether(group, removal);
    };
    const ports = { ...stores.ports, attempts: { ...stores.ports.attempts, removeTogether } };
    await removeAllAttempts(ports, STAFF, { examId: practiceId, userId: learner.userId });
    expect(await all(learner, practiceId)).toEqual([]);
  });

  it('is a 404 without attempts or without the exam', async () => {
    await expect(resetAll(aLearner())).rejects.toMatchObject({ code: 'attempt_not_found' });
    const unknown = removeAllAttempts(stores.ports, STAFF, { examId: 5, userId: 7 });
    await expect(unknown).rejects.toMatchObject({ code: 'exam_not_found' });
  });

  it('is for staff of the course', async () => {
    const learner = aLearner();
    await create(learner, practiceId);
    const own = removeAllAttempts(stores.ports, learner, { examId: practiceId, userId: learner.userId });
    await expect(own).rejects.toMatchObject({ code: 'forbidden' });
    expect(await all(learner, practiceId)).toHaveLength(1);
  });
});
