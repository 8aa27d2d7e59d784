import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { setAllowance } from '../../src/usecases/allowances/setAllowance.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { createAttempt } from '../../src/usecases/attempts/createAttempt.ts';
import { resetPracticeAttempt } from '../../src/usecases/attempts/resetPracticeAttempt.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { recordCallback } from '../../src/usecases/reviews/recordVendorReview.ts';
import { parseReviewCallback } from '../../src/vendors/softwareSecure/parse.ts';
import { reviewFor } from '../support/api.ts';
import { aLearner, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { SETTINGS, storedExam } from '../support/scenarios/stored.ts';
import { aVendor } from '../support/vendors.ts';

/** An attempt keeps the vendor of its registration after any change of its exam. */
const PSI = 'software_secure';

const stores = inMemoryStores();

async function postToPsi({ attemptCode: code, externalId }: Attempt): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(reviewFor({ code, externalId: externalId ?? '' })));
  const vendor = { name: PSI, settings: SETTINGS, isSigned: false };
  const backends = { defaultBackend: PSI, showsExternalIds: () => false };
  await recordCallback(stores.ports, { review: parseReviewCallback(bytes), bytes, vendor }, backends);
}

const statusOf = async ({ attemptId }: Attempt) => (await stores.ports.attempts.read(attemptId))?.status;

describe('an attempt that is registered with a vendor', () => {
  it.each([
    ['names another backend', { backend: 'proctortrack' }],
    ['is not proctored any more', { isProctored: false }],
  ])('belongs to that vendor although the exam %s before it is stored', async (_case, changes) => {
    const [examId, learner] = [await storedExam(stores), aLearner()];
    const { userId, username, email } = learner;
    await stores.ports.learners.register([{ id: userId, username, email, name: '' }]);
    const { vendors } = aVendor(async () => {
      await changeExam(stores.ports, STAFF, examId, changes);
      // The learner's time has changed, too: the creation is decided again on the changed exam.
      const allowance = { examId, userInfo: String(userId), key: 'additional_time_granted', value: '10' };
      await setAllowance(stores.ports, STAFF, allowance);
      return {};
    });
    const request = { examId, startClock: true, attemptProctored: true };
    const attempt = await createAttempt({ ...stores.ports, vendors }, learner, request);
    expect(attempt).toMatchObject({ backend: PSI, watchedBy: PSI, createdProctored: true, takingAsProctored: true });
    await postToPsi(attempt);
    expect(await statusOf(attempt)).toBe('verified');
  });

  it('by a practice reset gets its review although the exam is no longer proctored', async () => {
    const [examId, learner] = [await storedExam(stores, { isPracticeExam: true }), aLearner()];
    const ports = { ...stores.ports, ...aVendor() };
    const first = await createAttempt(ports, learner, { examId, startClock: true, attemptProctored: true });
    await actOnAttempt(ports, learner, first.attemptId, 'submit');
    await changeExam(stores.ports, STAFF, examId, { isProctored: false });
    const replacement = await resetPracticeAttempt(ports, learner, first.attemptId);
    expect(replacement).toMatchObject({ takingAsProctored: true, createdProctored: true, watchedBy: PSI });
    await postToPsi(replacement);
    expect(await statusOf(replacement)).toBe('verified');
  });
});
