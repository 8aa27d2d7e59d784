import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { Action } from '../../src/domain/attempts/transitions.ts';
import type { ReviewSettings } from '../../src/domain/reviews/verdict.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { softwareSecureOutcomes } from '../../src/vendors/softwareSecure/outcomes.ts';
import { aCaller, aDelivery } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { SETTINGS, storedAttempt, storedExam } from '../support/scenarios.ts';
import { takeReview } from '../support/takeReview.ts';

/** Reviews that come to the outcome `error`: the attempt can be resumed. */
let stores: FreshStores;
let examId: number;

beforeAll(async () => {
  stores = await freshStores();
  examId = await storedExam(stores);
});

const EDX: ReviewSettings = {
  ...SETTINGS,
  outcomes: { ...softwareSecureOutcomes.edx, 'Rules Violation': 'rejected' },
  finalReviews: { supportsOnboarding: false },
};

async function scene(onBehalf = {}) {
  const attempt = await storedAttempt(stores, examId, onBehalf);
  const learner = aCaller({ userId: attempt.user.id });
  return {
    attempt,
    learner,
    act: (action: Exclude<Action, 'reset_attempt'>, at?: string, who = learner) =>
      actOnAttempt({ ...stores.ports, ...(at && { clock: () => at }) }, who, attempt.attemptId, action),
    review: (at?: string, given = {}, settings = EDX) =>
      takeReview(
        { ...stores.ports, ...(at && { clock: () => at }) },
        settings,
        aDelivery({
          attemptCode: attempt.attemptCode,
          recordLocator: attempt.externalId,
          reviewStatus: 'Not Reviewed',
          ...given,
        }),
      ),
    read: async (): Promise<Attempt> =>
      (await stores.ports.attempts.read(attempt.attemptId)) ?? expect.fail('the attempt is gone'),
  };
}

describe('an attempt set to error by a review', () => {
  it('costs one read more than another verdict', async () => {
    const { review } = await scene();
    stores.calls.take();
    await review();
    expect(stores.calls.take()).toEqual(['BatchGetItem', 'GetItem', 'TransactWriteItems']);
  });

  it('at the same moment as a submission: submitted or not, it has the time that was left', async () => {
    for (let round = 0; round < 5; round++) {
      const { act, review, read } = await scene();
      await act('start');
      await Promise.all([act('submit').catch(() => {}), review()]);
      const { status, isResumable, timeRemainingSeconds } = await read();
      expect([status, isResumable]).toEqual(['error', true]);
      expect(timeRemainingSeconds).toBeGreaterThan(5000);
    }
  });
});
