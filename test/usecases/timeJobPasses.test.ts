import { beforeEach, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { laterBy } from '../../src/domain/time.ts';
import {
  continuePendingTimeJobs,
  readTimeJob,
  startTimeJob,
  type TimeJobPorts,
} from '../../src/usecases/allowances/timeJobs.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { addCourseStaff } from '../../src/usecases/courseStaff/registerCourseStaff.ts';
import type { AllAttemptsPage } from '../../src/usecases/ports/attemptLists.ts';
import { aCaller, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { type InMemoryStores, inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const at = (seconds: number) => laterBy(NOW, seconds);
const INPUT = { jobId: 'fire-alarm', minutes: 10, reason: 'fire alarm', userIds: null as number[] | null };
const KEY = 'additional_time_granted';

let stores: InMemoryStores;
let courseId: string;
let examId: number;
let now: string;
let ports: TimeJobPorts & InMemoryStores['ports'];
let pages: AllAttemptsPage[];
let pageSize: number;
let failures: { jobId: string; error: unknown }[];

/** Lists in pages of `pageSize`, which are recorded. */
beforeEach(async () => {
  stores = inMemoryStores();
  courseId = newCourseId();
  examId = await storedExam(stores, { courseId });
  now = NOW;
  pages = [];
  pageSize = 500;
  failures = [];
  const lists: TimeJobPorts['lists'] = {
    ...stores.ports.lists,
    allOfCourse(course, page) {
      pages.push(page);
      return stores.ports.lists.allOfCourse(course, { ...page, limit: pageSize });
    },
  };
  ports = { ...stores.ports, lists: { ...stores.ports.lists, ...lists }, clock: () => now };
});

async function running(count: number): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  while (attempts.length < count) {
    const { attemptId, user } = await storedAttempt({ ports: { ...stores.ports, clock: () => NOW } }, examId);
    attempts.push(await actOnAttempt(ports, aCaller({ userId: user.id }), attemptId, 'start'));
  }
  return attempts;
}

const start = (on: TimeJobPorts = ports, input = INPUT, caller = STAFF) => startTimeJob(on, caller, examId, input);
const sweep = (on: TimeJobPorts = ports, seconds = 20) => {
  const onFailure = (failure: { jobId: string; error: unknown }) => failures.push(failure);
  return continuePendingTimeJobs({ ...on, onFailure }, { until: laterBy(now, seconds) });
};
const progress = () => readTimeJob(ports, STAFF, examId, INPUT.jobId);
const withReplace = (replace: TimeJobPorts['allowances']['replace']) => ({
  ...ports,
  allowances: { ...ports.allowances, replace },
});
/** Grants of the learner fail with the error. */
const failingFor = (userId: number, error: unknown) =>
  withReplace((before, after, ...rest) =>
    after.user.id === userId ? Promise.reject(error) : stores.ports.allowances.replace(before, after, ...rest),
  );

describe('a pass over those in progress', () => {
  it('reads the attempts page by page, and the allowances of those in progress only', async () => {
    const attempts = await running(4);
    const [submitted] = await running(1);
    const userId = submitted?.user.id ?? 0;
    await actOnAttempt(ports, aCaller({ userId }), submitted?.attemptId ?? 0, 'submit');
    pageSize = 2;
    const read: number[] = [];
    const allowances: TimeJobPorts['allowances'] = {
      ...ports.allowances,
      read(exam, user, key) {
        read.push(user);
        return stores.ports.allowances.read(exam, user, key);
      },
    };
    expect(await start({ ...ports, allowances })).toMatchObject({ granted: 4, job: { passes: 1, cursor: null } });
    expect(pages).toEqual([
      { examId, limit: 500 },
      { examId, limit: 500, cursor: expect.any(String) },
      { examId, limit: 500, cursor: expect.any(String) },
    ]);
    expect(new Set(pages.map(({ cursor }) => cursor)).size).toBe(3);
    expect(read.sort()).toEqual(attempts.map(({ user }) => user.id).sort());
  });

  it('includes attempts that began at the time of the request, with its author and reason', async () => {
    const [attempt] = await running(1);
    expect(await start()).toMatchObject({ granted: 1 });
    expect(await stores.ports.attempts.read(attempt?.attemptId ?? 0)).toMatchObject({
      lastChange: { by: { role: 'staff', userId: STAFF.userId }, reason: 'fire alarm' },
    });
  });

  it('is followed by a second one after 30 seconds', async () => {
    await running(1);
    await start();
    now = at(29.999);
    await sweep();
    expect((await progress()).job.passes).toBe(1);
    now = at(30);
    await sweep();
    expect((await progress()).job.passes).toBe(2);
    expect(pages).toHaveLength(2);
    await sweep();
    expect(pages).toHaveLength(2);
  });

  it('stops where another process has gone on', async () => {
    await running(4);
    pageSize = 2;
    const timeJobs = { ...ports.timeJobs, recordProgress: async () => false };
    await start({ ...ports, timeJobs });
    expect(pages).toHaveLength(1);
  });

  it('of an exam that was removed ends', async () => {
    await running(1);
    await start({ ...ports, lists: { ...ports.lists, allOfCourse: () => Promise.reject(new Error('throttled')) } });
    expect((await progress()).job.passes).toBe(0);
    stores.database.exams.delete(examId);
    await sweep();
    now = at(30);
    await sweep();
    expect(await ports.timeJobs.read(examId, INPUT.jobId)).toMatchObject({ passes: 2, cursor: null });
    expect([await ports.timeJobs.pending(), failures]).toEqual([[], []]);
  });
});

describe('a pass that runs out of time', () => {
  it('is continued at its page by the sweep, whose grants are no second ones', async () => {
    const attempts = await running(25);
    const slow = withReplace((...args) => {
      now = at(10);
      return stores.ports.allowances.replace(...args);
    });
    expect(await start(slow)).toMatchObject({ granted: 20, job: { passes: 0, cursor: null } });
    await sweep();
    expect(await progress()).toMatchObject({ granted: 25, job: { passes: 1 } });
    for (const { user } of attempts) {
      expect(await stores.ports.allowances.read(examId, user.id, KEY)).toMatchObject({ value: '10' });
    }
  });

  it('begins no further page', async () => {
    await running(4);
    pageSize = 2;
    const slow = withReplace((...args) => {
      now = at(10);
      return stores.ports.allowances.replace(...args);
    });
    const { granted, job } = await start(slow);
    expect([granted, job.passes, job.cursor]).toEqual([2, 0, expect.any(String)]);
    await sweep();
    expect(pages.map(({ cursor }) => cursor)).toEqual([undefined, job.cursor]);
    expect(await progress()).toMatchObject({ granted: 4, job: { passes: 1 } });
  });

  it('is not begun by a sweep without time', async () => {
    await running(1);
    await start({ ...ports, lists: { ...ports.lists, allOfCourse: () => Promise.reject(new Error('throttled')) } });
    const read = () => expect.fail('a job was read');
    await sweep({ ...ports, timeJobs: { ...ports.timeJobs, read } }, 0);
    expect(failures).toEqual([]);
  });
});

describe('a grant that fails', () => {
  const busy = new DomainError('busy', 'of the test');

  it('keeps nobody else from the minutes, and is repeated by the second pass until it succeeds', async () => {
    const [first, second] = await running(2);
    const failing = failingFor(first?.user.id ?? 0, busy);
    expect(await start(failing)).toMatchObject({ granted: 1, job: { passes: 1 } });
    now = at(30);
    await sweep(failing);
    expect(failures).toEqual([{ jobId: INPUT.jobId, error: busy }]);
    expect(await progress()).toMatchObject({ granted: 1, job: { passes: 1 } });
    await sweep();
    expect(await progress()).toMatchObject({ granted: 2, job: { passes: 2 } });
    for (const attempt of [first, second]) {
      expect(await stores.ports.allowances.read(examId, attempt?.user.id ?? 0, KEY)).toMatchObject({ value: '10' });
    }
  });

  it('of a named learner is repeated by a second pass as well', async () => {
    const attempts = await running(2);
    const userIds = attempts.map(({ user }) => user.id);
    const input = { ...INPUT, userIds };
    expect(await start(failingFor(userIds[0] ?? 0, busy), input)).toMatchObject({ granted: 1, job: { passes: 1 } });
    now = at(30);
    await sweep();
    expect(await progress()).toMatchObject({ granted: 2, job: { passes: 2 } });
    expect(pages).toEqual([]);
  });

  it.each<[string, unknown, boolean]>([
    ['because the learner is erased', new DomainError('learner_not_known', 'of the test'), false],
    ['by another expected error', busy, true],
    ['by an unexpected error', Object.assign(new Error('of the test'), { code: 'learner_not_known' }), true],
  ])('%s is reported: %s', async (_case, error, isReported) => {
    const [attempt] = await running(1);
    const failing = failingFor(attempt?.user.id ?? 0, error);
    await start(failing);
    now = at(30);
    await sweep(failing);
    expect(failures).toEqual(isReported ? [{ jobId: INPUT.jobId, error }] : []);
    expect((await progress()).job.passes).toBe(isReported ? 1 : 2);
  });

  it('leaves the other jobs, and none that ended meanwhile is one', async () => {
    const [attempt] = await running(1);
    await start(failingFor(attempt?.user.id ?? 0, busy));
    await start(failingFor(attempt?.user.id ?? 0, busy), { ...INPUT, jobId: 'second' });
    now = at(30);
    const { timeJobs } = ports;
    const pending = async () => [{ examId, jobId: 'gone' }, ...(await timeJobs.pending())];
    const read: typeof timeJobs.read = (exam, jobId) =>
      jobId === INPUT.jobId ? Promise.reject(busy) : timeJobs.read(exam, jobId);
    await sweep({ ...ports, timeJobs: { ...timeJobs, pending, read } });
    expect(failures).toEqual([{ jobId: INPUT.jobId, error: busy }]);
    expect((await readTimeJob(ports, STAFF, examId, 'second')).job.passes).toBe(2);
  });
});

describe('a request for minutes', () => {
  it('is for staff of the course, those of the table included, at an active exam', async () => {
    await addCourseStaff(ports, STAFF, [{ courseId, userId: 905 }]);
    expect(await start(ports, INPUT, aCaller({ userId: 905 }))).toMatchObject({ job: { by: { userId: 905 } } });
    const others = aCaller({ userId: 906, courseStaff: [newCourseId()] });
    await expect(start(ports, INPUT, others)).rejects.toMatchObject({ code: 'forbidden' });
    const inactive = await storedExam(stores, { courseId, isActive: false });
    await expect(startTimeJob(ports, STAFF, inactive, INPUT)).rejects.toMatchObject({ code: 'exam_not_active' });
  });

  it('names the job that it contradicts, or that does not exist', async () => {
    await start();
    await expect(start(ports, { ...INPUT, reason: 'another' })).rejects.toMatchObject({
      code: 'idempotency_key_reused',
      message: `The job fire-alarm of exam ${examId} has other minutes, another reason or other learners.`,
    });
    await expect(readTimeJob(ports, STAFF, examId, 'none')).rejects.toMatchObject({
      code: 'time_job_not_found',
      message: `Exam ${examId} has no job with the id none.`,
    });
  });
});
