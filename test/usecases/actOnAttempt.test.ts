import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { Action } from '../../src/domain/attempts/actions.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { changeStudentName } from '../../src/usecases/attempts/changeStudentName.ts';
import { readAttempt } from '../../src/usecases/attempts/readAttempt.ts';
import { addCourseStaff } from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import { besideWrites } from '../support/besideWrites.ts';
import { aCaller, aLearner, COURSE, newCourseId, newLearnerId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import type { Ports } from '../support/ports.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
const { ports } = stores;
let examId: number;

beforeAll(async () => {
  examId = await storedExam(stores);
});

async function setUp() {
  const attempt = await storedAttempt(stores, examId);
  const learner = aCaller({ userId: attempt.user.id });
  return {
    attempt,
    learner,
    read: () => ports.attempts.read(attempt.attemptId),
    /** Changes the attempt as another request would. */
    change: (change: Partial<Attempt>) => {
      const version = stores.database.attempts.get(attempt.attemptId)?.version ?? 0;
      stores.editManually(attempt, { ...change, version: version + 1 });
    },
  };
}

const act = (
  caller: Caller,
  { attemptId }: Attempt,
  action: Exclude<Action, 'reset_attempt'>,
  options: Parameters<typeof actOnAttempt>[4] = {},
  on: Ports = ports,
) => actOnAttempt(on, caller, attemptId, action, options);

describe('an action', () => {
  it('is one write, by its author in the capacity that permits it, with the reason', async () => {
    const { attempt, learner, read } = await setUp();
    const counted = besideWrites(ports);
    const submitted = await act(learner, attempt, 'submit', {}, counted.ports);
    expect(counted.writes()).toBe(1);
    expect(submitted.lastChange).toEqual({ by: { role: 'learner', userId: learner.userId }, reason: null });
    await act(STAFF, attempt, 'reject', { reason: 'a second person' });
    expect(await read()).toMatchObject({
      status: 'rejected',
      version: 3,
      lastChange: { by: { role: 'staff', userId: STAFF.userId }, reason: 'a second person' },
    });
  });

  it('that changes nothing writes nothing', async () => {
    const { attempt, learner, read } = await setUp();
    const submitted = await act(learner, attempt, 'submit');
    const counted = besideWrites(ports);
    expect(await act(learner, attempt, 'submit', {}, counted.ports)).toEqual(submitted);
    expect(counted.writes()).toBe(0);
    expect(await read()).toEqual(submitted);
  });

  it('reads the exam only to start the clock', async () => {
    const { attempt, learner } = await setUp();
    const exams = { ...ports.exams, readClockTerms: () => expect.fail('the exam was read') };
    await expect(act(learner, attempt, 'start', {}, { ...ports, exams })).rejects.toThrow('the exam was read');
    expect(await act(learner, attempt, 'submit', {}, { ...ports, exams })).toMatchObject({ status: 'submitted' });
  });

  it('after the time-out writes the time-out first, and then the action', async () => {
    const { attempt, learner, read } = await setUp();
    const { startedAt, allowedTimeSeconds } = await act(learner, attempt, 'start');
    const end = laterBy(startedAt ?? '', allowedTimeSeconds ?? 0);
    const counted = besideWrites({ ...ports, clock: () => end });
    const verified = await act(STAFF, attempt, 'verify', {}, counted.ports);
    expect(counted.writes()).toBe(2);
    expect(verified).toMatchObject({ status: 'verified', completedAt: end, version: 4 });
    expect(await read()).toEqual(verified);
  });

  it('is decided anew if time is granted while its time-out is written', async () => {
    const { attempt, learner, read, change } = await setUp();
    const { startedAt, allowedTimeSeconds } = await act(learner, attempt, 'start');
    const granted = { allowedTimeSeconds: (allowedTimeSeconds ?? 0) + 60 };
    const end = laterBy(startedAt ?? '', allowedTimeSeconds ?? 0);
    const raced = besideWrites({ ...ports, clock: () => end }, write => write === 1 && change(granted));
    const submitted = await act(learner, attempt, 'submit', {}, raced.ports);
    expect(submitted).toMatchObject({ ...granted, status: 'submitted', lastChange: { by: { role: 'learner' } } });
    expect(await read()).toEqual(submitted);
  });

  it('is decided anew on a concurrent change, which stays', async () => {
    const { attempt, learner, read, change } = await setUp();
    const raced = besideWrites(ports, write => write === 1 && change({ studentName: 'Ada King' }));
    const submitted = await act(learner, attempt, 'submit', {}, raced.ports);
    expect(submitted).toMatchObject({ status: 'submitted', studentName: 'Ada King' });
    expect(await read()).toEqual(submitted);
  });

  it('that a concurrent change no longer permits is rejected', async () => {
    const { attempt, learner, read, change } = await setUp();
    const raced = besideWrites(ports, write => write === 1 && change({ status: 'verified' }));
    await expect(act(learner, attempt, 'submit', {}, raced.ports)).rejects.toMatchObject({
      code: 'illegal_status_transition',
    });
    expect(await read()).toMatchObject({ status: 'verified', version: 2 });
  });

  it('is busy after a hundred concurrent changes', async () => {
    const { attempt, learner, read, change } = await setUp();
    const raced = besideWrites(ports, () => change({}));
    await expect(act(learner, attempt, 'submit', {}, raced.ports)).rejects.toMatchObject({
      code: 'busy',
      message: `Attempt ${attempt.attemptId} is being changed concurrently. Try again.`,
    });
    expect(raced.writes()).toBe(100);
    expect(await read()).toMatchObject({ status: 'created' });
  });

  it('on an attempt that is removed concurrently finds none', async () => {
    const { attempt, learner } = await setUp();
    const raced = besideWrites(ports, () => stores.deleteManually(attempt));
    await expect(act(learner, attempt, 'submit', {}, raced.ports)).rejects.toMatchObject({
      code: 'attempt_does_not_exist',
      message: `There is no attempt with the id ${attempt.attemptId}.`,
    });
  });
});

describe('an attempt is read and changed', () => {
  it('by its learner and staff of its course only', async () => {
    const { attempt, learner, read } = await setUp();
    const userId = newLearnerId();
    await addCourseStaff(ports, STAFF, [{ courseId: COURSE, userId }]);
    for (const caller of [learner, STAFF, aCaller({ userId: 5, courseStaff: [COURSE] }), aCaller({ userId })]) {
      expect((await readAttempt(ports, caller, attempt.attemptId)).attempt).toEqual(attempt);
    }
    const forbidden = {
      code: 'forbidden',
      message: `Only the learner of attempt ${attempt.attemptId} and staff of its course may read or change it.`,
    };
    for (const caller of [aLearner(), aCaller({ userId: 5, courseStaff: [newCourseId()] })]) {
      await expect(readAttempt(ports, caller, attempt.attemptId)).rejects.toMatchObject(forbidden);
      await expect(act(caller, attempt, 'submit')).rejects.toMatchObject(forbidden);
    }
    expect(await read()).toEqual(attempt);
  });

  it('as a learner by course staff who take the exam, as both by global staff', async () => {
    const { attempt, learner } = await setUp();
    const courseStaff = { ...learner, courseStaff: [COURSE] };
    await act(courseStaff, attempt, 'submit');
    await expect(act(courseStaff, attempt, 'verify')).rejects.toMatchObject({ code: 'forbidden' });
    expect(await act({ ...learner, isStaff: true }, attempt, 'verify')).toMatchObject({ status: 'verified' });
  });

  it('for the expected learner only', async () => {
    const { attempt, learner, read } = await setUp();
    for (const caller of [learner, STAFF]) {
      await expect(act(caller, attempt, 'submit', { learnerId: 12 })).rejects.toMatchObject({
        code: 'forbidden',
        message: `Attempt ${attempt.attemptId} does not belong to learner 12.`,
      });
    }
    expect(await read()).toEqual(attempt);
    const expected = await act(learner, attempt, 'submit', { learnerId: attempt.user.id });
    expect(expected).toMatchObject({ status: 'submitted' });
  });

  it('if it exists', async () => {
    const problem = { code: 'attempt_does_not_exist', message: 'There is no attempt with the id 404.' };
    await expect(readAttempt(ports, STAFF, 404)).rejects.toMatchObject(problem);
    await expect(actOnAttempt(ports, STAFF, 404, 'verify')).rejects.toMatchObject(problem);
  });
});

describe('changing the student name', () => {
  const rename = async ({ attemptId }: { attemptId: number }, name: string, caller = STAFF, on: Ports = ports) =>
    (await changeStudentName(on, caller, attemptId, name)).attempt;

  it('is one write by staff, which keeps the status', async () => {
    const { attempt, read } = await setUp();
    const counted = besideWrites(ports);
    const renamed = await rename(attempt, 'Ada King', STAFF, counted.ports);
    expect(counted.writes()).toBe(1);
    expect(renamed).toMatchObject({
      ...{ studentName: 'Ada King', status: 'created', version: 2 },
      lastChange: { by: { role: 'staff', userId: STAFF.userId }, reason: null },
    });
    expect(renamed.modifiedAt > attempt.modifiedAt).toBe(true);
    expect(await read()).toEqual(renamed);
  });

  it('to the present one writes nothing', async () => {
    const { attempt, read } = await setUp();
    const counted = besideWrites(ports);
    expect(await rename(attempt, attempt.studentName ?? '', STAFF, counted.ports)).toEqual(attempt);
    expect(counted.writes()).toBe(0);
    expect(await read()).toEqual(attempt);
  });

  it('is for staff of the course, not for the learner', async () => {
    const { attempt, learner, read } = await setUp();
    for (const caller of [learner, { ...learner, courseStaff: [COURSE] }, aLearner()]) {
      await expect(rename(attempt, 'Ada King', caller)).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(await read()).toEqual(attempt);
  });

  it('needs an attempt whose learner is not erased', async () => {
    await expect(rename({ attemptId: 404 }, 'Ada King')).rejects.toMatchObject({
      code: 'attempt_not_found',
      message: 'There is no attempt with the id 404.',
    });
    const { attempt, change, read } = await setUp();
    change({ isErased: true });
    await expect(rename(attempt, 'Ada King')).rejects.toMatchObject({
      code: 'learner_retired',
      message: `The learner's data was erased: the student name of attempt ${attempt.attemptId} cannot be changed.`,
    });
    expect(await read()).toMatchObject({ studentName: attempt.studentName, version: 2 });
  });
});
