import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { laterBy } from '../../src/domain/time.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { finishCascade } from '../../src/usecases/attempts/declineCascade.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { aLearner, anExam, newCourseId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';

const stores = inMemoryStores();

const exam = (courseId: string, overrides: Partial<Exam> = {}) =>
  createExam(stores.ports, STAFF, anExam({ courseId, contentId: randomUUID(), ...overrides }));
const create = (learner: Caller, examId: number, attemptProctored = true) =>
  createAttempt(stores.ports, learner, { examId, startClock: false, attemptProctored });
const current = (learner: Caller, examId: number) => stores.ports.attempts.readCurrent(examId, learner.userId);
const act = (learner: Caller, attempt: Attempt, action: 'decline' | 'submit' | 'start') =>
  actOnAttempt(stores.ports, learner, attempt.attemptId, action);

describe('declining', () => {
  it('declines the learner’s other proctored exams of the course, started or not, except completed ones', async () => {
    const [course, learner] = [newCourseId(), aLearner()];
    const [declined, untouched, started, completed] = await Promise.all([1, 2, 3, 4].map(() => exam(course)));
    const unaffected = await Promise.all([
      exam(course, { isPracticeExam: true }),
      exam(course, { isProctored: false }),
      exam(course, { isActive: false }),
      exam(newCourseId()),
    ]);
    await create(learner, started ?? 0);
    await act(learner, await create(learner, completed ?? 0), 'submit');
    await act(learner, await create(learner, declined ?? 0), 'decline');

    for (const examId of [declined, untouched, started]) {
      expect(await current(learner, examId ?? 0)).toMatchObject({
        status: 'declined',
        takingAsProctored: false,
        externalId: null,
        cascadePending: false,
      });
    }
    expect((await current(learner, completed ?? 0))?.status).toBe('submitted');
    for (const examId of unaffected) expect(await current(learner, examId)).toBeUndefined();
  });

  it('follows from taking a proctored exam unproctored', async () => {
    const [course, learner] = [newCourseId(), aLearner()];
    const [first = 0, second = 0] = await Promise.all([exam(course), exam(course)]);
    const attempt = await create(learner, first, false);
    expect(attempt).toMatchObject({ status: 'declined', takingAsProctored: false, startedAt: null });
    expect((await current(learner, second))?.status).toBe('declined');
  });

  it('has no effect on a timed exam', async () => {
    const learner = aLearner();
    const attempt = await create(learner, await exam(newCourseId(), { isProctored: false }), false);
    expect(attempt).toMatchObject({ status: 'created', takingAsProctored: false });
  });

  it('by a cascade starts no further cascade', async () => {
    const [course, learner] = [newCourseId(), aLearner()];
    const [first = 0, second = 0] = await Promise.all([exam(course), exam(course)]);
    await act(learner, await create(learner, first), 'decline');
    const cascaded = await current(learner, second);
    expect(cascaded?.lastChange.reason).toContain('declined together');
    const third = await exam(course);
    await finishCascade(stores.ports, cascaded?.attemptId ?? 0);
    expect(await current(learner, third)).toBeUndefined();
  });

  it('interrupted is completed by a retry', async () => {
    const [course, learner] = [newCourseId(), aLearner()];
    const [first = 0, ...otherExams] = await Promise.all(Array.from({ length: 7 }, () => exam(course)));
    const attempt = await create(learner, first);
    let remainingCreations = 3;
    const interruptedPorts = {
      ...stores.ports,
      attempts: {
        ...stores.ports.attempts,
        create: (...args: Parameters<typeof stores.ports.attempts.create>) => {
          remainingCreations -= 1;
          if (remainingCreations < 0) throw new Error('cut off by the test');
          return stores.ports.attempts.create(...args);
        },
      },
    };
    await expect(actOnAttempt(interruptedPorts, learner, attempt.attemptId, 'decline')).rejects.toThrow('cut off');
    const before = await Promise.all(otherExams.map(examId => current(learner, examId)));
    expect(before.filter(attempt => attempt?.status === 'declined').length).toBeLessThan(otherExams.length);
    expect(await current(learner, first)).toMatchObject({ status: 'declined', cascadePending: true });

    await act(learner, attempt, 'decline');
    const after = await Promise.all(otherExams.map(examId => current(learner, examId)));
    expect(after.map(attempt => attempt?.status)).toEqual(otherExams.map(() => 'declined'));
    expect(await current(learner, first)).toMatchObject({ status: 'declined', cascadePending: false });
  });

  it('stops at the time limit of a request, and is completed by the schedule', async () => {
    const [course, learner] = [newCourseId(), aLearner()];
    const [first = 0, ...otherExams] = await Promise.all(Array.from({ length: 12 }, () => exam(course)));
    const attempt = await create(learner, first);
    const begin = Date.now();
    let reads = 0;
    // Each read of the clock takes a second.
    const clock = () => new Date(begin + 1000 * reads++).toISOString();
    expect(await actOnAttempt({ ...stores.ports, clock }, learner, attempt.attemptId, 'decline')).toMatchObject({
      status: 'declined',
    });
    const declined = async () => {
      const attempts = await Promise.all(otherExams.map(examId => current(learner, examId)));
      return attempts.filter(attempt => attempt?.status === 'declined').length;
    };
    expect(await declined()).toBeGreaterThan(0);
    expect(await declined()).toBeLessThan(otherExams.length);
    expect(await current(learner, first)).toMatchObject({ cascadePending: true });
    await finishCascade(stores.ports, attempt.attemptId);
    expect(await declined()).toBe(otherExams.length);
    expect(await current(learner, first)).toMatchObject({ cascadePending: false });
  });

  it('does not change an attempt whose time is up, closed by the schedule or not', async () => {
    const [course, learner] = [newCourseId(), aLearner()];
    const [first, second] = [await exam(course), await exam(course)];
    const declined = await create(learner, first);
    const running = await act(learner, await create(learner, second), 'start');
    const at = (moment: string) =>
      actOnAttempt({ ...stores.ports, clock: () => moment }, learner, declined.attemptId, 'decline');
    const end = laterBy(running.startedAt ?? '', running.allowedTimeSeconds ?? 0);
    await at(end);
    expect(await current(learner, second)).toEqual(running);
    expect(await current(learner, first)).toMatchObject({ status: 'declined', cascadePending: false });
  });

  it('declines an attempt that has a millisecond left', async () => {
    const [course, learner] = [newCourseId(), aLearner()];
    const [first, second] = [await exam(course), await exam(course)];
    const declined = await create(learner, first);
    const running = await act(learner, await create(learner, second), 'start');
    const clock = () => laterBy(running.startedAt ?? '', (running.allowedTimeSeconds ?? 0) - 0.001);
    await actOnAttempt({ ...stores.ports, clock }, learner, declined.attemptId, 'decline');
    expect(await current(learner, second)).toMatchObject({ status: 'declined' });
  });

  it('releases the external id for another attempt', async () => {
    const [course, learner] = [newCourseId(), aLearner()];
    const examId = await exam(course);
    const externalId = randomUUID();
    const onBehalf = (user: Caller) => ({
      user: { id: user.userId, username: user.username, email: user.email },
      externalId,
    });
    const request = { examId, startClock: false, attemptProctored: true };
    const attempt = await createAttempt(stores.ports, STAFF, { ...request, onBehalf: onBehalf(learner) });
    await act(learner, attempt, 'decline');
    const otherAttempt = await createAttempt(stores.ports, STAFF, { ...request, onBehalf: onBehalf(aLearner()) });
    expect(otherAttempt.externalId).toBe(externalId);
  });
});
