import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { locateAttempt } from '../../src/usecases/attempts/locateAttempt.ts';
import { resetPracticeAttempt } from '../../src/usecases/attempts/resetPracticeAttempt.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { aLearner, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { allAttempts, storedExam } from '../support/scenarios/stored.ts';
import { aVendor } from '../support/vendors.ts';

const stores = inMemoryStores();
let practiceId: number;
let realId: number;

beforeAll(async () => {
  [practiceId, realId] = await Promise.all([newExam({ isPracticeExam: true }), newExam()]);
});

const newExam = (overrides: Partial<Exam> = {}) => storedExam(stores, { courseId: newCourseId(), ...overrides });

const create = (learner: Caller, examId = practiceId) =>
  createAttempt(stores.ports, learner, { examId, startClock: false, attemptProctored: true });
const act = (caller: Caller, attempt: Attempt, action: 'start' | 'submit' | 'error' | 'decline' | 'verify') =>
  actOnAttempt(stores.ports, caller, attempt.attemptId, action);
const reset = (learner: Caller, attempt: Attempt) => resetPracticeAttempt(stores.ports, learner, attempt.attemptId);
const all = (learner: Caller) => allAttempts(stores, practiceId, learner.userId);
const read = (attempt: Attempt) => stores.ports.attempts.read(attempt.attemptId);

describe('resetting a practice exam', () => {
  it('supersedes the previous attempt by a new one', async () => {
    const learner = aLearner();
    const previous = await create(learner);
    await act(learner, previous, 'error');
    const replacement = await reset(learner, previous);
    expect(replacement).toMatchObject({
      status: 'created',
      takingAsProctored: previous.takingAsProctored,
      isSampleAttempt: true,
    });
    expect(await read(previous)).toMatchObject({ status: 'onboarding_reset', isCurrent: false });
    expect(await stores.ports.attempts.readCurrent(practiceId, learner.userId)).toEqual(replacement);
  });

  it.each([true, false])(
    'keeps whether the exam is taken as proctored, whatever becomes of the exam: %s',
    async isProctored => {
      const learner = aLearner();
      const examId = await newExam({ isPracticeExam: true, isProctored });
      for (const action of ['submit', 'error'] as const) {
        const previous = await create(learner, examId);
        expect(previous.takingAsProctored).toBe(isProctored);
        await act(learner, previous, action);
        await changeExam(stores.ports, STAFF, examId, { isProctored: !isProctored });
        const replacement = await reset(learner, previous);
        expect(replacement).toMatchObject({ takingAsProctored: isProctored, createdProctored: true });
        await act(learner, replacement, 'submit');
        await changeExam(stores.ports, STAFF, examId, { isProctored });
      }
    },
  );

  it('of a declined attempt is taken unproctored', async () => {
    const learner = aLearner();
    const previous = await create(learner);
    await act(learner, previous, 'decline');
    expect(await reset(learner, previous)).toMatchObject({ status: 'created', takingAsProctored: false });
  });

  it('removes a submitted attempt', async () => {
    const learner = aLearner();
    const previous = await create(learner);
    await act(learner, previous, 'submit');
    const replacement = await reset(learner, previous);
    expect(await all(learner)).toEqual([replacement]);
    expect(await locateAttempt(stores.ports, previous.attemptCode)).toMatchObject({ isArchived: true });
  });

  it.each([
    ['incomplete', 'start'],
    ['verified', 'submit'],
  ] as const)('is rejected while the attempt is %s', async (status, action) => {
    const learner = aLearner();
    const attempt = await create(learner);
    await act(learner, attempt, action);
    if (status === 'verified') await act(STAFF, attempt, 'verify');
    await expect(reset(learner, attempt)).rejects.toMatchObject({ code: 'illegal_status_transition' });
    expect(await all(learner)).toHaveLength(1);
  });

  it('is rejected for other learners and for real exams', async () => {
    const learner = aLearner();
    const attempt = await create(learner);
    await expect(reset(aLearner(), attempt)).rejects.toMatchObject({ code: 'forbidden' });
    const real = await create(learner, realId);
    await act(learner, real, 'error');
    await expect(reset(learner, real)).rejects.toMatchObject({ code: 'exam_is_not_practice' });
  });
});

describe('a practice reset', () => {
  const byLearner = ({ userId }: Caller) => ({ lastChange: { by: { role: 'learner', userId } } });
  const superseded = ({ attemptId, status }: Attempt) => ({
    code: 'illegal_status_transition',
    message: `Attempt ${attemptId} has the status ${status} and has been superseded: reset the learner's newer attempt.`,
  });
  const ended = async (learner: Caller, action: 'submit' | 'error' = 'error') =>
    act(learner, await create(learner), action);

  it('is the learner’s change of both attempts', async () => {
    const learner = aLearner();
    const previous = await ended(learner);
    expect(await reset(learner, previous)).toMatchObject(byLearner(learner));
    const before = await read(previous);
    expect(before).toMatchObject(byLearner(learner));
    expect((before?.modifiedAt ?? '') > previous.modifiedAt).toBe(true);
  });

  it('of a submitted attempt is recorded in the history as a removal, and names its previous attempt', async () => {
    const learner = aLearner();
    const first = await ended(learner);
    const previous = await act(learner, await reset(learner, first), 'submit');
    stores.archive();
    const replacement = await reset(learner, previous);
    stores.archive();
    const { entries } = await stores.ports.history.readPage(previous.attemptCode, 1);
    expect(entries).toMatchObject([
      {
        ...{ change: 'removed', reason: 'practice reset', changedAt: expect.stringMatching(/^20/) },
        changedBy: { role: 'learner', userId: learner.userId },
      },
    ]);
    expect(replacement).toMatchObject({ hasPreviousAttempt: true, previousAttemptId: first.attemptId });
  });

  it('of an attempt that is not the current one is rejected', async () => {
    const learner = aLearner();
    const first = await ended(learner);
    const second = await create(learner);
    await expect(reset(learner, first)).rejects.toMatchObject(superseded(first));
    expect(await all(learner)).toMatchObject([{ attemptId: first.attemptId, status: 'error' }, second]);
  });

  it('of an unknown attempt is rejected', async () => {
    await expect(resetPracticeAttempt(stores.ports, STAFF, 404)).rejects.toMatchObject({
      code: 'attempt_does_not_exist',
    });
  });

  describe('registered with a vendor', () => {
    it('calls the vendor only for an attempt that can be reset', async () => {
      const learner = aLearner();
      const { requests, vendors } = aVendor();
      const attempt = await create(learner);
      const rejected = resetPracticeAttempt({ ...stores.ports, vendors }, learner, attempt.attemptId);
      await expect(rejected).rejects.toMatchObject({ code: 'illegal_status_transition' });
      expect(requests).toEqual([]);
      await act(learner, attempt, 'error');
      const replacement = await resetPracticeAttempt({ ...stores.ports, vendors }, learner, attempt.attemptId);
      expect(requests).toMatchObject([{ attemptCode: replacement.attemptCode }]);
    });

    it('is rejected if another request replaced the attempt during the call', async () => {
      const learner = aLearner();
      const previous = await ended(learner);
      const { vendors } = aVendor(async () => {
        await create(learner);
        return {};
      });
      const rejected = resetPracticeAttempt({ ...stores.ports, vendors }, learner, previous.attemptId);
      await expect(rejected).rejects.toMatchObject(superseded(previous));
      expect(await all(learner)).toMatchObject([{ status: 'error' }, { status: 'created', externalId: null }]);
    });
  });

  /** Stores in which something happens before the first creation. */
  const beforeCreation = (happens: () => unknown) => {
    let hasHappened = false;
    const creates: typeof stores.ports.attempts.create = async (attempt, options) => {
      if (!hasHappened) {
        hasHappened = true;
        await happens();
      }
      return stores.ports.attempts.create(attempt, options);
    };
    return { ...stores.ports, attempts: { ...stores.ports.attempts, create: creates } };
  };

  it('is rejected if another request replaced the attempt meanwhile', async () => {
    const learner = aLearner();
    const previous = await ended(learner);
    const ports = beforeCreation(() => create(learner));
    const rejected = resetPracticeAttempt(ports, learner, previous.attemptId);
    await expect(rejected).rejects.toMatchObject(superseded(previous));
    expect(await all(learner)).toHaveLength(2);
  });

  it('is decided anew on a concurrent change, which stays', async () => {
    const learner = aLearner();
    const previous = await ended(learner);
    const ports = beforeCreation(() => stores.editManually(previous, { studentName: 'Ada King', version: 9 }));
    await resetPracticeAttempt(ports, learner, previous.attemptId);
    expect(await read(previous)).toMatchObject({ status: 'onboarding_reset', studentName: 'Ada King', version: 10 });
  });

  it('finds no attempt if it is removed meanwhile', async () => {
    const learner = aLearner();
    const previous = await ended(learner);
    const ports = beforeCreation(() => stores.deleteManually(previous));
    await expect(resetPracticeAttempt(ports, learner, previous.attemptId)).rejects.toMatchObject({
      code: 'attempt_does_not_exist',
      message: `There is no attempt with the id ${previous.attemptId}.`,
    });
    expect(await all(learner)).toEqual([]);
  });
});
