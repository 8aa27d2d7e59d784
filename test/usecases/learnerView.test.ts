import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { ATTEMPT_STATUSES, ONBOARDING_STATUSES } from '../../src/domain/attempts/status.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { laterBy } from '../../src/domain/time.ts';
import { clock } from '../../src/platform/system.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { readLatestAttempt } from '../../src/usecases/attempts/latestAttempt.ts';
import {
  readActiveAttempt,
  readActiveExams,
  readCourseView,
  readExamView,
} from '../../src/usecases/attempts/learnerView.ts';
import { addCourseStaff } from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import { aBackend, aCaller, aLearner, newCourseId, newLearnerId, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const stores = inMemoryStores();
const backends = {
  byName: new Map([
    ['software_secure', aBackend()],
    ['proctortrack', aBackend({ supportsOnboarding: true })],
  ]),
  defaultName: 'software_secure',
};
const ports = { ...stores.ports, backends };

async function scene(overrides: Partial<Exam> = {}, courseId = newCourseId()) {
  const contentId = `${courseId.replace('course', 'block')}+type@sequential+block@${randomUUID()}`;
  const examId = await storedExam(stores, { courseId, contentId, backend: 'proctortrack', ...overrides });
  const learner = aLearner();
  const start = async (): Promise<Attempt> => {
    const { userId: id, username, email } = learner;
    const { attemptId } = await storedAttempt(stores, examId, { user: { id, username, email } });
    return actOnAttempt(ports, learner, attemptId, 'start');
  };
  return { courseId, contentId: overrides.contentId ?? contentId, examId, learner, start };
}

describe('the view of a proctored exam', () => {
  it.each([...ATTEMPT_STATUSES])('of a learner whose attempt is %s', async status => {
    const { courseId, contentId, learner, start } = await scene();
    const onboarding = { courseId, isProctored: true, isPracticeExam: true, backend: 'proctortrack' };
    await storedExam(stores, onboarding);
    const newest = await storedExam(stores, onboarding);
    await storedExam(stores, { ...onboarding, isActive: false });
    await storedExam(stores, { ...onboarding, backend: 'software_secure' });
    stores.editManually(await start(), { status });
    const lacksOnboarding = ONBOARDING_STATUSES.some(failure => failure === status);
    const views = [
      (await readCourseView(ports, learner, { courseId, contentId })).exam,
      await readExamView(ports, learner, { courseId, contentId }),
    ];
    for (const view of views) {
      expect(view?.onboardingExam?.examId).toBe(lacksOnboarding ? newest : undefined);
      expect(view?.isOpen).toBe(false);
    }
  });

  it.each<[string, Partial<Exam>, null | undefined]>([
    ['has no onboarding exam where the course has none', {}, null],
    ['says nothing of onboarding if it is not proctored', { isProctored: false }, undefined],
  ])('%s', async (_case, exam, expected) => {
    const { courseId, contentId, learner, start } = await scene(exam);
    stores.editManually(await start(), { status: 'onboarding_missing' });
    expect((await readExamView(ports, learner, { courseId, contentId }))?.onboardingExam).toBe(expected);
  });
});

describe('the exams that a learner is taking', () => {
  const inTwoHours = () => laterBy(clock(), 7200);
  const activeAttempt = async () => {
    const { courseId, examId, learner, start } = await scene();
    const attempt = await start();
    const read = (caller: Caller, query: { courseId?: string } = {}, now = clock) =>
      readActiveExams({ ...ports, clock: now }, caller, { userId: learner.userId, ...query });
    return { courseId, examId, learner, attempt, read };
  };

  it('have the allowances, of one course on request, until the time is up', async () => {
    const { courseId, examId, learner, attempt, read } = await activeAttempt();
    await setAllowance(ports, STAFF, { examId, userInfo: learner.userId, key: 'note', value: 'x' });
    const expected = [{ attempt, exam: { examId }, allowances: [{ key: 'note', value: 'x' }] }];
    expect(await readActiveExams(ports, learner, {})).toMatchObject(expected);
    expect(await read(learner, { courseId })).toMatchObject(expected);
    expect(await read(learner, { courseId: newCourseId() })).toEqual([]);
    expect(await read(learner, {}, inTwoHours)).toEqual([]);
  });

  it('are for the learner, global staff and, of their course, course staff', async () => {
    const { courseId, learner, read } = await activeAttempt();
    const staff = () => aLearner({ courseStaff: [courseId] });
    for (const shown of [read(learner), read(STAFF), read(staff(), { courseId })]) {
      expect(await shown).toHaveLength(1);
    }
    const { userId } = learner;
    const rejected = [
      read(aLearner()),
      read(aLearner(), { courseId }),
      read(staff()),
      readActiveAttempt(ports, staff(), userId),
      readCourseView(ports, staff(), { courseId, userId }),
      readCourseView(ports, staff(), { courseId, contentId: 'any', userId }),
    ];
    for (const request of rejected) {
      await expect(request).rejects.toMatchObject({
        code: 'forbidden',
        message: `Only learner ${userId} and staff may read this learner's attempts in progress.`,
      });
    }
  });

  it('are one active attempt in the view of a course', async () => {
    const { courseId, learner, attempt } = await activeAttempt();
    expect(await readCourseView(ports, learner, { courseId })).toMatchObject({ exam: undefined, active: { attempt } });
    const { userId } = learner;
    const { active } = await readCourseView(ports, STAFF, { courseId, contentId: 'any', userId });
    expect(active).toMatchObject({ attempt });
  });
});

describe('the view of a practice exam', () => {
  it.each<[string, Partial<Attempt>, boolean]>([
    ['open again once the attempt is complete', { status: 'submitted' }, true],
    ['not open while the attempt runs', { status: 'started' }, false],
    ['not open while the attempt is ready to resume', { status: 'error', readyToResume: true }, false],
    ['not open for an attempt that is not practice', { status: 'submitted', createdPractice: false }, false],
  ])('is %s', async (_case, change, isOpen) => {
    const { courseId, contentId, learner, start } = await scene({ isPracticeExam: true });
    stores.editManually(await start(), change);
    expect(await readExamView(ports, learner, { courseId, contentId })).toMatchObject({ isOpen });
  });
});

describe('the view of the edx-exams dialect', () => {
  it('has active exams only', async () => {
    const { courseId, contentId, learner } = await scene({ isActive: false });
    expect(await readExamView(ports, learner, { courseId, contentId })).toBeUndefined();
    expect((await readCourseView(ports, learner, { courseId, contentId })).exam).toMatchObject({ isOpen: true });
    expect(await readExamView(ports, learner, { courseId, contentId: 'unknown' })).toBeUndefined();
  });
});

describe('the latest attempt', () => {
  const latest = async (caller: Parameters<typeof readLatestAttempt>[1], contentId?: string, now = clock) => {
    const found = await readLatestAttempt({ ...ports, clock: now }, caller, contentId);
    return found && [found.attempt.attemptId, found.attempt.status];
  };
  const inTwoHours = () => laterBy(clock(), 7200);

  it('without a content id is the newest in progress', async () => {
    const { learner, start, contentId } = await scene();
    expect(await latest(learner)).toBeUndefined();
    expect(await latest(learner, contentId)).toBeUndefined();
    const first = await start();
    expect(await latest(learner)).toEqual([first.attemptId, 'started']);
    await actOnAttempt(ports, learner, first.attemptId, 'submit');
    expect(await latest(learner)).toBeUndefined();
    expect(await latest(learner, contentId)).toEqual([first.attemptId, 'submitted']);
  });

  it('is shown as timed out where its time is up, after those whose time is not; nothing is written', async () => {
    const [long, short] = [await scene({ timeLimitMins: 500 }), await scene()];
    const longer = await storedAttemptOf(long.examId, short.learner);
    const started = await short.start();
    expect(await latest(short.learner)).toEqual([started.attemptId, 'started']);
    expect(await latest(short.learner, undefined, inTwoHours)).toEqual([longer.attemptId, 'started']);
    await actOnAttempt(ports, short.learner, longer.attemptId, 'submit');
    expect(await latest(short.learner, undefined, inTwoHours)).toEqual([started.attemptId, 'submitted']);
    expect(await latest(short.learner, short.contentId, inTwoHours)).toEqual([started.attemptId, 'submitted']);
    expect(await ports.attempts.read(started.attemptId)).toEqual(started);
  });

  it('at an exam that is not active is none', async () => {
    const { examId, learner, start, contentId } = await scene();
    await start();
    await ports.authoring.change(examId, { isActive: false });
    expect(await latest(learner, contentId)).toBeUndefined();
  });

  it.each(['i4x://Org/Course/sequential/x', 'a word'])(
    'at %s, which names no course, is one in progress',
    async contentId => {
      const { examId, learner, start } = await scene({ contentId });
      const { attemptId } = await start();
      expect(await latest(learner, contentId)).toEqual([attemptId, 'started']);
      expect(await latest(learner, 'another')).toBeUndefined();
      await ports.authoring.change(examId, { isActive: false });
      expect(await latest(learner, contentId)).toBeUndefined();
    },
  );

  async function storedAttemptOf(examId: number, learner: ReturnType<typeof aLearner>): Promise<Attempt> {
    const { userId: id, username, email } = learner;
    const { attemptId } = await storedAttempt(stores, examId, { user: { id, username, email } });
    return actOnAttempt(ports, learner, attemptId, 'start');
  }
});

describe('the attempts in progress of a learner', () => {
  const forbidden = (userId: number) => ({
    code: 'forbidden',
    message: `Only learner ${userId} and staff may read this learner's attempts in progress.`,
  });
  const addedStaff = async (courseId: string) => {
    const userId = newLearnerId();
    await addCourseStaff(ports, STAFF, [{ courseId, userId }]);
    return aCaller({ userId });
  };

  it('in a course are read by its staff, too', async () => {
    const { courseId, learner, start } = await scene();
    const { attemptId } = await start();
    const { userId } = learner;
    for (const caller of [learner, STAFF, aLearner({ courseStaff: [courseId] }), await addedStaff(courseId)]) {
      expect(await readActiveExams(ports, caller, { userId, courseId })).toMatchObject([{ attempt: { attemptId } }]);
    }
    for (const caller of [aLearner({ courseStaff: [newCourseId()] }), await addedStaff(newCourseId())]) {
      await expect(readActiveExams(ports, caller, { userId, courseId })).rejects.toMatchObject(forbidden(userId));
    }
    for (const caller of [aLearner({ courseStaff: [courseId] }), await addedStaff(courseId)]) {
      await expect(readActiveExams(ports, caller, { userId })).rejects.toMatchObject(forbidden(userId));
    }
    expect(await readActiveExams(ports, STAFF, { userId })).toHaveLength(1);
  });

  it('are those of all courses or of one, newest first, each with the allowances at its exam', async () => {
    const [first, second] = [await scene(), await scene()];
    const { userId: id, username, email } = first.learner;
    const earlier = await first.start();
    const { attemptId } = await storedAttempt(stores, second.examId, { user: { id, username, email } });
    await actOnAttempt(ports, first.learner, attemptId, 'start');
    await setAllowance(ports, STAFF, { examId: second.examId, userInfo: id, key: 'note', value: 'quiet room' });
    // The learner's own attempts are read without the table of course staff.
    const own = { ...ports, courseStaff: { read: () => expect.fail('the table was read') } };
    const active = await readActiveExams(own, first.learner, {});
    expect(active.map(({ attempt, exam, allowances }) => [attempt.attemptId, exam.examId, allowances.length])).toEqual([
      [attemptId, second.examId, 1],
      [earlier.attemptId, first.examId, 0],
    ]);
    expect(active[0]?.allowances).toMatchObject([{ key: 'note', value: 'quiet room' }]);
    const inCourse = await readActiveExams(own, first.learner, { courseId: first.courseId });
    expect(inCourse.map(({ attempt }) => attempt.attemptId)).toEqual([earlier.attemptId]);
    expect(await readActiveExams(own, first.learner, { courseId: newCourseId() })).toEqual([]);
  });
});

describe('the view of a course', () => {
  it('has no exam where the course has none with the content', async () => {
    const { courseId, learner } = await scene();
    const view = await readCourseView(ports, learner, { courseId, contentId: 'unknown' });
    expect(view).toEqual({ exam: undefined, active: undefined });
  });
});
