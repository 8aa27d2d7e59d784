import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { Exam } from '../../src/domain/exams/exam.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { createExam } from '../../src/usecases/exams/createExam.ts';
import { aCaller, anExam, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { allAttempts } from '../support/scenarios.ts';

let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

const someLearner = (): Caller => aCaller({ userId: Math.floor(Math.random() * 2 ** 40) + 1 });
const newCourse = () => `course-v1:X+${randomUUID()}+1`;
const exam = (courseId: string, given: Partial<Exam> = {}) =>
  createExam(stores.ports, STAFF, anExam({ courseId, contentId: randomUUID(), ...given }));
const create = (learner: Caller, examId: number, attemptProctored = true) =>
  createAttempt(stores.ports, learner, { examId, startClock: false, attemptProctored });
const act = (learner: Caller, attempt: Attempt, action: 'decline' | 'submit' | 'start') =>
  actOnAttempt(stores.ports, learner, attempt.attemptId, action);

describe('declining', () => {
  it('at the same moment as creating: the learner ends with one attempt at the other exam, and it is declined', async () => {
    for (let round = 0; round < 15; round++) {
      const [course, learner] = [newCourse(), someLearner()];
      const [first = 0, second = 0] = await Promise.all([exam(course), exam(course)]);
      const attempt = await create(learner, first);
      const [, created] = await Promise.allSettled([act(learner, attempt, 'decline'), create(learner, second)]);
      const all = await allAttempts(stores, second, learner.userId);
      expect(all.map(one => one.status)).toEqual(['declined']);
      if (created.status === 'rejected') expect(created.reason).toMatchObject({ code: 'attempt_already_exists' });
    }
  });

  it('an attempt removed meanwhile is left removed', async () => {
    const [course, learner] = [newCourse(), someLearner()];
    const [first = 0, second = 0] = await Promise.all([exam(course), exam(course)]);
    const attempt = await create(learner, first);
    const other = await create(learner, second);
    await Promise.all([act(learner, attempt, 'decline'), removeAttempt(stores.ports, STAFF, other.attemptId, null)]);
    expect(await stores.ports.attempts.read(other.attemptId)).toBeUndefined();
  });
});
