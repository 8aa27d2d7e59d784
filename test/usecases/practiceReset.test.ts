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
