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
    expect(attempt.createdProctored).toBe(true);
    expect((await current(learner, second))?.status).toBe('declined');
  });

  it('includes an attempt that staff created as not taken proctored', async () => {
    const [course, learner] = [newCourseId(), aLearner()];
    const [first, second] = [await exam(course), await exam(course)];
    const user = { id: learner.userId, username: 'ada', email: 'ada@example.com', name: 'Ada L' };
    const onBehalf = { user, takingAsProctored: false };
    const request = { examId: second, startClock: false, attemptProctored: true, onBehalf };
    expect(await createAttempt(stores.ports, STAFF, request)).toMatchObject({ createdProctored: false });
    await act(learner, await create(learner, first), 'decline');
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

  it('interrupted in a creation unproctored is completed by repeating the creation', async () => {
    const [course, learner] = [newCourseId(), aLearner()];
    const [first, second] = [await exam(course), await exam(course)];
    const ofCourse = () => Promise.reject(new Error('cut off by the test'));
    const interruptedPorts = { ...stores.ports, exams: { ...stores.ports.exams, ofCourse } };
    const request = { examId: first, startClock: false, attemptProctored: false };
    await expect(createAttempt(interruptedPorts, learner, request)).rejects.toThrow('cut off');
    expect(await current(learner, first)).toMatchObject({ status: 'declined', cascadePending: true });

    await expect(create(learner, first, false)).rejects.toMatchObject({ code: 'attempt_already_exists' });
    expect(await current(learner, first)).toMatchObject({ status: 'declined', cascadePending: false });
    expect(await current(learner, second)).toMatchObject({ status: 'declined' });
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

describe('a decline cascade', () => {
  /** A learner with an attempt at the first of two exams of a course. */
  async function setUp(second: Partial<Exam> = {}) {
    const [courseId, learner] = [newCourseId(), aLearner()];
    const [firstId, secondId] = [await exam(courseId), await exam(courseId, second)];
    return { learner, firstId, secondId, attempt: await create(learner, firstId) };
  }
  type Attempts = typeof stores.ports.attempts;
  const declineWith = (learner: Caller, attempt: Attempt, attempts: Partial<Attempts>, clock = stores.ports.clock) => {
    const ports = { ...stores.ports, clock, attempts: { ...stores.ports.attempts, ...attempts } };
    return actOnAttempt(ports, learner, attempt.attemptId, 'decline');
  };

  it('is recorded at each attempt as the learner’s change, with the attempt that was declined', async () => {
    const { learner, firstId, secondId, attempt } = await setUp();
    await act(learner, attempt, 'decline');
    const lastChange = {
      by: { role: 'learner', userId: learner.userId },
      reason: `declined together with attempt ${attempt.attemptId}`,
    };
    const created = await current(learner, secondId);
    expect(created).toMatchObject({ status: 'declined', lastChange, modifiedAt: expect.stringMatching(/^20/) });
    expect(created).toMatchObject({ createdAt: created?.modifiedAt, studentName: attempt.studentName });
    const declined = await current(learner, firstId);
    expect(declined).toMatchObject({ lastChange: { by: lastChange.by, reason: null }, cascadePending: false });
    expect(declined?.modifiedAt).toMatch(/^20/);
  });

  it('records the same at an attempt that existed', async () => {
    const { learner, secondId, attempt } = await setUp();
    const { modifiedAt } = await create(learner, secondId);
    await act(learner, attempt, 'decline');
    const cascaded = await current(learner, secondId);
    expect(cascaded).toMatchObject({
      status: 'declined',
      lastChange: {
        by: { role: 'learner', userId: learner.userId },
        reason: `declined together with attempt ${attempt.attemptId}`,
      },
    });
    expect((cascaded?.modifiedAt ?? '') > modifiedAt).toBe(true);
  });

  it('of an attempt that was removed has no effect', async () => {
    const { learner, secondId } = await setUp();
    await finishCascade(stores.ports, 404);
    expect(await current(learner, secondId)).toBeUndefined();
  });

  it('declines the attempt that a concurrent request created', async () => {
    const { learner, secondId, attempt } = await setUp();
    let isCreated = false;
    const creates: Attempts['create'] = async (...args) => {
      if (!isCreated) await create(learner, secondId);
      isCreated = true;
      return stores.ports.attempts.create(...args);
    };
    await declineWith(learner, attempt, { create: creates });
    expect(await current(learner, secondId)).toMatchObject({ status: 'declined', externalId: null });
  });

  it('leaves an exam whose attempt staff remove concurrently', async () => {
    const { learner, firstId, secondId, attempt } = await setUp();
    const other = await create(learner, secondId);
    const write: Attempts['write'] = async (before, after) => {
      if (before.attemptId === other.attemptId) stores.deleteManually(other);
      return stores.ports.attempts.write(before, after);
    };
    await declineWith(learner, attempt, { write });
    expect(await current(learner, secondId)).toBeUndefined();
    expect(await current(learner, firstId)).toMatchObject({ status: 'declined', cascadePending: false });
  });

  it.each([
    ['the attempt at another exam keeps changing', true],
    ['the store fails', false],
  ])('stays pending if %s', async (_case, isBusy) => {
    const { learner, firstId, secondId, attempt } = await setUp();
    const other = await create(learner, secondId);
    const write: Attempts['write'] = async (before, after) => {
      if (before.attemptId !== other.attemptId) return stores.ports.attempts.write(before, after);
      if (isBusy) return { stored: false, current: before };
      throw new Error('the store fails');
    };
    const failed = declineWith(learner, attempt, { write });
    await expect(failed).rejects.toMatchObject(isBusy ? { code: 'busy' } : { message: 'the store fails' });
    expect(await current(learner, firstId)).toMatchObject({ status: 'declined', cascadePending: true });
    expect(await current(learner, secondId)).toEqual(other);
  });

  it('stays pending if no attempt can be created', async () => {
    const { learner, firstId, secondId, attempt } = await setUp();
    const conflicting = async () => ({ stored: false, conflicts: 'attempt_id' }) as const;
    await expect(declineWith(learner, attempt, { create: conflicting })).rejects.toMatchObject({ code: 'busy' });
    expect(await current(learner, firstId)).toMatchObject({ cascadePending: true });
    expect(await current(learner, secondId)).toBeUndefined();
  });

  /** Writes in which something happens before the cascade is marked as finished. */
  const beforeFinish = (attempt: Attempt, happens: () => unknown): Pick<Attempts, 'write'> => {
    let hasHappened = false;
    return {
      write: async (before, after) => {
        const isFinish = before.attemptId === attempt.attemptId && before.cascadePending && !after.cascadePending;
        if (isFinish && !hasHappened) {
          hasHappened = true;
          await happens();
        }
        return stores.ports.attempts.write(before, after);
      },
    };
  };

  it('ends if the declined attempt is removed meanwhile', async () => {
    const { learner, firstId, secondId, attempt } = await setUp();
    await declineWith(
      learner,
      attempt,
      beforeFinish(attempt, () => stores.deleteManually(attempt)),
    );
    expect(await current(learner, firstId)).toBeUndefined();
    expect(await current(learner, secondId)).toMatchObject({ status: 'declined' });
  });

  it('that another request finished meanwhile is not written again', async () => {
    const { learner, firstId, attempt } = await setUp();
    const finish = () => finishCascade(stores.ports, attempt.attemptId);
    await declineWith(learner, attempt, beforeFinish(attempt, finish));
    expect(await current(learner, firstId)).toMatchObject({ cascadePending: false, version: 3 });
  });

  it('is finished on another concurrent change, which stays', async () => {
    const { learner, firstId, attempt } = await setUp();
    const rename = () => stores.editManually(attempt, { studentName: 'Ada King', version: 9 });
    await declineWith(learner, attempt, beforeFinish(attempt, rename));
    const declined = await current(learner, firstId);
    expect(declined).toMatchObject({ cascadePending: false, studentName: 'Ada King', version: 10 });
  });

  it.each([
    [9.999, 'declined'],
    [10, undefined],
  ])('after %d s: the next exam is %s', async (seconds, status) => {
    const { learner, firstId, secondId, attempt } = await setUp();
    const begin = stores.ports.clock();
    let isRead = false;
    // The limit counts from the moment that the exams of the course are known.
    const clock = () => {
      const now = isRead ? laterBy(begin, seconds) : begin;
      if (stores.database.attempts.get(attempt.attemptId)?.cascadePending) isRead = true;
      return now;
    };
    await declineWith(learner, attempt, {}, clock);
    expect((await current(learner, secondId))?.status).toBe(status);
    expect(await current(learner, firstId)).toMatchObject({ cascadePending: status === undefined });
  });
});
