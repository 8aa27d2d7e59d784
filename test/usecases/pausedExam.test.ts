import { beforeEach, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { secondsRemaining } from '../../src/domain/attempts/clock.ts';
import { laterBy } from '../../src/domain/time.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { readLatestAttempt } from '../../src/usecases/attempts/latestAttempt.ts';
import { readActiveAttempt, readCourseView } from '../../src/usecases/attempts/learnerView.ts';
import { listAttempts } from '../../src/usecases/attempts/listAttempts.ts';
import { locateForStaff } from '../../src/usecases/attempts/locateAttempt.ts';
import { readAttempt } from '../../src/usecases/attempts/readAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { resetPracticeAttempt } from '../../src/usecases/attempts/resetPracticeAttempt.ts';
import { setExamPaused } from '../../src/usecases/exams/pauseExam.ts';
import { readExamAccess } from '../../src/usecases/exams/readExamAccess.ts';
import { aCaller, aDelivery, NOW, newCourseId, newLearnerId, STAFF } from '../support/builders.ts';
import { type InMemoryStores, inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import type { Ports } from '../support/ports.ts';
import { attemptRequest, recordAsVendor, SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { runScheduleOn } from '../support/scheduleRun.ts';
import { aVendor } from '../support/vendors.ts';

const MINUTE = 60;
const at = (minutes: number) => laterBy(NOW, minutes * MINUTE);

let stores: InMemoryStores;
let courseId: string;
let examId: number;
let attempt: Attempt;

/** An attempt of 90 minutes, started at minute 0 of an exam that is due at minute 100. */
beforeEach(async () => {
  stores = inMemoryStores();
  courseId = newCourseId();
  examId = await storedExam(stores, { courseId, dueDate: at(100) });
  const created = await storedAttempt({ ports: portsAt(-1) }, examId);
  attempt = await actOnAttempt(portsAt(0), learner(created), created.attemptId, 'start');
});

const portsAt = (minutes: number): Ports => ({ ...stores.ports, clock: () => at(minutes) });
const learner = ({ user }: { user: { id: number } }) => aCaller({ userId: user.id });
const pause = (minutes: number, caller = STAFF) => setExamPaused(portsAt(minutes), caller, examId, true);
const resume = (minutes: number) => setExamPaused(portsAt(minutes), STAFF, examId, false);
const sweep = (minutes: number) => {
  const { schedule, exams } = stores.ports;
  return runScheduleOn(schedule, at(minutes), { exams });
};
const stored = () => stores.ports.attempts.read(attempt.attemptId);

describe('pausing an exam', () => {
  it('is one write, and none where nothing changes', async () => {
    let writes = 0;
    const replacePauses: Ports['authoring']['replacePauses'] = (...pauses) => {
      writes++;
      return stores.ports.authoring.replacePauses(...pauses);
    };
    const authoring = { ...stores.ports.authoring, replacePauses };
    const change = (isPaused: boolean, minutes = 10) =>
      setExamPaused({ ...portsAt(minutes), authoring }, STAFF, examId, isPaused);
    expect(await change(false)).toMatchObject({ pausedAt: null });
    expect(writes).toBe(0);
    expect(await change(true)).toMatchObject({ pausedAt: at(10), pausedSeconds: 0 });
    expect(await change(true)).toMatchObject({ pausedAt: at(10) });
    expect(writes).toBe(1);
    expect(await change(false, 15)).toMatchObject({ pausedAt: null, pausedSeconds: 300 });
    expect(await change(false, 15)).toMatchObject({ pausedSeconds: 300 });
    expect(writes).toBe(2);
  });

  it('has who began and ended it', async () => {
    expect((await pause(10, aCaller({ userId: 77, courseStaff: [courseId] }))).pausedBy).toMatchObject({ userId: 77 });
    const over = await resume(15);
    expect(over).not.toHaveProperty('pausedBy');
    expect(over.pauses).toMatchObject([
      { from: at(10), pausedBy: { userId: 77 }, resumedBy: { userId: STAFF.userId } },
    ]);
    expect(await stores.ports.exams.readConsistent(examId)).toEqual(over);
  });

  it.each([
    ['staff of the course', () => aCaller({ courseStaff: [courseId] }), null],
    ['staff of another course', () => aCaller({ courseStaff: ['course-v1:Other+1+1'] }), 'forbidden'],
    ['a learner', () => learner(attempt), 'forbidden'],
  ])('and resuming it, by %s', async (_, caller, code) => {
    for (const isPaused of [true, false]) {
      const before = await stores.ports.exams.readConsistent(examId);
      const outcome = setExamPaused(portsAt(10), caller(), examId, isPaused);
      if (code === null) expect(await outcome).toMatchObject({ pausedAt: isPaused ? at(10) : null });
      else await expect(outcome).rejects.toMatchObject({ code });
      if (code !== null) expect(await stores.ports.exams.readConsistent(examId)).toEqual(before);
      await pause(10);
    }
  });

  it('is not for course staff who are in progress at it: their own end would move', async () => {
    const staff = aCaller({ userId: attempt.user.id, courseStaff: [courseId] });
    await expect(pause(10, staff)).rejects.toMatchObject({
      code: 'forbidden',
      message: 'Course staff may not pause an exam that they take. Ask other staff of the course.',
    });
    expect(await stores.ports.exams.readConsistent(examId)).toMatchObject({ pausedAt: null });
    await actOnAttempt(portsAt(11), learner(attempt), attempt.attemptId, 'submit');
    expect(await pause(12, staff)).toMatchObject({ pausedAt: at(12) });
  });

  it('is for global staff also while they take it, and its end for all staff', async () => {
    const user = { userId: attempt.user.id };
    expect(await pause(10, aCaller({ ...user, isStaff: true }))).toMatchObject({ pausedAt: at(10) });
    const staff = aCaller({ ...user, courseStaff: [courseId] });
    expect(await setExamPaused(portsAt(12), staff, examId, false)).toMatchObject({ pausedAt: null });
  });

  it('reads no attempt for course staff without one', async () => {
    const read = () => expect.fail('an attempt was read');
    const ports = { ...portsAt(10), attempts: { ...stores.ports.attempts, read } };
    const staff = aCaller({ userId: newLearnerId(), courseStaff: [courseId] });
    expect(await setExamPaused(ports, staff, examId, true)).toMatchObject({ pausedAt: at(10) });
  });

  it('is busy after many conflicts', async () => {
    const authoring = { ...stores.ports.authoring, replacePauses: async () => false };
    await expect(setExamPaused({ ...portsAt(10), authoring }, STAFF, examId, true)).rejects.toMatchObject({
      code: 'busy',
      message: `Exam ${examId} is being paused and resumed concurrently. Try again.`,
    });
  });

  it('that does not exist is an error', async () => {
    await expect(setExamPaused(stores.ports, STAFF, 1, true)).rejects.toMatchObject({
      code: 'exam_not_found',
      message: 'There is no exam with the id 1.',
    });
  });
});

describe('while an exam is paused', () => {
  it('no attempt is created, started, continued or reset', async () => {
    const created = await storedAttempt({ ports: portsAt(1) }, examId);
    const practice = await storedExam(stores, { courseId, isPracticeExam: true });
    const practised = await storedAttempt({ ports: portsAt(1) }, practice);
    await actOnAttempt(portsAt(2), learner(practised), practised.attemptId, 'submit');
    const practising = await storedAttempt({ ports: portsAt(1) }, practice);
    await pause(10);
    await setExamPaused(portsAt(10), STAFF, practice, true);
    const someone = aCaller({ userId: newLearnerId() });
    const requests = [
      createAttempt(portsAt(11), someone, attemptRequest(examId)),
      storedAttempt({ ports: portsAt(11) }, examId),
      createAttempt(portsAt(11), learner(practised), attemptRequest(practice)),
      createAttempt(portsAt(11), learner(practising), attemptRequest(practice)),
      actOnAttempt(portsAt(11), learner(created), created.attemptId, 'start'),
      resetPracticeAttempt(portsAt(11), learner(practised), practised.attemptId),
    ];
    for (const outcome of await Promise.allSettled(requests)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'exam_paused' } });
    }
    await resume(12);
    expect(await actOnAttempt(portsAt(12), learner(created), created.attemptId, 'start')).toMatchObject({
      status: 'started',
      examPausedSeconds: 120,
    });
  });

  it('nothing is registered with its vendor', async () => {
    const { vendors, requests } = aVendor();
    await pause(10);
    const creation = createAttempt({ ...portsAt(11), vendors }, aCaller(), attemptRequest(examId));
    await expect(creation).rejects.toMatchObject({ code: 'exam_paused' });
    expect(requests).toEqual([]);
  });

  it('no attempt is created that a change of its time has planned again', async () => {
    const someone = aCaller();
    const allowance = { examId, userInfo: someone.userId, key: 'additional_time_granted', value: '10' };
    const { attempts } = stores.ports;
    const create: typeof attempts.create = async (...args) => {
      await setAllowance(portsAt(10), STAFF, allowance);
      await pause(10);
      return attempts.create(...args);
    };
    const ports = { ...portsAt(10), attempts: { ...attempts, create } };
    const creation = createAttempt(ports, someone, attemptRequest(examId, { startClock: true }));
    await expect(creation).rejects.toMatchObject({ code: 'exam_paused' });
    expect(await attempts.readCurrent(examId, someone.userId)).toBeUndefined();
  });

  it.each([
    ['stop', 'ready_to_submit'],
    ['submit', 'submitted'],
    ['decline', 'declined'],
    ['error', 'error'],
  ] as const)('%s works as ever', async (action, status) => {
    await pause(10);
    const after = await actOnAttempt(portsAt(500), learner(attempt), attempt.attemptId, action);
    expect(after).toMatchObject({ status });
    if (action === 'error') expect(after.timeRemainingSeconds).toBe(80 * MINUTE);
  });

  it('verdicts and removals by staff, reviews and the decline of all exams work as ever', async () => {
    const create = () => storedAttempt({ ports: portsAt(1) }, examId);
    const [verified, reviewed, removed, declined] = [await create(), await create(), await create(), await create()];
    const other = await storedExam(stores, { courseId });
    await pause(10);
    await setExamPaused(portsAt(10), STAFF, other, true);
    await actOnAttempt(portsAt(11), learner(attempt), attempt.attemptId, 'error');
    expect(await actOnAttempt(portsAt(12), STAFF, attempt.attemptId, 'mark_ready_to_resume')).toMatchObject({
      readyToResume: true,
    });
    await actOnAttempt(portsAt(11), learner(verified), verified.attemptId, 'submit');
    expect(await actOnAttempt(portsAt(12), STAFF, verified.attemptId, 'verify')).toMatchObject({ status: 'verified' });
    const { attemptCode, externalId } = reviewed;
    await recordAsVendor(portsAt(11), SETTINGS, aDelivery({ attemptCode, recordLocator: externalId }));
    expect(await stores.ports.attempts.read(reviewed.attemptId)).toMatchObject({ status: 'verified' });
    await removeAttempt(portsAt(11), STAFF, removed.attemptId, null);
    expect(await stores.ports.attempts.read(removed.attemptId)).toBeUndefined();
    await actOnAttempt(portsAt(11), learner(declined), declined.attemptId, 'decline');
    expect(await stores.ports.attempts.readCurrent(other, declined.user.id)).toMatchObject({ status: 'declined' });
  });

  it('the schedule closes nothing, and nothing shows an attempt closed; afterwards its end has moved by the pause', async () => {
    await pause(80);
    expect(await sweep(500)).toMatchObject({ closed: 0, failed: 0 });
    await expectShown(500, 'started', 10 * MINUTE);
    await resume(500);
    expect(await sweep(509)).toMatchObject({ closed: 0 });
    await expectShown(509, 'started', MINUTE);
    await expectShown(510, 'submitted', 0);
    expect(await sweep(510)).toMatchObject({ closed: 1 });
    expect(await stored()).toMatchObject({ status: 'submitted', completedAt: at(510) });
  });

  it('an attempt whose end had come before is closed at that end', async () => {
    await pause(95);
    expect(await sweep(500)).toMatchObject({ closed: 1, lagSeconds: 410 * MINUTE });
    expect(await stored()).toMatchObject({ status: 'submitted', completedAt: at(90) });
  });

  /** As each way to read the attempt shows it. */
  async function expectShown(minutes: number, status: string, seconds: number) {
    const ports = { ...portsAt(minutes) };
    const { attemptId, attemptCode, user } = attempt;
    const { contentId } = (await stores.ports.exams.read(examId)) ?? { contentId: '' };
    const isRunning = status === 'started';
    const active = await readActiveAttempt(ports, learner(attempt));
    expect(active?.attempt.attemptId).toBe(isRunning ? attemptId : undefined);
    const access = readExamAccess(ports, learner(attempt), examId);
    await (isRunning ? expect(access).resolves.toMatchObject({ seconds: 60 }) : access.catch(() => {}));
    const shown = [
      (await readAttempt(ports, learner(attempt), attemptId)).attempt,
      (await readCourseView(ports, learner(attempt), { courseId, contentId, userId: user.id })).exam?.attempt,
      (await readLatestAttempt(ports, learner(attempt)))?.attempt,
      (await listAttempts(ports, STAFF, courseId, {})).listed[0]?.attempt,
      (await locateForStaff(ports, STAFF, attemptCode)).attempt,
    ];
    const exam = await stores.ports.exams.read(examId);
    if (!exam) throw new Error('the exam is missing');
    for (const read of shown) {
      expect(read).toMatchObject({ attemptId, status });
      expect(read && secondsRemaining(read, exam, at(minutes))).toBe(seconds);
    }
  }
});

describe('the time of an attempt in an exam that was paused', () => {
  it('grows by a grant, and shrinks by a revocation, as without the pause', async () => {
    await pause(10);
    await resume(15);
    const grant = { examId, userInfo: attempt.user.id, key: 'additional_time_granted', value: '3' };
    await setAllowance(portsAt(92), STAFF, grant);
    // 90 minutes and the pause of 5, and 3 granted: below the due date.
    expect(await stored()).toMatchObject({ status: 'started', allowedTimeSeconds: 93 * MINUTE });
    await removeAllowance(portsAt(93), STAFF, { examId, userId: attempt.user.id, key: grant.key });
    expect(await stored()).toMatchObject({ allowedTimeSeconds: 90 * MINUTE });
  });

  it('left at the submission is that of a resumption after an error verdict, whatever pauses follow', async () => {
    await pause(10);
    await resume(15);
    await actOnAttempt(portsAt(35), learner(attempt), attempt.attemptId, 'submit');
    await pause(40);
    await resume(70);
    const settings = { ...SETTINGS, outcomes: { Clean: 'error' } as const };
    const delivery = aDelivery({ attemptCode: attempt.attemptCode, recordLocator: attempt.externalId });
    await recordAsVendor(portsAt(80), settings, { ...delivery, reviewStatus: 'Clean' });
    expect(await stored()).toMatchObject({ status: 'error', isResumable: true, timeRemainingSeconds: 60 * MINUTE });
  });
});
