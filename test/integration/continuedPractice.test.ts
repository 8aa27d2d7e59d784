import { beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/actors.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { type AttemptRequest, createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { aCaller } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { allAttempts, storedExam } from '../support/scenarios.ts';
import { aVendor } from '../support/vendors.ts';

/** Creating where the learner's practice attempt is not completed. */
let stores: FreshStores;
let practiceId: number;
beforeAll(async () => {
  stores = await freshStores();
  practiceId = await storedExam(stores, { isPracticeExam: true });
});

const aLearner = (): Caller => {
  const userId = Math.floor(Math.random() * 2 ** 40) + 1;
  return aCaller({ userId, username: `learner${userId}`, email: '' });
};
const create = (who: Caller, more: Partial<AttemptRequest> = {}, ports: Partial<FreshStores['ports']> = {}) =>
  createAttempt({ ...stores.ports, ...ports }, who, {
    examId: practiceId,
    startClock: false,
    attemptProctored: true,
    ...more,
  });
const act = (
  who: Caller,
  attemptId: number,
  action: 'start' | 'stop' | 'submit' | 'error' | 'click_download_software',
) => actOnAttempt(stores.ports, who, attemptId, action);
const all = ({ userId }: Caller, examId = practiceId) => allAttempts(stores, examId, userId);
describe('a practice attempt that is not completed', () => {
  it.each([false, true])(
    'five creations with start_clock at once leave one, in progress (registered: %s)',
    async isRegistered => {
      const learner = aLearner();
      const { vendors, asked } = aVendor();
      const made = await Promise.all(
        Array.from({ length: 5 }, () => create(learner, { startClock: true }, isRegistered ? { vendors } : {})),
      );
      expect(new Set(made.map(({ attemptId }) => attemptId)).size).toBe(1);
      expect(await all(learner)).toMatchObject([{ status: 'started', isCurrent: true }]);
      expect(asked).toHaveLength(isRegistered ? 1 : 0);
      await create(learner, { startClock: true }, { vendors });
      expect(asked).toHaveLength(isRegistered ? 1 : 0);
    },
  );

  it('at the same moment as its submission: one attempt counts, and at most one is in progress', async () => {
    for (let round = 0; round < 6; round++) {
      const learner = aLearner();
      const first = await create(learner);
      const [created] = await Promise.all([
        create(learner, { startClock: true }),
        act(learner, first.attemptId, 'submit'),
      ]);
      const left = await all(learner);
      expect(left.filter(({ isCurrent }) => isCurrent).map(({ attemptId }) => attemptId)).toEqual([created.attemptId]);
      expect(left.find(({ attemptId }) => attemptId === first.attemptId)?.status).toBe('submitted');
    }
  });
});
