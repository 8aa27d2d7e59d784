import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import { ADDITIONAL_TIME } from '../../src/domain/allowances/allowance.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { Action } from '../../src/domain/attempts/transitions.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { resetAttempt } from '../../src/usecases/attempts/resetAttempt.ts';
import { resetAttempts } from '../../src/usecases/attempts/resetAttempts.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { aCaller, aDelivery, anExam, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { allAttempts, SETTINGS } from '../support/scenarios.ts';
import { takeReview } from '../support/takeReview.ts';

let stores: FreshStores;
let examId: number;
let practiceId: number;

beforeAll(async () => {
  stores = await freshStores();
  [examId, practiceId] = await Promise.all([newExam(), newExam({ isPracticeExam: true })]);
});

const newExam = (given: Partial<Exam> = {}) =>
  createExam(stores.ports, STAFF, anExam({ contentId: randomUUID(), ...given }));
const someLearner = (): Caller => aCaller({ userId: Math.floor(Math.random() * 2 ** 40) + 1 });
const create = (learner: Caller, exam = examId, startClock = false) =>
  createAttempt(stores.ports, learner, { examId: exam, startClock, attemptProctored: true });
const act = (who: Caller, attempt: Attempt, action: Exclude<Action, 'reset_attempt'>, at?: string) =>
  actOnAttempt({ ...stores.ports, ...(at && { clock: () => at }) }, who, attempt.attemptId, action);
const all = (learner: Caller, exam = examId) => allAttempts(stores, exam, learner.userId);
const read = (attempt: Attempt) => stores.ports.attempts.read(attempt.attemptId);
const later = (from: string, seconds: number) => new Date(Date.parse(from) + seconds * 1000).toISOString();

/** An attempt that broke off with so many seconds left, ready to be resumed. */
async function brokenOff(learner: Caller, secondsLeft: number): Promise<Attempt> {
  const attempt = await create(learner, examId, true);
  await act(learner, attempt, 'error', later(attempt.startedAt ?? '', 5400 - secondsLeft));
  return act(STAFF, attempt, 'mark_ready_to_resume');
}

describe('resuming after an error', () => {
  it('twice at the same moment: one new attempt', async () => {
    const learner = someLearner();
    await brokenOff(learner, 600);
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => create(learner)));
    const refused = outcomes.filter(one => one.status === 'rejected').map(one => one.reason.code);
    expect(refused).toEqual(Array(9).fill('attempt_already_exists'));
    expect(await all(learner)).toHaveLength(2);
  });

  const grant = (learner: Caller, value: string) =>
    setAllowance(stores.ports, STAFF, { examId, userInfo: String(learner.userId), key: ADDITIONAL_TIME, value });
  it.each([false, true])(
    'with time granted at the moment of its creation has it; started at once: %s',
    async atOnce => {
      for (let round = 0; round < 5; round++) {
        const learner = someLearner();
        await brokenOff(learner, 300);
        const [fresh] = await Promise.all([create(learner, examId, atOnce), grant(learner, '30')]);
        if (!atOnce) await act(learner, fresh, 'start');
        expect(await read(fresh)).toMatchObject({ status: 'started', allowedTimeSeconds: 2100 });
      }
    },
  );
});

describe('resetting a practice exam', () => {
  const reset = (learner: Caller, attempt: Attempt) => resetAttempt(stores.ports, learner, attempt.attemptId);

  it('ten times at the same moment: one new attempt', async () => {
    const learner = someLearner();
    const old = await create(learner, practiceId);
    await act(learner, old, 'submit');
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => reset(learner, old)));
    expect(outcomes.filter(one => one.status === 'fulfilled')).toHaveLength(1);
    expect(await all(learner, practiceId)).toHaveLength(1);
  });

  it('at the same moment as a review: both or one of them, never half', async () => {
    for (let round = 0; round < 15; round++) {
      const learner = someLearner();
      const onBehalf = {
        user: { id: learner.userId, username: 'x', email: '' },
        externalId: randomUUID(),
      };
      const request = { examId: practiceId, startClock: false, attemptProctored: true, onBehalf };
      const old = await createAttempt(stores.ports, STAFF, request);
      await act(learner, old, 'submit');
      const delivery = aDelivery({ attemptCode: old.attemptCode, recordLocator: onBehalf.externalId });
      const [again, review] = await Promise.allSettled([
        reset(learner, old),
        takeReview(stores.ports, SETTINGS, delivery),
      ]);
      expect(review.status).toBe('fulfilled');
      const left = await all(learner, practiceId);
      // Verified first, it cannot be reset any more; reset first, the review is for an archived attempt.
      if (again.status === 'fulfilled') expect(left).toEqual([again.value]);
      else expect(left.map(one => one.status)).toEqual(['verified']);
    }
  });
});

describe('resetting all attempts of a learner', () => {
  const resetAll = (learner: Caller) =>
    resetAttempts(stores.ports, STAFF, { examId: practiceId, userId: learner.userId });

  it('at the same moment as a review: the review is stored, the attempt is gone', async () => {
    for (let round = 0; round < 10; round++) {
      const learner = someLearner();
      const onBehalf = { user: { id: learner.userId, username: 'x', email: '' }, externalId: randomUUID() };
      const request = { examId: practiceId, startClock: false, attemptProctored: true, onBehalf };
      const attempt = await createAttempt(stores.ports, STAFF, request);
      const delivery = aDelivery({ attemptCode: attempt.attemptCode, recordLocator: onBehalf.externalId });
      await Promise.all([resetAll(learner), takeReview(stores.ports, SETTINGS, delivery)]);
      expect(await all(learner, practiceId)).toEqual([]);
      expect(await stores.ports.reviewArchive.readVersions(attempt.attemptCode)).toHaveLength(1);
    }
  });
});
