import { randomBytes, randomUUID } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { readRefusedReviews, recordRefusedReview } from '../../operations/reviews/refusedReviews.ts';
import { readInboundVendors } from '../../src/config/vendorCallbacks.ts';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { StoredRefusedReview } from '../../src/store/reviews/refusedReviews.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { changeExam } from '../../src/usecases/exams/changeExam.ts';
import { eraseLearner } from '../../src/usecases/privacy/eraseLearner.ts';
import { recordCallback, recordReviewOfBackend } from '../../src/usecases/reviews/recordVendorReview.ts';
import { parseExamusReview } from '../../src/vendors/examus/parse.ts';
import type { InboundVendor, InboundVendors } from '../../src/vendors/inbound.ts';
import { parseRestReview } from '../../src/vendors/rest/parse.ts';
import { parseReviewCallback } from '../../src/vendors/softwareSecure/parse.ts';
import { reviewFor } from '../support/api.ts';
import { aCaller, aDelivery, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { HANDLER_SETTINGS } from '../support/handlerSettings.ts';
import { makeOlder } from '../support/itemsOfEarlierReleases.ts';
import { runs } from '../support/runs.ts';
import { recordAsVendor, SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const PSI = 'software_secure';
const VENDORS = JSON.stringify({ [PSI]: {}, proctortrack: { protocol: 'rest' } });

let stores: FreshStores;
let inbound: ReturnType<typeof readInboundVendors>;
beforeAll(async () => {
  stores = await freshStores();
  inbound = readInboundVendors({ ...HANDLER_SETTINGS, VENDORS }, stores.ports.clock);
});

type Stored = Attempt & { externalId: string };
/** By backend; none of them is changed. */
const exams = new Map<string, Promise<number>>();
const attemptWatchedBy = async (backend: string, overrides: object = {}): Promise<Stored> => {
  const key = JSON.stringify({ backend, ...overrides });
  const exam = exams.get(key) ?? storedExam(stores, { backend, ...overrides });
  exams.set(key, exam);
  return storedAttempt(stores, await exam);
};

let withAllRefused: Promise<Stored> | undefined;
/** An attempt with more refused reviews than are stored. */
const attemptWithAllRefused = () => {
  const store = async () => {
    const attempt = await attemptWatchedBy('proctortrack');
    for (let number = 0; number < 12; number++) await postToPsi(attempt, { number }).catch(() => {});
    return attempt;
  };
  withAllRefused ??= store();
  return withAllRefused;
};

/** A callback of PSI about the attempt. */
function postToPsi(attempt: Stored, overrides: Record<string, unknown> = {}): Promise<void> {
  const { attemptCode: code, externalId } = attempt;
  const bytes = Buffer.from(JSON.stringify(reviewFor({ code, externalId }, overrides)));
  return postBytes(bytes);
}

function postBytes(bytes: Uint8Array): Promise<void> {
  const vendor = { name: PSI, settings: SETTINGS, isSigned: false };
  return recordCallback(stores.ports, { review: parseReviewCallback(bytes), bytes, vendor }, inbound);
}

const NO_SUCH_ATTEMPT = { code: 'review_attempt_does_not_exist', incident: 'review refused' };
const refusedReviewsOf = ({ attemptCode }: Attempt, now = stores.ports.clock()) =>
  readRefusedReviews({ ...stores, now }, attemptCode);
const statusOf = async ({ attemptId }: Attempt) => (await stores.ports.attempts.read(attemptId))?.status;

describe('a review rejected because the attempt has another backend', () => {
  it('is stored unchanged and once for repeated deliveries, and changes nothing else', async () => {
    const attempt = await attemptWatchedBy('proctortrack');
    for (let delivery = 0; delivery < 3; delivery++) {
      await expect(postToPsi(attempt)).rejects.toMatchObject({ ...NO_SUCH_ATTEMPT, logged: { outcome: 'stored' } });
    }
    const stored = await refusedReviewsOf(attempt);
    expect(stored).toMatchObject([{ backend: PSI, attemptId: attempt.attemptId, learnerId: attempt.user.id }]);
    const sent = reviewFor({ code: attempt.attemptCode, externalId: attempt.externalId });
    expect(JSON.parse(Buffer.from(stored[0]?.bytes ?? []).toString())).toEqual(sent);
    expect(await statusOf(attempt)).toBe('created');
  });

  it('is unreadable in the table', async () => {
    const attempt = await attemptWatchedBy('proctortrack');
    await postToPsi(attempt).catch(() => {});
    const { Items = [] } = await stores.client.send(
      new QueryCommand({
        TableName: stores.tables.reviews,
        KeyConditionExpression: 'attempt_code = :code',
        ExpressionAttributeValues: { ':code': attempt.attemptCode },
      }),
    );
    const data = Items.flatMap(item => (item.data === undefined ? [] : [Buffer.from(item.data as Uint8Array)]));
    expect(data).toHaveLength(1);
    expect(data.join().toString()).not.toContain(attempt.externalId);
  });

  it('is not stored for a sender without the external id', async () => {
    const attempt = await attemptWatchedBy('proctortrack');
    const guessed = { ...attempt, externalId: 'guessed' };
    await expect(postToPsi(guessed)).rejects.toMatchObject({ ...NO_SUCH_ATTEMPT, logged: { outcome: 'not_stored' } });
    expect(await refusedReviewsOf(attempt)).toEqual([]);
  });

  it('is stored at most ten times for an attempt code', async () => {
    const attempt = await attemptWithAllRefused();
    expect(await refusedReviewsOf(attempt)).toHaveLength(10);
    await expect(postToPsi(attempt, { number: 12 })).rejects.toMatchObject({ logged: { outcome: 'limit_reached' } });
    await expect(postToPsi(attempt, { number: 0 })).rejects.toMatchObject({ logged: { outcome: 'stored' } });
  });

  it('is rejected without being stored if it is too large', async () => {
    const attempt = await attemptWatchedBy('proctortrack');
    const photo = randomBytes(3_900_000).toString('base64');
    const tooLarge = { ...NO_SUCH_ATTEMPT, logged: { outcome: 'too_large' } };
    await expect(postToPsi(attempt, { photo })).rejects.toMatchObject(tooLarge);
    const smaller = randomBytes(700_000).toString('base64');
    await expect(postToPsi(attempt, { photo: smaller })).rejects.toMatchObject({ logged: { outcome: 'stored' } });
    expect(await refusedReviewsOf(attempt)).toMatchObject([{ bytes: expect.anything() }]);
  });

  it('expires after 14 days', async () => {
    const attempt = await attemptWatchedBy('proctortrack');
    await postToPsi(attempt).catch(() => {});
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    expect(await refusedReviewsOf(attempt, inDays(13))).toHaveLength(1);
    expect(await refusedReviewsOf(attempt, inDays(15))).toEqual([]);
  });

  it('is removed by the learner’s erasure, and not stored after it', async () => {
    const attempt = await attemptWatchedBy('proctortrack');
    await postToPsi(attempt).catch(() => {});
    await eraseLearner(stores.ports, STAFF, attempt.user.id);
    expect(await refusedReviewsOf(attempt)).toEqual([]);
    await expect(postToPsi(attempt, { again: true })).rejects.toMatchObject(NO_SUCH_ATTEMPT);
    expect(await refusedReviewsOf(attempt)).toEqual([]);
  });

  it('can be recorded later, for a live or a removed attempt, and is then deleted', async () => {
    for (const isRemoved of [false, true]) {
      const attempt = await attemptWatchedBy('other');
      await postToPsi(attempt, { reviewStatus: 'Rules Violation' }).catch(() => {});
      if (isRemoved) await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
      const [refusedReview] = await refusedReviewsOf(attempt);
      const receipt = refusedReview && (await recordRefusedReview(stores, stores.ports, inbound, refusedReview));
      expect(receipt).toEqual({ isRecorded: true, outcome: 'stored' });
      expect(await statusOf(attempt)).toBe(isRemoved ? undefined : 'rejected');
      const [version] = await stores.ports.reviewReader.readVersions(attempt.attemptCode);
      expect(version).toMatchObject({ reviewStatus: 'Rules Violation', attemptId: attempt.attemptId });
      expect(await refusedReviewsOf(attempt)).toEqual([]);
    }
  });

  it('stays stored if it cannot be recorded', async () => {
    const attempt = await attemptWatchedBy('proctortrack');
    await postToPsi(attempt).catch(() => {});
    const [refusedReview] = await refusedReviewsOf(attempt);
    const named = { named: () => undefined };
    expect(refusedReview && (await recordRefusedReview(stores, stores.ports, named, refusedReview))).toMatchObject({
      isRecorded: false,
    });
    expect(await refusedReviewsOf(attempt)).toHaveLength(1);
  });
});

describe('a rejected review by a vendor’s token', () => {
  const reviewed = (
    attempt: Stored,
    group: string,
    bytes: Buffer,
    settings = inbound.named('proctortrack')?.settings ?? SETTINGS,
  ) =>
    recordReviewOfBackend(
      stores.ports,
      aCaller({ groups: [`${group}_review`] }),
      { externalId: attempt.externalId, bytes },
      {
        of: () => ({ settings, parse: id => parseRestReview(bytes, id) }),
        defaultBackend: PSI,
      },
    );
  const passed = Buffer.from('{"status":"passed","comments":[]}');

  it('is stored, and can be recorded later', async () => {
    const attempt = await attemptWatchedBy(PSI);
    await expect(reviewed(attempt, 'proctortrack', passed)).rejects.toMatchObject(NO_SUCH_ATTEMPT);
    const [refusedReview] = await refusedReviewsOf(attempt);
    expect(refusedReview).toMatchObject({ backend: 'proctortrack' });
    expect(refusedReview && (await recordRefusedReview(stores, stores.ports, inbound, refusedReview))).toMatchObject({
      isRecorded: true,
    });
    expect(await statusOf(attempt)).toBe('verified');
  });

  it.each([
    ['the attempt’s backend', { backend: 'proctortrack', isProctored: false }],
    ['a backend that is configured', { backend: 'other' }],
  ])('is attributed to %s, with any other groups in the token', async (_case, exam) => {
    const attempt = await attemptWatchedBy(exam.backend, exam);
    const { externalId } = attempt;
    const caller = aCaller({ groups: ['peer_review', 'proctortrack_review', '_review'] });
    const reviewing = {
      of: (backend: string) => inbound.named(backend) && { settings: SETTINGS, parse: () => 'ignored' as const },
      defaultBackend: PSI,
    };
    const recording = recordReviewOfBackend(stores.ports, caller, { externalId, bytes: passed }, reviewing);
    await expect(recording).rejects.toMatchObject({ incident: 'review refused' });
    expect(await refusedReviewsOf(attempt)).toMatchObject([{ backend: 'proctortrack' }]);
  });

  it('is stored if the attempt was created unproctored', async () => {
    const attempt = await attemptWatchedBy('proctortrack', { isProctored: false });
    const problem = { code: 'exam_not_proctored', incident: 'review refused' };
    await expect(reviewed(attempt, 'proctortrack', passed)).rejects.toMatchObject(problem);
    expect(await refusedReviewsOf(attempt)).toHaveLength(1);
  });

  it('is compared with the present owner of the code, also with ALLOW_CALLBACK_SIMULATION', async () => {
    const examId = await storedExam(stores, { backend: 'proctortrack' });
    const removed = await storedAttempt(stores, examId);
    await removeAttempt(stores.ports, STAFF, removed.attemptId, null);
    const current = await storedAttempt(stores, examId, { attemptCode: removed.attemptCode });
    const simulation = { ...(inbound.named('proctortrack')?.settings ?? SETTINGS), allowCallbackSimulation: true };
    await expect(reviewed(removed, 'proctortrack', passed, simulation)).rejects.toMatchObject({
      code: 'suspicious_lookup',
    });
    expect(await statusOf(current)).toBe('created');
    await reviewed(current, 'proctortrack', passed, simulation);
    expect(await statusOf(current)).toBe('verified');
  });
});

describe('a rejected review that the learner could have sent', () => {
  const record = (refusedReview: StoredRefusedReview, options?: { unproven: boolean }) =>
    recordRefusedReview(stores, stores.ports, inbound, refusedReview, options);

  it('sets no verdict unless the operator confirms it', async () => {
    const attempt = await attemptWatchedBy('proctortrack');
    await postToPsi(attempt).catch(() => {});
    const [refusedReview] = await refusedReviewsOf(attempt);
    expect(refusedReview).toMatchObject({ isProven: false });
    expect(refusedReview && (await record(refusedReview))).toMatchObject({ isRecorded: false });
    expect(await statusOf(attempt)).toBe('created');
    expect(refusedReview && (await record(refusedReview, { unproven: true }))).toMatchObject({ isRecorded: true });
    expect(await statusOf(attempt)).toBe('verified');
  });

  it('does not count against the limit of proven ones or of another backend', async () => {
    const attempt = await attemptWithAllRefused();
    const { attemptCode, attemptId, user, externalId } = attempt;
    const genuine = {
      ...{ attemptCode, attemptId, learnerId: user.id, externalId, backend: PSI, isProven: true, verdictAt: null },
      ...{ receivedAt: stores.ports.clock(), bytes: Buffer.from('{}') },
    };
    expect(await stores.ports.refusedReviews.store(genuine)).toBe('stored');
    expect(await stores.ports.refusedReviews.store({ ...genuine, backend: 'other' })).toBe('stored');
    expect(await stores.ports.refusedReviews.store({ ...genuine, attemptId: attemptId + 1 })).toBe('stored');
  });
});

describe('concurrent rejected reviews', () => {
  it('are stored up to the same limit', async () => {
    const attempt = await attemptWatchedBy('other');
    await Promise.all(
      Array.from({ length: runs(13, 25) }, (_, number) => postToPsi(attempt, { number }).catch(() => {})),
    );
    expect(await refusedReviewsOf(attempt)).toHaveLength(10);
  });

  it('are stored once if they are equal', async () => {
    const attempt = await attemptWatchedBy('other');
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => postToPsi(attempt)));
    expect(outcomes).toMatchObject(outcomes.map(() => ({ reason: { logged: { outcome: 'stored' } } })));
    expect(await refusedReviewsOf(attempt)).toHaveLength(1);
  });

  it('are all removed by a concurrent erasure of the learner', async () => {
    for (let round = 0; round < runs(2, 5); round++) {
      const attempt = await attemptWatchedBy('other');
      const posted = Array.from({ length: 3 }, (_, number) => postToPsi(attempt, { number }).catch(() => {}));
      await Promise.all([...posted, eraseLearner(stores.ports, STAFF, attempt.user.id)]);
      const { Items } = await stores.client.send(
        new QueryCommand({
          TableName: stores.tables.reviews,
          KeyConditionExpression: 'attempt_code = :code',
          ExpressionAttributeValues: { ':code': attempt.attemptCode },
        }),
      );
      expect(Items).toEqual([]);
    }
  });

  it('do not count towards the limit after 14 days, even if DynamoDB has not deleted them', async () => {
    const { attemptCode, attemptId, user, externalId } = await attemptWatchedBy('other');
    const storeAt = (receivedAt: string, number: number) =>
      stores.ports.refusedReviews.store({
        ...{ attemptCode, attemptId, learnerId: user.id, externalId, backend: PSI, isProven: true, verdictAt: null },
        ...{ receivedAt, bytes: Buffer.from(String(number)) },
      });
    for (let number = 0; number < 11; number++) {
      expect(await storeAt('2026-01-01T00:00:00.000Z', number)).toBe(number < 10 ? 'stored' : 'limit_reached');
    }
    expect(await storeAt('2026-01-16T00:00:00.000Z', 11)).toBe('stored');
  });
});

describe('recording a rejected review', () => {
  const recordAll = async (attempt: Attempt, vendors: Pick<InboundVendors, 'named'> = inbound) => {
    const outcomes = [];
    for (const refusedReview of await refusedReviewsOf(attempt)) {
      outcomes.push(await recordRefusedReview(stores, stores.ports, vendors, refusedReview));
    }
    return outcomes;
  };
  const reuse = async (attempt: Stored, overrides: object = {}) => {
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    const { examId, attemptCode, externalId } = attempt;
    return storedAttempt(stores, examId, { attemptCode, externalId, ...overrides });
  };
  const updating: Pick<InboundVendors, 'named'> = {
    named(backend) {
      const vendor = inbound.named(backend);
      return vendor && { ...vendor, settings: { ...vendor.settings, allowReviewUpdates: true } };
    },
  };
  const versionsOf = async ({ attemptCode }: Attempt) =>
    (await stores.ports.reviewReader.readVersions(attemptCode)).map(({ reviewStatus }) => reviewStatus);
  const recordNext = (attempt: Stored, reviewStatus: string, verdictAt?: string) => {
    const { attemptCode, externalId } = attempt;
    const delivery = aDelivery({
      attemptCode,
      recordLocator: externalId,
      reviewStatus,
      ...(verdictAt && { verdictAt }),
    });
    return recordAsVendor(stores.ports, { ...SETTINGS, allowReviewUpdates: true }, delivery);
  };

  it('delivered by a token succeeds for an attempt removed meanwhile', async () => {
    const attempt = await attemptWatchedBy(PSI);
    const bytes = Buffer.from('{"status":"passed"}');
    const reviewing = { of: () => undefined, defaultBackend: PSI };
    const caller = aCaller({ groups: ['proctortrack_review'] });
    await recordReviewOfBackend(stores.ports, caller, { externalId: attempt.externalId, bytes }, reviewing).catch(
      () => {},
    );
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    expect(await recordAll(attempt)).toEqual([{ isRecorded: true, outcome: 'stored' }]);
    expect(await versionsOf(attempt)).toEqual(['passed']);
  });

  it('never changes another attempt that has taken over its code and external id', async () => {
    const first = await attemptWatchedBy('other');
    await postToPsi(first).catch(() => {});
    const second = await reuse(first);
    expect(await recordAll(first)).toMatchObject([{ isRecorded: false }]);
    expect(await statusOf(second)).toBe('created');
    expect(await refusedReviewsOf(first)).toHaveLength(1);
  });

  it('never changes another attempt that a signature identifies by its code alone', async () => {
    const first = await attemptWatchedBy('other');
    const bytes = Buffer.from(JSON.stringify({ sessionId: first.attemptCode, conclusion: 'accepted' }));
    const settings = { ...SETTINGS, outcomes: { accepted: 'verified' as const } };
    const vendor = { name: 'examus', settings, isSigned: true };
    await recordCallback(stores.ports, { review: parseExamusReview(bytes), bytes, vendor }, inbound).catch(() => {});
    const second = await reuse(first, { externalId: randomUUID() });
    const reviews = { protocol: 'examus' as const, parse: parseExamusReview, outcomes: { default: {} } };
    const examus = { named: () => ({ ...(inbound.named(PSI) as InboundVendor), name: 'examus', settings, reviews }) };
    expect(await recordAll(first, examus)).toMatchObject([{ isRecorded: false }]);
    expect(await statusOf(second)).toBe('created');
  });

  it('comes before a review that was delivered after it and recorded before it', async () => {
    const attempt = await attemptWatchedBy('other');
    await postToPsi(attempt, { reviewStatus: 'Clean' }).catch(() => {});
    await recordNext(attempt, 'Rules Violation');
    expect(await recordAll(attempt)).toMatchObject([{ isRecorded: false }]);
    expect(await recordAll(attempt, updating)).toEqual([{ isRecorded: true, outcome: 'stored' }]);
    expect(await statusOf(attempt)).toBe('rejected');
    expect(await versionsOf(attempt)).toEqual(['Rules Violation', 'Clean']);
  });

  it('several times: the latest delivery becomes current', async () => {
    const attempt = await attemptWatchedBy('other');
    for (const reviewStatus of ['Clean', 'Rules Violation']) await postToPsi(attempt, { reviewStatus }).catch(() => {});
    expect(await recordAll(attempt, updating)).toMatchObject([{ isRecorded: true }, { isRecorded: true }]);
    expect(await statusOf(attempt)).toBe('rejected');
    expect(await versionsOf(attempt)).toEqual(['Rules Violation', 'Clean']);
  });

  it.each([
    ['later', '2026-11-02T10:00:00.000Z', 'verified'],
    ['earlier', '2026-11-02T08:00:00.000Z', 'rejected'],
  ])(
    'with a %s verdict than the current review follows the times that the vendor signed',
    async (_case, verdictAt, status) => {
      const attempt = await attemptWatchedBy('other');
      const { attemptCode: code, externalId } = attempt;
      const bytes = Buffer.from(JSON.stringify(reviewFor({ code, externalId })));
      const review = { ...parseReviewCallback(bytes), verdictAt };
      const vendor = { name: PSI, settings: SETTINGS, isSigned: true };
      await recordCallback(stores.ports, { review, bytes, vendor }, inbound).catch(() => {});
      await recordNext(attempt, 'Rules Violation', '2026-11-02T09:00:00.000Z');
      expect(await recordAll(attempt, updating)).toMatchObject([{ isRecorded: true }]);
      expect(await statusOf(attempt)).toBe(status);
    },
  );

  it('again after another rejection changes nothing', async () => {
    const attempt = await attemptWatchedBy('other');
    for (const outcome of ['stored', 'repeated']) {
      await postToPsi(attempt).catch(() => {});
      expect(await recordAll(attempt)).toEqual([{ isRecorded: true, outcome }]);
      expect(await refusedReviewsOf(attempt)).toEqual([]);
    }
    expect(await versionsOf(attempt)).toEqual(['Clean']);
  });
});

describe('an attempt of an earlier release without its backend and type', () => {
  const older = async (exam: object, attempt: object = {}) => {
    const examId = await storedExam(stores, exam);
    const stored = await storedAttempt(stores, examId, attempt);
    await makeOlder(stores, stored);
    return { examId, stored };
  };

  it('is attributed by its exam', async () => {
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

  it('taken as proctored gets its review even after its exam was deactivated', async () => {
    const { examId, stored } = await older({ backend: PSI });
    await changeExam(stores.ports, STAFF, examId, { isProctored: false, isActive: false });
    await postToPsi(stored);
    expect(await statusOf(stored)).toBe('verified');
  });

  it('of an exam that was never proctored gets no review', async () => {
    const { stored } = await older({ backend: PSI, isProctored: false });
    await expect(postToPsi(stored)).rejects.toMatchObject(NO_SUCH_ATTEMPT);
  });

  it('is attributed in the same way once it is removed', async () => {
    const { stored } = await older({ backend: 'proctortrack' });
    const removed = await stores.ports.attempts.read(stored.attemptId);
    await removeAttempt(stores.ports, STAFF, removed?.attemptId ?? 0, null);
    await expect(postToPsi(stored)).rejects.toMatchObject(NO_SUCH_ATTEMPT);
  });
});
