import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import { removeAttempt } from '../../../src/usecases/attempts/removeAttempt.ts';
import { listOnboarding } from '../../../src/usecases/onboarding/listOnboarding.ts';
import { eraseLearner } from '../../../src/usecases/privacy/eraseLearner.ts';
import { anAttempt, newLearnerId, STAFF } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';
import { onboardingScenarios } from '../../support/scenarios/onboarding.ts';

describe.each(IMPLEMENTATIONS)('onboarding attempts $name', ({ open }) => {
  let implementation: Implementation;
  beforeAll(async () => {
    implementation = await open();
  });
  const { ports, newCourse, newLearner, attempt, enrol } = onboardingScenarios(() => implementation);
  const idsOf = (attempts: readonly Attempt[]) => attempts.map(({ attemptId }) => attemptId).sort();

  it('are the current ones of these learners at these exams', async () => {
    const [{ examId }, { examId: other }] = [await newCourse(), await newCourse()];
    const [first, second] = [await newLearner(), await newLearner()];
    await attempt(examId, first, 'submit');
    const current = await attempt(examId, first);
    const removed = await attempt(examId, second);
    await removeAttempt(ports(), STAFF, removed.attemptId, null);
    await attempt(other, second);
    const found = await ports().onboardingAttempts.currentOf([first.id, second.id, newLearnerId()], [examId, 1]);
    expect(found).toEqual([current]);
    expect(await ports().onboardingAttempts.currentOf([], [examId])).toEqual([]);
    expect(await ports().onboardingAttempts.currentOf([first.id], [])).toEqual([]);
  });

  it('are all live ones of these learners in all courses that were created so', async () => {
    const [{ examId }, { examId: other }] = [await newCourse(), await newCourse()];
    const [first, second] = [await newLearner(), await newLearner()];
    const superseded = await attempt(examId, first, 'submit');
    const current = await attempt(examId, first);
    const elsewhere = await attempt(other, second);
    await attempt(other, await newLearner());
    const removed = await attempt(other, first);
    await removeAttempt(ports(), STAFF, removed.attemptId, null);
    const all = (matches: (created: Attempt) => boolean) =>
      ports().onboardingAttempts.allOf([first.id, second.id], matches);
    expect(idsOf(await all(() => true))).toEqual(idsOf([superseded, current, elsewhere]));
    expect(await all(created => created.examId === other && created.createdPractice === true)).toEqual([elsewhere]);
    expect(await all(() => false)).toEqual([]);
  });

  it('name the learners of a course by their newest attempts, without erased ones', async () => {
    const { courseId, examId } = await newCourse();
    const [first, erased] = [await newLearner(), await newLearner()];
    await attempt(examId, first, 'submit');
    await attempt(examId, first);
    await attempt(examId, erased);
    const another = anAttempt({ courseId, examId, user: { id: 1, username: 'one', email: '' } });
    await implementation.putManually(another);
    await eraseLearner(ports(), STAFF, erased.id);
    const { rows } = await listOnboarding(ports(), STAFF, courseId, { page: 1 });
    expect(rows.map(row => [row.userId, row.username])).toEqual([
      [1, 'one'],
      [first.id, first.username],
    ]);
  });

  it('are listed with the present names of those enrolled', async () => {
    const { courseId, examId } = await newCourse();
    const [first, second] = [await newLearner(), await newLearner()];
    await attempt(examId, second, 'submit', 'verify');
    await enrol(courseId, first.id, second.id);
    const renamed = { ...first, username: `renamed${first.id}` };
    await ports().learners.register([renamed]);
    const { rows } = await listOnboarding(ports(), STAFF, courseId, { page: 1 });
    const statuses = new Map(rows.map(({ username, status }) => [username, status]));
    expect(statuses).toEqual(
      new Map(
        rows.map(({ userId }) =>
          userId === first.id ? [renamed.username, 'not_started'] : [second.username, 'verified'],
        ),
      ),
    );
    expect(statuses.size).toBe(2);
    expect(await ports().learnerNames.idOf(renamed.username)).toBe(first.id);
    expect(await ports().learnerNames.idOf(first.username)).toBeUndefined();
  });
});
