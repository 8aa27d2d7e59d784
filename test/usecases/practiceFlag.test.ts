import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { Exam, ExamFields } from '../../src/domain/exams/exam.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { resetPracticeAttempt } from '../../src/usecases/attempts/resetPracticeAttempt.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { aLearner, anExam, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';

/** Whether an attempt is practice is fixed at its creation; later changes of the exam affect new attempts only. */
const stores = inMemoryStores();

const PAST = '2020-01-01T00:00:00.000Z';
const newExam = (fields: Partial<Exam>) =>
  createExam(stores.ports, STAFF, anExam({ contentId: randomUUID(), ...fields }));
const change = (examId: number, fields: Partial<ExamFields>) => changeExam(stores.ports, STAFF, examId, fields);
const create = (learner: Caller, examId: number, startClock = false) =>
  createAttempt(stores.ports, learner, { examId, startClock, attemptProctored: true });
const act = (caller: Caller, { attemptId }: Attempt, action: 'submit' | 'error' | 'start' | 'decline') =>
  actOnAttempt(stores.ports, caller, attemptId, action);
const codeOf = (promise: Promise<unknown>) => promise.then(() => 'done').catch(error => error.code);

/** An attempt of an earlier release, without its backend and type. */
const toEarlierRelease = (attempt: Attempt) =>
  stores.editManually(attempt, { createdPractice: null, createdProctored: null, watchedBy: null });

describe('an attempt at an exam whose type changes', () => {
  it.each([
    { was: 'practice', isOld: false, create: 'done', reset: 'done' },
    { was: 'real', isOld: false, create: 'attempt_already_exists', reset: 'exam_is_not_practice' },
    { was: 'practice', isOld: true, create: 'attempt_already_exists', reset: 'exam_is_not_practice' },
    { was: 'real', isOld: true, create: 'done', reset: 'done' },
  ])('created as $was (item of an earlier release: $isOld): next creation: $create, reset: $reset', async row => {
    for (const [operation, expected] of Object.entries({ create: row.create, reset: row.reset })) {
      const learner = aLearner();
      const examId = await newExam({ isPracticeExam: row.was === 'practice' });
      const attempt = await create(learner, examId);
      await act(learner, attempt, 'submit');
      if (row.isOld) toEarlierRelease(attempt);
      await change(examId, { isPracticeExam: row.was !== 'practice' });
      const outcome =
        operation === 'create'
          ? create(learner, examId)
          : resetPracticeAttempt(stores.ports, learner, attempt.attemptId);
      expect(await codeOf(outcome), operation).toBe(expected);
      if (expected !== 'done') continue;
      const isPracticeNow = row.was !== 'practice';
      expect(await outcome).toMatchObject({ createdPractice: isPracticeNow, isSampleAttempt: isPracticeNow });
    }
  });

  it('a real attempt after a practice attempt is not superseded', async () => {
    const [learner, examId] = [aLearner(), await newExam({ isPracticeExam: true })];
    await act(learner, await create(learner, examId), 'submit');
    await change(examId, { isPracticeExam: false });
    await act(learner, await create(learner, examId), 'submit');
    expect(await codeOf(create(learner, examId))).toBe('attempt_already_exists');
  });

  it('a practice attempt starts after the due date of an exam that has become real; a real attempt gets no time', async () => {
    for (const [isPracticeExam, seconds] of [
      [true, 5400],
      [false, 0],
    ] as const) {
      const [learner, examId] = [aLearner(), await newExam({ isPracticeExam })];
      const attempt = await create(learner, examId);
      await change(examId, { isPracticeExam: !isPracticeExam, dueDate: PAST });
      expect(await act(learner, attempt, 'start')).toMatchObject({ allowedTimeSeconds: seconds });
    }
  });

  it('a reset creates no real attempt after the due date', async () => {
    const [learner, examId] = [aLearner(), await newExam({ isPracticeExam: true })];
    const attempt = await create(learner, examId);
    await act(learner, attempt, 'submit');
    await change(examId, { isPracticeExam: false, dueDate: PAST });
    expect(await codeOf(resetPracticeAttempt(stores.ports, learner, attempt.attemptId))).toBe('exam_past_due');
    expect(await stores.ports.attempts.read(attempt.attemptId)).toMatchObject({ status: 'submitted', isCurrent: true });
  });

  it('declining cascades by the proctored flag that the exam has by then', async () => {
    const courseId = newCourseId();
    const learner = aLearner();
    const [timedId, proctoredId, declinedId] = [
      await newExam({ courseId, isProctored: false }),
      await newExam({ courseId }),
      await newExam({ courseId }),
    ];
    const [timed, proctored] = [await create(learner, timedId, true), await create(learner, proctoredId)];
    const declined = await create(learner, declinedId);
    await change(timedId, { isProctored: true });
    await change(proctoredId, { isProctored: false });
    await act(learner, declined, 'decline');
    const status = async (id: number) => (await stores.ports.attempts.read(id))?.status;
    expect(await status(timed.attemptId)).toBe('declined');
    expect(await status(proctored.attemptId)).not.toBe('declined');
  });

  it('declining cascades to real attempts, not to practice attempts', async () => {
    const courseId = newCourseId();
    const learner = aLearner();
    const [practiceId, realId, declinedId, openId] = await Promise.all([
      newExam({ courseId, isPracticeExam: true }),
      ...Array.from({ length: 3 }, () => newExam({ courseId })),
    ]);
    const [practice, real, declined] = [
      await create(learner, practiceId as number),
      await create(learner, realId as number),
      await create(learner, declinedId as number),
    ];
    await change(practiceId as number, { isPracticeExam: false });
    await change(realId as number, { isPracticeExam: true });
    await act(learner, declined, 'decline');
    const status = async (id: number) => (await stores.ports.attempts.read(id))?.status;
    expect(await status(practice.attemptId)).toBe('created');
    expect(await status(real.attemptId)).toBe('declined');
    const otherAttempt = await stores.ports.attempts.readCurrent(openId as number, learner.userId);
    expect(otherAttempt?.status).toBe('declined');
  });
});
