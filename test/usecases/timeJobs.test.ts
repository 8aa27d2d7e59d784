import { beforeEach, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../src/domain/time.ts';
import { removeAllowance, setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import {
  continuePendingTimeJobs,
  readTimeJob,
  startTimeJob,
  type TimeJobPorts,
} from '../../src/usecases/allowances/timeJobs.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { setExamPaused } from '../../src/usecases/exams/pauseExam.ts';
import { eraseLearner } from '../../src/usecases/privacy/eraseLearner.ts';
import { aCaller, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { type InMemoryStores, inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { until } from '../support/until.ts';

const MINUTE = 60;
const at = (minutes: number) => laterBy(NOW, minutes * MINUTE);
const KEY = 'additional_time_granted';
const INPUT = {
  ...{ jobId: 'fire-alarm', minutes: 10, reason: 'fire alarm' },
  userIds: null as number[] | null,
  inProgressOnly: true,
};

let stores: InMemoryStores;
let courseId: string;
let examId: number;
let now: string;

/** An exam of 90 minutes that is due at minute 120. */
beforeEach(async () => {
  stores = inMemoryStores();
  courseId = newCourseId();
  examId = await storedExam(stores, { courseId, dueDate: at(120) });
  now = at(0);
});

const ports = (): TimeJobPorts & InMemoryStores['ports'] => ({ ...stores.ports, clock: () => now });
async function running(): Promise<Attempt> {
  const created = await storedAttempt({ ports: { ...stores.ports, clock: () => at(-1) } }, examId);
  return actOnAttempt(ports(), aCaller({ userId: created.user.id }), created.attemptId, 'start');
}
const minutesOf = async ({ attemptId }: Attempt) =>
  ((await stores.ports.attempts.read(attemptId))?.allowedTimeSeconds ?? 0) / MINUTE;
const start = (on: TimeJobPorts = ports(), input = INPUT, caller = STAFF) => startTimeJob(on, caller, examId, input);
const sweep = (on: TimeJobPorts = ports()) => {
  const onFailure = ({ error }: { error: unknown }) => {
    throw error;
  };
  return continuePendingTimeJobs({ ...on, onFailure }, { until: laterBy(now, 20) });
};

describe('minutes for everybody in progress', () => {
  it('are granted to each learner in progress, up to the due date, and to nobody else', async () => {
    const attempts = [await running(), await running()];
    const submitted = await running();
    await actOnAttempt(ports(), aCaller({ userId: submitted.user.id }), submitted.attemptId, 'submit');
    const waiting = await storedAttempt({ ports: ports() }, examId);
    now = at(1);
    expect(await start()).toMatchObject({ granted: 2, job: { passes: 1, createdAt: at(1) } });
    expect(await start(ports(), { ...INPUT, jobId: 'again', minutes: 30 })).toMatchObject({ granted: 2 });
    for (const attempt of attempts) expect(await minutesOf(attempt)).toBe(120);
    expect(await minutesOf(submitted)).toBe(90);
    expect(await stores.ports.allowances.ofLearnerAtExam(examId, waiting.user.id)).toEqual([]);
  });

  it('are granted once, whatever is repeated: the request, passes, and after a removal of the allowance', async () => {
    const attempt = await running();
    await setAllowance(ports(), STAFF, { examId, userInfo: attempt.user.id, key: KEY, value: '5' });
    now = at(1);
    await start();
    expect(await minutesOf(attempt)).toBe(105);
    expect(await start()).toMatchObject({ granted: 1 });
    await removeAllowance(ports(), STAFF, { examId, userId: attempt.user.id, key: KEY });
    now = at(2);
    await Promise.all([sweep(), sweep(), start()]);
    await sweep();
    expect(await minutesOf(attempt)).toBe(90);
    expect(await readTimeJob(ports(), STAFF, examId, INPUT.jobId)).toMatchObject({ granted: 1, job: { passes: 2 } });
    expect(await stores.ports.timeJobs.pending()).toEqual([]);
  });

  it('are granted to the named learners in progress only, by one pass, and are an error for others with the same key', async () => {
    const [attempt, other] = [await running(), await running()];
    const waiting = await storedAttempt({ ports: ports() }, examId);
    now = at(1);
    const named = { ...INPUT, userIds: [waiting.user.id, attempt.user.id, attempt.user.id, 404] };
    expect(await start(ports(), named)).toMatchObject({ granted: 1, job: { passes: 2 } });
    expect(await start(ports(), { ...named, userIds: named.userIds.toReversed() })).toMatchObject({ granted: 1 });
    expect([await minutesOf(attempt), await minutesOf(other)]).toEqual([100, 90]);
    for (const userIds of [null, [other.user.id]]) {
      await expect(start(ports(), { ...named, userIds })).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    }
    expect(await stores.ports.allowances.changesOf(examId, attempt.user.id, { limit: 9 })).toMatchObject({
      changes: [{ key: KEY, value: '10', at: at(1), reason: 'fire alarm' }],
    });
  });

  it('of a job whose reason was erased are granted once by a repeated request', async () => {
    const attempt = await running();
    now = at(1);
    const named = { ...INPUT, userIds: [attempt.user.id] };
    await start(ports(), named);
    await eraseLearner(ports(), STAFF, attempt.user.id);
    expect(await start(ports(), named)).toMatchObject({ granted: 1, job: { reason: null } });
    await expect(start(ports(), { ...named, minutes: 11 })).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    expect(await minutesOf(attempt)).toBe(100);
  });

  it('are added to what each named learner has, whatever the status of their attempt, once and without their own', async () => {
    const own = await running();
    const colleague = aCaller({ userId: own.user.id, courseStaff: [courseId] });
    const [attempt, submitted] = [await running(), await running()];
    await actOnAttempt(ports(), aCaller({ userId: submitted.user.id }), submitted.attemptId, 'submit');
    const waiting = await storedAttempt({ ports: ports() }, examId);
    const withoutAttempt = aCaller();
    await stores.ports.learners.register([{ id: withoutAttempt.userId, username: 'none', email: '', name: '' }]);
    for (const { user } of [attempt, waiting]) {
      await setAllowance(ports(), STAFF, { examId, userInfo: user.id, key: KEY, value: '20' });
    }
    now = at(1);
    const learners = [attempt, submitted, waiting].map(({ user }) => user.id).concat(withoutAttempt.userId);
    const named = { ...INPUT, inProgressOnly: false, userIds: [...learners, own.user.id, 404] };
    for (const _ of ['first', 'again']) {
      const { job, granted, grantedUserIds } = await start(ports(), named, colleague);
      expect([granted, grantedUserIds?.toSorted(), job]).toMatchObject([
        4,
        learners.toSorted(),
        { passes: 2, excludedUserId: own.user.id },
      ]);
    }
    const minutes = async (userId: number) => (await stores.ports.allowances.read(examId, userId, KEY))?.value;
    expect(await Promise.all([...learners, own.user.id].map(minutes))).toEqual(['30', '10', '30', '10', undefined]);
    expect([await minutesOf(attempt), await minutesOf(submitted)]).toEqual([120, 90]);
    const before = await stores.ports.attempts.read(waiting.attemptId);
    expect(before).toMatchObject({ allowedTimeSeconds: null, version: waiting.version + 2 });
    const other = { ...named, inProgressOnly: true };
    await expect(start(ports(), other, colleague)).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('have to name the learners if their attempts may have any status', async () => {
    const unnamed = { ...INPUT, inProgressOnly: false };
    await expect(start(ports(), unnamed)).rejects.toMatchObject({
      code: 'invalid_request',
      inputErrors: [{ pointer: '/user_ids' }],
    });
    expect(await stores.ports.timeJobs.pending()).toEqual([]);
  });

  it('reach a learner whose exam is paused while the page is read, after their stored end', async () => {
    const attempt = await running();
    now = at(89);
    const find: TimeJobPorts['learners']['find'] = async id => {
      await setExamPaused(ports(), STAFF, examId, true);
      now = at(91);
      return stores.ports.learners.find(id);
    };
    await start({ ...ports(), learners: { find } });
    expect(await minutesOf(attempt)).toBe(100);
  });

  it('are not granted to attempts that began after the request', async () => {
    await start();
    now = at(1);
    const late = await running();
    await sweep();
    expect(await minutesOf(late)).toBe(90);
  });

  it.each([1, 2, 3])('after a crash at grant %i the sweep grants the rest, each once', async crashAt => {
    const attempts = [await running(), await running(), await running()];
    now = at(1);
    let grants = 0;
    const replace: TimeJobPorts['allowances']['replace'] = (...args) => {
      if (++grants >= crashAt) return new Promise(() => {});
      return stores.ports.allowances.replace(...args);
    };
    const crashing = { ...ports(), allowances: { ...stores.ports.allowances, replace } };
    void start(crashing);
    await until(
      () => grants,
      count => count >= Math.min(3, crashAt),
    );
    await sweep();
    now = at(2);
    await sweep();
    for (const attempt of attempts) expect(await minutesOf(attempt)).toBe(100);
  });

  it('leave out the caller’s own attempt, unless they are global staff', async () => {
    const own = await running();
    const colleague = aCaller({ userId: own.user.id, courseStaff: [courseId] });
    now = at(1);
    expect(await start(ports(), INPUT, colleague)).toMatchObject({ granted: 0 });
    const globalStaff = aCaller({ userId: own.user.id, isStaff: true });
    expect(await start(ports(), { ...INPUT, jobId: 'by-support' }, globalStaff)).toMatchObject({ granted: 1 });
  });

  it('are an error for another request with the same key', async () => {
    await start();
    await expect(start(ports(), { ...INPUT, minutes: 11 })).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    await expect(readTimeJob(ports(), STAFF, examId, 'other')).rejects.toMatchObject({ code: 'time_job_not_found' });
    await expect(start(ports(), INPUT, aCaller())).rejects.toMatchObject({ code: 'forbidden' });
  });
});
