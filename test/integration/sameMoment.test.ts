import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/domain/attempts/transitions.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { aCaller, STAFF } from '../support/builders.ts';
import { freshStores } from '../support/freshStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios.ts';

type Acting = Exclude<Action, 'reset_attempt'>;

/** Two at the same moment: one wins, the other is judged on what that made of the attempt. */
describe('at the same moment', () => {
  it.each([
    ['start', 'submit', ['submitted']],
    ['stop', 'submit', ['submitted']],
    ['submit', 'error', ['submitted', 'error']],
    ['submit', 'decline', ['submitted', 'declined']],
  ] as [Acting, Acting, string[]][])('%s and %s', async (one, other, ends) => {
    const stores = await freshStores();
    const examId = await storedExam(stores);
    for (let round = 0; round < 15; round++) {
      const { attemptId, user } = await storedAttempt(stores, examId);
      const learner = aCaller({ userId: user.id });
      const act = (action: Acting) => actOnAttempt(stores.ports, learner, attemptId, action);
      const outcomes = await Promise.allSettled([act(one), act(other)]);
      const done = outcomes.filter(outcome => outcome.status === 'fulfilled');
      const after = await stores.ports.attempts.read(attemptId);
      expect(ends).toContain(after?.status);
      // Every write counts the version up; a repeated submit or an error after it writes nothing.
      expect(after?.version).toBeGreaterThan(1);
      expect(done.length).toBeGreaterThan(0);
      for (const refused of outcomes.filter(outcome => outcome.status === 'rejected')) {
        expect(refused.reason.code).toMatch(/^(illegal_status_transition|attempt_already_started)$/);
      }
    }
  });

  it('verify and reject by staff: both happen, one after the other', async () => {
    const stores = await freshStores();
    const examId = await storedExam(stores);
    const { attemptId, user } = await storedAttempt(stores, examId);
    await actOnAttempt(stores.ports, aCaller({ userId: user.id }), attemptId, 'submit');
    const act = (action: Acting) => actOnAttempt(stores.ports, STAFF, attemptId, action);
    const [verified, rejected] = await Promise.all([act('verify'), act('reject')]);
    expect([verified.version, rejected.version].sort()).toEqual([3, 4]);
  });
});
