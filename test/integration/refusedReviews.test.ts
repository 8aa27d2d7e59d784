import { randomBytes } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { readRefusedReviews, takeRefusedReview } from '../../operations/reviews/takeRefused.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { removeAttempt } from '../../src/domain/attempts/removeAttempt.ts';
import { changeExam } from '../../src/domain/exams/changeExam.ts';
import { retireLearner } from '../../src/domain/privacy/retireLearner.ts';
import { takeCallback, takeReviewOf } from '../../src/domain/reviews/takeVendorReview.ts';
import { readInboundVendors } from '../../src/vendorCallbackSettings.ts';
import { parseRestReview } from '../../src/vendors/rest/review.ts';
import { parseReviewCallback } from '../../src/vendors/softwareSecure/reviewCallback.ts';
import { reviewFor } from '../support/api.ts';
import { aCaller, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { HANDLER_SETTINGS } from '../support/handlerSettings.ts';
import { makeOlder } from '../support/olderItems.ts';
import { SETTINGS, storedAttempt, storedExam } from '../support/scenarios.ts';

const PSI = 'software_secure';
const VENDORS = JSON.stringify({ [PSI]: {}, proctortrack: { protocol: 'rest' } });

let stores: FreshStores;
let inbound: ReturnType<typeof readInboundVendors>;
beforeAll(async () => {
  stores = await freshStores();
  inbound = readInboundVendors({ ...HANDLER_SETTINGS, VENDORS }, stores.ports.clock);
});

type Stored = Attempt & { externalId: string };
const watchedBy = async (backend: string, given: object = {}): Promise<Stored> =>
  storedAttempt(stores, await storedExam(stores, { backend, ...given }));

/** What PSI posts about the attempt, to its own callback. */
function postToPsi(attempt: Stored, given: Record<string, unknown> = {}): Promise<void> {
  const { attemptCode: code, externalId } = attempt;
  const bytes = Buffer.from(JSON.stringify(reviewFor({ code, externalId }, given)));
  return postBytes(bytes);
}

function postBytes(bytes: Uint8Array): Promise<void> {
  const vendor = { name: PSI, settings: SETTINGS };
  return takeCallback(stores.ports, { review: parseReviewCallback(bytes), bytes, vendor }, PSI);
}

const NO_SUCH_ATTEMPT = { code: 'review_attempt_does_not_exist', incident: 'review refused' };
const refusedOf = ({ attemptCode }: Attempt, now = stores.ports.clock()) =>
  readRefusedReviews({ ...stores, now }, attemptCode);
const statusOf = async ({ attemptId }: Attempt) => (await stores.ports.attempts.read(attemptId))?.status;

describe('a review refused because another backend watches the attempt', () => {
  it('is stored as it came, once however often it is delivered, and changes nothing', async () => {
    const attempt = await watchedBy('proctortrack');
    for (let delivery = 0; delivery < 3; delivery++) {
      await expect(postToPsi(attempt)).rejects.toMatchObject({ ...NO_SUCH_ATTEMPT, logged: { kept: 'kept' } });
    }
    const stored = await refusedOf(attempt);
    expect(stored).toMatchObject([{ backend: PSI, attemptId: attempt.attemptId, learnerId: attempt.user.id }]);
    const sent = reviewFor({ code: attempt.attemptCode, externalId: attempt.externalId });
    expect(JSON.parse(Buffer.from(stored[0]?.bytes ?? []).toString())).toEqual(sent);
    expect(await statusOf(attempt)).toBe('created');
  });

  it('is unreadable in the table', async () => {
    const attempt = await watchedBy('proctortrack');
    await postToPsi(attempt).catch(() => {});
    const { Items = [] } = await stores.client.send(
      new QueryCommand({
        TableName: stores.tables.reviews,
        KeyConditionExpression: 'attempt_code = :code',
        ExpressionAttributeValues: { ':code': attempt.attemptCode },
      }),
    );
    expect(Items).toHaveLength(1);
    expect(Buffer.from(Items[0]?.data as Uint8Array).toString('latin1')).not.toContain(attempt.externalId);
  });

  it('is not stored for a sender who does not know the external id', async () => {
    const attempt = await watchedBy('proctortrack');
    const guessed = { ...attempt, externalId: 'guessed' };
    await expect(postToPsi(guessed)).rejects.toMatchObject({ ...NO_SUCH_ATTEMPT, logged: { kept: 'not_kept' } });
    expect(await refusedOf(attempt)).toEqual([]);
  });

  it('is stored ten times at the most for an attempt code', async () => {
    const attempt = await watchedBy('proctortrack');
    for (let number = 0; number < 12; number++) await postToPsi(attempt, { number }).catch(() => {});
    expect(await refusedOf(attempt)).toHaveLength(10);
    await expect(postToPsi(attempt, { number: 12 })).rejects.toMatchObject({ logged: { kept: 'full' } });
    await expect(postToPsi(attempt, { number: 0 })).rejects.toMatchObject({ logged: { kept: 'kept' } });
  });

  it('is refused all the same when it is too large to be stored', async () => {
    const attempt = await watchedBy('proctortrack');
    const photo = randomBytes(3_900_000).toString('base64');
    const tooLarge = { ...NO_SUCH_ATTEMPT, logged: { kept: 'too_large' } };
    await expect(postToPsi(attempt, { photo })).rejects.toMatchObject(tooLarge);
    const smaller = randomBytes(2_000_000).toString('base64');
    await expect(postToPsi(attempt, { photo: smaller })).rejects.toMatchObject({ logged: { kept: 'kept' } });
    expect(await refusedOf(attempt)).toMatchObject([{ bytes: expect.anything() }]);
  });

  it('is gone after 14 days', async () => {
    const attempt = await watchedBy('proctortrack');
    await postToPsi(attempt).catch(() => {});
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    expect(await refusedOf(attempt, inDays(13))).toHaveLength(1);
    expect(await refusedOf(attempt, inDays(15))).toEqual([]);
  });

  it('goes with the learner’s retirement, and none is stored afterwards', async () => {
    const attempt = await watchedBy('proctortrack');
    await postToPsi(attempt).catch(() => {});
    await retireLearner(stores.ports, STAFF, attempt.user.id);
    expect(await refusedOf(attempt)).toEqual([]);
    await expect(postToPsi(attempt, { again: true })).rejects.toMatchObject(NO_SUCH_ATTEMPT);
    expect(await refusedOf(attempt)).toEqual([]);
  });

  it('can be taken later, for a live or a removed attempt; then it is not stored as refused any more', async () => {
    for (const isRemoved of [false, true]) {
      const attempt = await watchedBy('proctortrack');
      await postToPsi(attempt, { reviewStatus: 'Rules Violation' }).catch(() => {});
      if (isRemoved) await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
      const [refused] = await refusedOf(attempt);
      const taken = refused && (await takeRefusedReview(stores, stores.ports, inbound, refused));
      expect(taken).toEqual({ isTaken: true, outcome: 'stored' });
      expect(await statusOf(attempt)).toBe(isRemoved ? undefined : 'rejected');
      const [version] = await stores.ports.reviewArchive.readVersions(attempt.attemptCode);
      expect(version).toMatchObject({ reviewStatus: 'Rules Violation', attemptId: attempt.attemptId });
      expect(await refusedOf(attempt)).toEqual([]);
    }
  });

  it('stays stored when it cannot be taken', async () => {
    const attempt = await watchedBy('proctortrack');
    await postToPsi(attempt).catch(() => {});
    const [refused] = await refusedOf(attempt);
    const named = { named: () => undefined };
    expect(refused && (await takeRefusedReview(stores, stores.ports, named, refused))).toMatchObject({
      isTaken: false,
    });
    expect(await refusedOf(attempt)).toHaveLength(1);
  });
});

describe('a review by a vendor’s token that is refused', () => {
  const reviewed = (attempt: Stored, group: string, bytes: Buffer) =>
    takeReviewOf(
      stores.ports,
      aCaller({ groups: [`${group}_review`] }),
      { externalId: attempt.externalId, bytes },
      {
        of: () => ({
          settings: inbound.named('proctortrack')?.settings ?? SETTINGS,
          parse: id => parseRestReview(bytes, id),
        }),
        defaultBackend: PSI,
      },
    );
  const passed = Buffer.from('{"status":"passed","comments":[]}');

  it('is stored, and can be taken later', async () => {
    const attempt = await watchedBy(PSI);
    await expect(reviewed(attempt, 'proctortrack', passed)).rejects.toMatchObject(NO_SUCH_ATTEMPT);
    const [refused] = await refusedOf(attempt);
    expect(refused).toMatchObject({ backend: 'proctortrack' });
    expect(refused && (await takeRefusedReview(stores, stores.ports, inbound, refused))).toMatchObject({
      isTaken: true,
    });
    expect(await statusOf(attempt)).toBe('verified');
  });

  it('also where the attempt was created unproctored', async () => {
    const attempt = await watchedBy('proctortrack', { isProctored: false });
    const refusal = { code: 'exam_not_proctored', incident: 'review refused' };
    await expect(reviewed(attempt, 'proctortrack', passed)).rejects.toMatchObject(refusal);
    expect(await refusedOf(attempt)).toHaveLength(1);
  });
});

describe('an attempt stored before it kept what it was created as', () => {
  const older = async (exam: object, attempt: object = {}) => {
    const examId = await storedExam(stores, exam);
    const stored = await storedAttempt(stores, examId, attempt);
    await makeOlder(stores, stored);
    return { examId, stored };
  };

  it('is judged by its exam', async () => {
    const { examId, stored } = await older({ backend: 'proctortrack' });
    await expect(postToPsi(stored)).rejects.toMatchObject(NO_SUCH_ATTEMPT);
    await changeExam(stores.ports, STAFF, examId, { backend: PSI });
    await postToPsi(stored);
    expect(await statusOf(stored)).toBe('verified');
  });

  it('of an exam that names no backend belongs to the default one', async () => {
    const { stored } = await older({ backend: null });
    await postToPsi(stored);
    expect(await statusOf(stored)).toBe('verified');
  });

  it('taken as proctored gets its review also after its exam was dropped from the course', async () => {
    const { examId, stored } = await older({ backend: PSI });
    await changeExam(stores.ports, STAFF, examId, { isProctored: false, isActive: false });
    await postToPsi(stored);
    expect(await statusOf(stored)).toBe('verified');
  });

  it('of an exam that was never proctored gets none', async () => {
    const { stored } = await older({ backend: PSI, isProctored: false });
    await expect(postToPsi(stored)).rejects.toMatchObject(NO_SUCH_ATTEMPT);
  });

  it('is judged the same once it is removed', async () => {
    const { stored } = await older({ backend: 'proctortrack' });
    const removed = await stores.ports.attempts.read(stored.attemptId);
    await removeAttempt(stores.ports, STAFF, removed?.attemptId ?? 0, null);
    await expect(postToPsi(stored)).rejects.toMatchObject(NO_SUCH_ATTEMPT);
  });
});
