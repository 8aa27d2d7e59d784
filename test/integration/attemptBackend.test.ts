import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { recordReviewOfBackend } from '../../src/usecases/reviews/recordVendorReview.ts';
import { parseRestReview } from '../../src/vendors/rest/parse.ts';
import { aCaller, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { makeOlder } from '../support/itemsOfEarlierReleases.ts';
import { SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';

/** An attempt keeps the vendor of its registration after any change of its exam. */
const PSI = 'software_secure';

let stores: FreshStores;
beforeAll(async () => {
  stores = await freshStores();
});

const statusOf = async ({ attemptId }: Attempt) => (await stores.ports.attempts.read(attemptId))?.status;

describe('an attempt of an earlier release without its backend and type, taken as proctored', () => {
  it('gets its review by a token, also after its exam was deactivated', async () => {
    const examId = await storedExam(stores, { backend: 'proctortrack' });
    const attempt = await storedAttempt(stores, examId);
    await makeOlder(stores, attempt);
    await changeExam(stores.ports, STAFF, examId, { isProctored: false, isActive: false });
    const bytes = Buffer.from('{"status":"passed"}');
    const of = () => ({ settings: SETTINGS_OF_REST, parse: (id: string) => parseRestReview(bytes, id) });
    const vendor = aCaller({ groups: ['proctortrack_review'] });
    const { externalId } = attempt;
    await recordReviewOfBackend(stores.ports, vendor, { externalId, bytes }, { of, defaultBackend: PSI });
    expect(await statusOf(attempt)).toBe('verified');
  });
});

const SETTINGS_OF_REST = { ...SETTINGS, outcomes: { passed: 'verified' as const } };
