import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { ParsedReview } from '../../src/domain/reviews/review.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { recordCallback, recordReviewOfBackend } from '../../src/usecases/reviews/recordVendorReview.ts';
import { aCaller, aDelivery, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { SETTINGS, storedAttempt, storedExam } from '../support/scenarios/stored.ts';

const PSI = 'software_secure';
const REST = 'proctortrack';
const VENDOR_TOKEN = aCaller({ userId: 900, groups: [`${REST}_review`] });
const NO_SUCH_ATTEMPT = { code: 'review_attempt_does_not_exist' };

async function setUp(change: Partial<Attempt> = {}, backend = REST) {
  const stores = inMemoryStores();
  const attempt = await storedAttempt(stores, await storedExam(stores, { backend }));
  stores.editManually(attempt, change);
  const { externalId } = attempt;
  const read = async () => stores.ports.attempts.read(attempt.attemptId);
  return { stores, attempt: { ...attempt, ...change, externalId }, read };
}

const toReview = (locate: ParsedReview['locate']): ParsedReview => {
  const { attemptCode: _, recordLocator: __, ...review } = aDelivery();
  return { ...review, locate };
};

describe('a review by the token of a backend', () => {
  const post = (
    { stores, attempt }: Awaited<ReturnType<typeof setUp>>,
    caller = VENDOR_TOKEN,
    {
      externalId = attempt.externalId,
      parse = (id: string): ParsedReview | 'ignored' => toReview({ externalId: id }),
      isConfigured = (_backend: string): boolean => true,
      settings = SETTINGS,
    } = {},
  ) =>
    recordReviewOfBackend(
      stores.ports,
      caller,
      { externalId, bytes: Buffer.from('posted') },
      { of: backend => (isConfigured(backend) ? { settings, parse } : undefined), defaultBackend: PSI },
    );

  it.each([
    ['the vendor', VENDOR_TOKEN, { role: 'vendor', userId: 900 }],
    ['global staff', STAFF, { role: 'staff', userId: STAFF.userId }],
  ])('of %s sets the status in their name', async (_case, caller, by) => {
    const own = await setUp();
    await post(own, caller);
    expect(await own.read()).toMatchObject({ status: 'verified', lastChange: { by } });
  });

  it('of anybody else is forbidden', async () => {
    const own = await setUp();
    const staff = aCaller({ courseStaff: [own.attempt.courseId] });
    await expect(post(own, staff)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await own.read()).toMatchObject({ status: 'created' });
  });

  it('names an attempt', async () => {
    await expect(post(await setUp(), VENDOR_TOKEN, { externalId: 'unknown' })).rejects.toMatchObject({
      ...NO_SUCH_ATTEMPT,
      message: 'No attempt has this external id.',
    });
  });

  it.each([
    ['the only one of the token', ['examus_review'], 'examus'],
    ['the configured one of the token', ['course_review', 'examus_review'], 'examus'],
    ['the first one of the token, if none is configured', ['a_review', 'b_review'], 'a'],
  ])('of another backend is refused as unknown, and kept under %s', async (_case, groups, backend) => {
    const own = await setUp();
    const isConfigured = (name: string) => name === 'examus' || name === REST;
    await expect(post(own, aCaller({ groups }), { isConfigured })).rejects.toMatchObject({
      ...NO_SUCH_ATTEMPT,
      message: 'No attempt has this external id.',
    });
    expect(await own.read()).toMatchObject({ status: 'created' });
    expect(own.stores.database.refusedReviews).toMatchObject([
      { attemptId: own.attempt.attemptId, backend, isProven: true, verdictAt: null, bytes: Buffer.from('posted') },
    ]);
  });

  it('of an attempt that was created unproctored is refused, and kept', async () => {
    const own = await setUp({ createdProctored: false });
    await expect(post(own)).rejects.toMatchObject({
      code: 'exam_not_proctored',
      message: `Attempt ${own.attempt.attemptId} was created as not proctored, and has no reviews.`,
    });
    expect(own.stores.database.refusedReviews).toMatchObject([{ backend: REST }]);
  });

  it('is not kept for an attempt that has another external id by now', async () => {
    const own = await setUp({ createdProctored: false });
    own.stores.editManually(own.attempt, { externalId: 'another' });
    await expect(post(own)).rejects.toMatchObject({ code: 'exam_not_proctored' });
    expect(own.stores.database.refusedReviews).toEqual([]);
  });

  it('needs a configured backend', async () => {
    await expect(post(await setUp(), VENDOR_TOKEN, { isConfigured: () => false })).rejects.toMatchObject({
      code: 'backend_not_configured',
    });
  });

  it('without a verdict is ignored', async () => {
    const own = await setUp();
    await post(own, VENDOR_TOKEN, { parse: () => 'ignored' });
    expect(await own.read()).toMatchObject({ status: 'created' });
  });

  it('is of the attempt that the path names', async () => {
    const own = await setUp();
    const another = await storedAttempt(own.stores, own.attempt.examId);
    const parse = () => toReview({ attemptCode: another.attemptCode, externalId: another.externalId });
    await expect(post(own, VENDOR_TOKEN, { parse })).rejects.toMatchObject({ code: 'suspicious_lookup' });
    expect(await own.stores.ports.attempts.read(another.attemptId)).toMatchObject({ status: 'created' });
  });

  it('has the external id of the path even where callbacks may be simulated', async () => {
    const own = await setUp();
    const { attemptCode } = own.attempt;
    own.stores.editManually(own.attempt, { externalId: 'another' });
    const settings = { ...SETTINGS, allowCallbackSimulation: true };
    const parse = () => toReview({ attemptCode, externalId: 'another' });
    await expect(post(own, VENDOR_TOKEN, { parse, settings })).rejects.toMatchObject({ code: 'suspicious_lookup' });
  });

  it('of a removed attempt is recorded, too', async () => {
    const own = await setUp();
    await removeAttempt(own.stores.ports, STAFF, own.attempt.attemptId, null);
    await expect(post(own)).resolves.toBeUndefined();
    expect(await own.stores.ports.reviewReader.readVersions(own.attempt.attemptCode)).toHaveLength(1);
  });
});

describe('a review at the callback of a backend', () => {
  const post = (
    { stores, attempt }: Awaited<ReturnType<typeof setUp>>,
    { name = PSI, isSigned = false, showsExternalIds = false, locator = attempt.externalId as string | undefined } = {},
  ) =>
    recordCallback(
      stores.ports,
      {
        review: toReview({ attemptCode: attempt.attemptCode, ...(locator !== undefined && { externalId: locator }) }),
        bytes: Buffer.from('posted'),
        vendor: { name, settings: SETTINGS, isSigned },
      },
      { defaultBackend: PSI, showsExternalIds: () => showsExternalIds },
    );

  it('sets the status of its own attempt', async () => {
    const own = await setUp({}, PSI);
    await post(own);
    expect(await own.read()).toMatchObject({
      status: 'verified',
      lastChange: { by: { role: 'vendor', userId: null } },
    });
  });

  it.each([
    ['proven by a signature', { isSigned: true, showsExternalIds: true }, true],
    ['proven by an external id that learners do not see', { isSigned: false, showsExternalIds: false }, true],
    ['not proven by one that they see', { isSigned: false, showsExternalIds: true }, false],
  ])('of another backend’s attempt is refused as unknown, and kept as %s', async (_case, sender, isProven) => {
    const own = await setUp();
    await expect(post(own, sender)).rejects.toMatchObject({
      ...NO_SUCH_ATTEMPT,
      message: `Could not locate attempt code ${own.attempt.attemptCode}.`,
    });
    expect(await own.read()).toMatchObject({ status: 'created' });
    expect(own.stores.database.refusedReviews).toMatchObject([{ backend: PSI, isProven }]);
  });

  it.each([
    ['with another external id is not kept', randomUUID(), 0],
    ['without an external id is kept', undefined, 1],
  ])('of another backend’s attempt %s', async (_case, locator, count) => {
    const own = await setUp();
    const review = post({ ...own, attempt: { ...own.attempt, externalId: locator as string } });
    await expect(review).rejects.toMatchObject(locator === undefined ? NO_SUCH_ATTEMPT : {});
    expect(own.stores.database.refusedReviews).toHaveLength(count);
  });

  it('by an external id that no attempt has is rejected, whatever its length', async () => {
    const { stores } = await setUp();
    const postBy = (externalId: string) =>
      recordCallback(
        stores.ports,
        {
          review: toReview({ externalId }),
          bytes: Buffer.from('posted'),
          vendor: { name: PSI, settings: SETTINGS, isSigned: true },
        },
        { defaultBackend: PSI, showsExternalIds: () => false },
      );
    for (const externalId of ['', 'unknown', 'x'.repeat(2000)]) {
      await expect(postBy(externalId)).rejects.toMatchObject(NO_SUCH_ATTEMPT);
    }
  });
});
