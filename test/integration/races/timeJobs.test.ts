import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import { laterBy } from '../../../src/domain/time.ts';
import { removeAllowance } from '../../../src/usecases/allowances/setAllowance.ts';
import {
  continuePendingTimeJobs,
  readTimeJob,
  startTimeJob,
  type TimeJobPorts,
} from '../../../src/usecases/allowances/timeJobs.ts';
import { actOnAttempt } from '../../../src/usecases/attempts/actOnAttempt.ts';
import { setExamPaused } from '../../../src/usecases/exams/pauseExam.ts';
import { aCaller, STAFF } from '../../support/builders.ts';
import { type FreshStores, freshStores } from '../../support/freshStores.ts';
import { IS_LONG, runs } from '../../support/runs.ts';
import { storedAttempt, storedExam } from '../../support/scenarios/stored.ts';
import { until } from '../../support/until.ts';

const KEY = 'additional_time_granted';
const LEARNERS = runs(3, 24);
const INPUT = { minutes: 10, reason: 'fire alarm' };

/** Minutes for everybody in progress, on the tables of DynamoDB Local: each learner once, whatever happens. */
let stores: FreshStores;
beforeAll(async () => {
  stores = await freshStores();
});

const STARTED = '2026-11-28T10:00:00.000Z';
const portsAt = (minutes: number) => ({ ...stores.ports, clock: () => laterBy(STARTED, minutes * 60) });

/** An exam with learners in progress, which the index has. */
async function scene() {
  const examId = await storedExam(stores);
  const exam = await stores.ports.exams.readConsistent(examId);
  const attempts = await Promise.all(
    Array.from({ length: LEARNERS }, async () => {
      const created = await storedAttempt({ ports: portsAt(-1) }, examId);
      return actOnAttempt(portsAt(0), aCaller({ userId: created.user.id }), created.attemptId, 'start');
    }),
  );
  const listed = async () => {
    const { entries } = await stores.ports.lists.allOfCourse(exam?.courseId ?? '', { examId, limit: 100 });
    return entries.length;
  };
  await until(listed, count => count === LEARNERS);
  return { examId, attempts };
}

const sweepAt = (minutes: number, ports: Partial<TimeJobPorts> = {}) =>
  continuePendingTimeJobs(
    { ...portsAt(minutes), ...ports, onFailure: () => {} },
    { until: laterBy(STARTED, minutes * 60 + 20) },
  );

/** The minutes that each learner has: the allowance, and the time of the attempt. */
const minutesOf = (examId: number, attempts: readonly Attempt[]) =>
  Promise.all(
    attempts.map(async ({ attemptId, user }) => {
      const [attempt, allowance] = await Promise.all([
        stores.ports.attempts.read(attemptId),
        stores.ports.allowances.read(examId, user.id, KEY),
      ]);
      return [(attempt?.allowedTimeSeconds ?? 0) / 60, Number(allowance?.value ?? 0)];
    }),
  );
const all = (minutes: number, granted: number) => Array.from({ length: LEARNERS }, () => [minutes, granted]);

describe('minutes for everybody in progress', () => {
  it('are granted once by repeated requests and sweeps at the same time', async () => {
    const { examId, attempts } = await scene();
    const start = () => startTimeJob(portsAt(1), STAFF, examId, { ...INPUT, jobId: 'k', userIds: null });
    await Promise.all([start(), start(), start(), sweepAt(1), sweepAt(1)]);
    await Promise.all([start(), sweepAt(2), sweepAt(2), sweepAt(2)]);
    await sweepAt(3);
    expect(await minutesOf(examId, attempts)).toEqual(all(100, 10));
    expect(await readTimeJob(portsAt(3), STAFF, examId, 'k')).toMatchObject({ granted: LEARNERS, job: { passes: 2 } });
  });

  it('of two jobs at the same time are both granted', async () => {
    const { examId, attempts } = await scene();
    const start = (jobId: string) => startTimeJob(portsAt(1), STAFF, examId, { ...INPUT, jobId, userIds: null });
    await Promise.all(['a', 'b', 'a', 'b'].map(start));
    await Promise.all([sweepAt(2), sweepAt(2)]);
    await sweepAt(3);
    expect(await minutesOf(examId, attempts)).toEqual(all(110, 20));
  });

  it.each(IS_LONG ? [1, LEARNERS / 2, LEARNERS] : [2])(
    'reach all, once, after a process is killed before grant %i',
    async killedAt => {
      const { examId, attempts } = await scene();
      let grants = 0;
      const replace: TimeJobPorts['allowances']['replace'] = (...args) =>
        ++grants >= killedAt ? new Promise(() => {}) : stores.ports.allowances.replace(...args);
      const killed = { ...portsAt(1), allowances: { ...stores.ports.allowances, replace } };
      void startTimeJob(killed, STAFF, examId, { ...INPUT, jobId: 'k', userIds: null });
      await until(
        () => grants,
        count => count >= Math.min(killedAt, LEARNERS),
      );
      await sweepAt(1);
      await sweepAt(2);
      await sweepAt(3);
      expect(await minutesOf(examId, attempts)).toEqual(all(100, 10));
    },
  );

  it('are granted once though answers of DynamoDB are lost after the write', async () => {
    const { examId, attempts } = await scene();
    const lost = new Set<number>();
    const replace: TimeJobPorts['allowances']['replace'] = async (...args) => {
      const isStored = await stores.ports.allowances.replace(...args);
      const { id } = args[1].user;
      if (lost.has(id)) return isStored;
      lost.add(id);
      throw new Error('the answer is lost');
    };
    const lossy = { allowances: { ...stores.ports.allowances, replace } };
    await startTimeJob({ ...portsAt(1), ...lossy }, STAFF, examId, { ...INPUT, jobId: 'k', userIds: null });
    await sweepAt(2, lossy);
    await sweepAt(3, lossy);
    expect(lost.size).toBe(LEARNERS);
    expect(await minutesOf(examId, attempts)).toEqual(all(100, 10));
  });

  it('while learners submit, an allowance is removed and the exam is paused and resumed: none twice, ends stay consistent', async () => {
    const { examId, attempts } = await scene();
    const [submitting, removed] = [attempts[0], attempts[1]];
    if (!submitting || !removed) throw new Error('too few');
    await Promise.all([
      startTimeJob(portsAt(1), STAFF, examId, { ...INPUT, jobId: 'k', userIds: null }),
      actOnAttempt(portsAt(1), aCaller({ userId: submitting.user.id }), submitting.attemptId, 'submit'),
      setExamPaused(portsAt(1), STAFF, examId, true),
      removeAllowance(portsAt(1), STAFF, { examId, userId: removed.user.id, key: KEY }),
      setExamPaused(portsAt(1), STAFF, examId, true),
    ]);
    await Promise.all([setExamPaused(portsAt(6), STAFF, examId, false), sweepAt(6), sweepAt(6)]);
    await sweepAt(7);
    const [ofSubmitting, ofRemoved, ...others] = await minutesOf(examId, attempts);
    expect([
      [90, 0],
      [100, 10],
    ]).toContainEqual(ofSubmitting);
    // Removed before or after the grant: nothing grants it again.
    expect([
      [90, 0],
      [100, 10],
    ]).toContainEqual(ofRemoved);
    expect(others).toEqual(all(100, 10).slice(2));
    expect(await stores.ports.exams.readConsistent(examId)).toMatchObject({ pausedAt: null, pausedSeconds: 300 });
  });
});
