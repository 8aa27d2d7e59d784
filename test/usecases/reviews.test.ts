import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { ReviewDelivery } from '../../src/domain/reviews/review.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { readReview, readReviewPayload } from '../../src/usecases/reviews/readReview.ts';
import { readViolationReport } from '../../src/usecases/reviews/readViolationReport.ts';
import { recordReviewOfBackend } from '../../src/usecases/reviews/recordVendorReview.ts';
import { parseRestReview } from '../../src/vendors/rest/parse.ts';
import { aCaller, aDelivery, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { SETTINGS, storedAttempt, storedExam } from '../support/scenarios.ts';
import { takeReview } from '../support/takeReview.ts';

const stores = inMemoryStores();
let examId: number;

beforeAll(async () => {
  examId = await storedExam(stores);
});

function deliveryFor(attempt: Attempt, overrides: Partial<ReviewDelivery> = {}): ReviewDelivery {
  return aDelivery({ attemptCode: attempt.attemptCode, recordLocator: attempt.externalId ?? '', ...overrides });
}

const take = (delivery: ReviewDelivery, settings = SETTINGS) => takeReview(stores.ports, settings, delivery);
const statusOf = async (attempt: Attempt) => (await stores.ports.attempts.read(attempt.attemptId))?.status;
const review = async (attempt: Attempt) => (await readReview(stores.ports, STAFF, attempt.attemptCode)).review;

describe('a review of a live attempt', () => {
  it.each([
    ['Clean', 'verified'],
    ['Suspicious', 'verified'],
    ['Rules Violation', 'rejected'],
    ['Not Reviewed', 'rejected'],
  ])('%s leads to %s', async (reviewStatus, status) => {
    const attempt = await storedAttempt(stores, examId);
    expect(await take(deliveryFor(attempt, { reviewStatus }))).toMatchObject({ outcome: 'stored', isArchived: false });
    expect(await stores.ports.attempts.read(attempt.attemptId)).toMatchObject({
      status,
      version: 2,
      lastChange: { by: { role: 'vendor' } },
    });
  });

  it('is stored with its comments, its link and its payload', async () => {
    const attempt = await storedAttempt(stores, examId);
    const delivery = deliveryFor(attempt);
    await take(delivery);
    expect(await review(attempt)).toMatchObject({
      attemptId: attempt.attemptId,
      reviewStatus: 'Clean',
      videoLink: delivery.videoLink,
      comments: delivery.comments,
      version: 1,
    });
    const { payload } = await readReviewPayload(stores.ports, STAFF, attempt.attemptCode);
    expect(Buffer.from(payload)).toEqual(delivery.payload);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'vendor.example', `https://vendor.example/${'x'.repeat(8192)}`])(
    'has no link where an earlier release stored %s',
    async videoLink => {
      const attempt = await storedAttempt(stores, examId);
      const settings = { ...SETTINGS, allowReviewUpdates: true };
      await take(deliveryFor(attempt, { videoLink }), settings);
      await take(deliveryFor(attempt, { videoLink }), settings);
      const { review, earlier } = await readReview(stores.ports, STAFF, attempt.attemptCode);
      expect([review, ...earlier].map(version => version.videoLink)).toEqual([null, null]);
    },
  );

  it('compares the locator in any case', async () => {
    const attempt = await storedAttempt(stores, examId);
    await take(deliveryFor(attempt, { recordLocator: attempt.externalId.toUpperCase() }));
    expect(await statusOf(attempt)).toBe('verified');
  });
});

describe('a review read by staff of the course who took the exam themselves', () => {
  it('omits the external id where the vendor wrote it into the link or a comment', async () => {
    const attempt = await storedAttempt(stores, examId);
    const id = attempt.externalId.toUpperCase();
    const leakyDelivery = {
      start: null,
      stop: null,
      duration: null,
      comment: `session ${id}`,
      status: 'Clean',
      source: 'webcam',
    };
    const videoLink = `https://vendor.example/?ID=${id}`;
    const delivery = deliveryFor(attempt, {
      videoLink,
      comments: [leakyDelivery, { ...leakyDelivery, comment: 'Looked away' }],
    });
    await take(delivery);
    const colleague = aCaller({ userId: 12, courseStaff: [attempt.courseId] });
    const seen = await readReview(stores.ports, colleague, attempt.attemptCode);
    expect(seen.review).toMatchObject({ videoLink, comments: delivery.comments });
    const own = await readReview(stores.ports, { ...colleague, userId: attempt.user.id }, attempt.attemptCode);
    expect(JSON.stringify(own).toLowerCase()).not.toContain(attempt.externalId.toLowerCase());
    expect(own.review.comments).toMatchObject([{ comment: '' }, { comment: 'Looked away' }]);
    const me = { ...colleague, userId: attempt.user.id };
    const ports = { ...stores.ports, timedOutStatus: 'submitted' as const };
    const { rows } = await readViolationReport(ports, me, attempt.courseId, { limit: 1 });
    expect(rows).toMatchObject([{ attempt: { attemptId: attempt.attemptId }, comments: [{ comment: '' }, {}] }]);
    await removeAttempt(ports, STAFF, attempt.attemptId, null);
    await storedAttempt(stores, attempt.examId, { attemptCode: attempt.attemptCode });
    const afterReuse = await readReview(stores.ports, { ...me }, attempt.attemptCode);
    expect(JSON.stringify(afterReuse).toLowerCase()).not.toContain(attempt.externalId.toLowerCase());
    const reported = async () => {
      const report = await readViolationReport(ports, me, attempt.courseId, { limit: 100 });
      return JSON.stringify(report.rows.map(({ comments }) => comments));
    };
    expect((await reported()).toLowerCase()).not.toContain(attempt.externalId.toLowerCase());
    stores.archive();
    expect((await reported()).toLowerCase()).not.toContain(attempt.externalId.toLowerCase());
  });
});

describe('a rejected review changes nothing', () => {
  it('of an attempt without an external id', async () => {
    const attempt = await storedAttempt(stores, examId, { externalId: undefined as never });
    await expect(take(deliveryFor({ ...attempt, externalId: '' }))).rejects.toMatchObject({
      code: 'suspicious_lookup',
    });
    await expect(take(deliveryFor({ ...attempt, externalId: 'null' }))).rejects.toMatchObject({
      code: 'suspicious_lookup',
    });
  });

  it('and does not disclose the locator; the log has both shortened', async () => {
    const attempt = await storedAttempt(stores, examId, { externalId: 'abcdefgh-1' });
    const refusal = await take(deliveryFor(attempt, { recordLocator: 'zyxwvut-2' })).catch(error => error);
    expect(refusal.message).not.toContain('abcd');
    expect(refusal.logged).toMatchObject({ expectedLocator: 'abcd…', receivedLocator: 'zyxw…' });
  });

  it('as the second review, unless the delivery is repeated', async () => {
    const attempt = await storedAttempt(stores, examId);
    const first = deliveryFor(attempt);
    await take(first);
    expect(await take(first)).toMatchObject({ outcome: 'repeated' });
    const otherDelivery = deliveryFor(attempt, { reviewStatus: 'Rules Violation' });
    await expect(take(otherDelivery)).rejects.toMatchObject({ code: 'review_already_exists' });
    expect(await stores.ports.attempts.read(attempt.attemptId)).toMatchObject({ status: 'verified', version: 2 });
  });
});

describe('settings', () => {
  it('ALLOW_CALLBACK_SIMULATION skips the locator check only', async () => {
    const settings = { ...SETTINGS, allowCallbackSimulation: true };
    const attempt = await storedAttempt(stores, examId);
    await expect(take(deliveryFor(attempt, { attemptCode: 'NO SUCH' }), settings)).rejects.toMatchObject({
      code: 'review_attempt_does_not_exist',
    });
    await take(deliveryFor(attempt, { recordLocator: 'anything' }), settings);
    expect(await statusOf(attempt)).toBe('verified');
  });

  it('ALLOW_CALLBACK_SIMULATION does not skip the locator check of a review by token', async () => {
    const attempt = await storedAttempt(stores, examId);
    // It has let go of the external id, by which it is still found.
    stores.editManually(attempt, { externalId: null });
    const settings = { ...SETTINGS, allowCallbackSimulation: true, outcomes: { passed: 'verified' as const } };
    const bytes = Buffer.from('{"status":"passed"}');
    const { externalId } = attempt;
    const record = () =>
      recordReviewOfBackend(
        stores.ports,
        STAFF,
        { externalId, bytes },
        {
          of: () => ({ settings, parse: (id: string) => parseRestReview(bytes, id) }),
          defaultBackend: 'software_secure',
        },
      );
    await expect(record()).rejects.toMatchObject({ code: 'suspicious_lookup' });
    expect(await statusOf(attempt)).toBe('created');
    stores.editManually(attempt, { externalId });
    await record();
    expect(await statusOf(attempt)).toBe('verified');
  });

  it('ALLOW_REVIEW_UPDATES stores every version with its comments and recognises every repeated delivery', async () => {
    const settings = { ...SETTINGS, allowReviewUpdates: true };
    const attempt = await storedAttempt(stores, examId);
    const first = deliveryFor(attempt);
    const second = deliveryFor(attempt, { reviewStatus: 'Rules Violation', comments: [] });
    await take(first, settings);
    await take(second, settings);
    expect(await statusOf(attempt)).toBe('rejected');
    expect(await take(first, settings)).toMatchObject({ outcome: 'repeated' });
    expect(await statusOf(attempt)).toBe('rejected');
    const storedReview = await readReview(stores.ports, STAFF, attempt.attemptCode);
    expect(storedReview.review).toMatchObject({ version: 2, reviewStatus: 'Rules Violation', comments: [] });
    expect(storedReview.earlier).toMatchObject([{ version: 1, reviewStatus: 'Clean', comments: first.comments }]);
    const { payload } = await readReviewPayload(stores.ports, STAFF, attempt.attemptCode);
    expect(Buffer.from(payload)).toEqual(second.payload);
  });
});

describe('versions', () => {
  const settings = { ...SETTINGS, allowReviewUpdates: true };

  it('of a code that another attempt has taken over belong to an inactive attempt', async () => {
    const first = await storedAttempt(stores, examId);
    await take(deliveryFor(first));
    await removeAttempt(stores.ports, STAFF, first.attemptId, null);
    const { attemptCode, externalId } = first;
    const second = await storedAttempt(stores, examId, { attemptCode, externalId });
    expect(await readReview(stores.ports, STAFF, attemptCode)).toMatchObject({
      review: { attemptId: first.attemptId },
      isAttemptActive: false,
    });
    await take(deliveryFor(second, { reviewStatus: 'Suspicious' }), settings);
    expect(await readReview(stores.ports, STAFF, attemptCode)).toMatchObject({
      review: { attemptId: second.attemptId, version: 2 },
      earlier: [{ attemptId: first.attemptId, version: 1 }],
      isAttemptActive: true,
    });
  });
});

describe('a reused code', () => {
  const reuse = async (first: Attempt, overrides: { externalId?: string | null } = {}) => {
    await removeAttempt(stores.ports, STAFF, first.attemptId, null);
    const externalId = overrides.externalId ?? first.externalId ?? '';
    return storedAttempt(stores, examId, { attemptCode: first.attemptCode, externalId });
  };
  const stored = (attempt: Attempt) => readReview(stores.ports, STAFF, attempt.attemptCode);

  it.each([
    ['with the same external id', {}],
    ['with another external id', { externalId: randomUUID() }],
  ])('%s: the review of the former attempt does not block, and stays with that attempt', async (_how, overrides) => {
    const first = await storedAttempt(stores, examId);
    const before = deliveryFor(first, { videoLink: 'https://vendor.example/1' });
    await take(before);
    const second = await reuse(first, overrides);
    const after = deliveryFor(second, { reviewStatus: 'Rules Violation', comments: [] });
    expect(await take(after)).toMatchObject({ outcome: 'stored', attemptId: second.attemptId });
    expect(await statusOf(second)).toBe('rejected');
    expect(await stored(second)).toMatchObject({
      review: { attemptId: second.attemptId, version: 2, reviewStatus: 'Rules Violation', comments: [] },
      earlier: [{ attemptId: first.attemptId, version: 1, reviewStatus: 'Clean', videoLink: before.videoLink }],
      isAttemptActive: true,
    });
    // From now on it exists.
    expect(await take(after)).toMatchObject({ outcome: 'repeated' });
    await expect(take(deliveryFor(second))).rejects.toMatchObject({ code: 'review_already_exists' });
    expect(await statusOf(second)).toBe('rejected');
  });

  it('a repeated delivery of the former review changes nothing, whether the new attempt has a review or not', async () => {
    const first = await storedAttempt(stores, examId);
    const before = deliveryFor(first);
    await take(before);
    const second = await reuse(first);
    expect(await take(before)).toMatchObject({ outcome: 'repeated' });
    expect(await statusOf(second)).toBe('created');
    await take(deliveryFor(second, { reviewStatus: 'Rules Violation' }));
    expect(await take(before)).toMatchObject({ outcome: 'repeated' });
    const third = await reuse(second);
    expect(await take(before)).toMatchObject({ outcome: 'repeated' });
    expect(await statusOf(third)).toBe('created');
  });

  it('a third attempt gets its own review, also after its removal', async () => {
    const first = await storedAttempt(stores, examId);
    await take(deliveryFor(first));
    const second = await reuse(first);
    await take(deliveryFor(second));
    const third = await reuse(second);
    await removeAttempt(stores.ports, STAFF, third.attemptId, null);
    expect(await take(deliveryFor(third))).toMatchObject({ outcome: 'stored', isArchived: true });
    const { review, earlier, isAttemptActive } = await stored(third);
    expect([review, ...earlier].map(version => [version.attemptId, version.version])).toEqual([
      [third.attemptId, 3],
      [second.attemptId, 2],
      [first.attemptId, 1],
    ]);
    expect(isAttemptActive).toBe(false);
    await expect(take(deliveryFor(third))).rejects.toMatchObject({ code: 'review_already_exists' });
  });

  it('a REST review with the bytes of the former one is a new review if its path names another id', async () => {
    const body = Buffer.from('{"status":"passed"}');
    const delivered = async (externalId: string) => {
      const { locate: _, ...parsed } = parseRestReview(body, externalId);
      return { ...parsed, reviewStatus: 'Clean', recordLocator: externalId };
    };
    const first = await storedAttempt(stores, examId);
    const { attemptCode } = first;
    await take({ attemptCode, ...(await delivered(first.externalId)) });
    const second = await reuse(first, { externalId: randomUUID() });
    expect(await take({ attemptCode, ...(await delivered(second.externalId)) })).toMatchObject({ outcome: 'stored' });
    expect(await statusOf(second)).toBe('verified');
    const again = await delivered(second.externalId.toUpperCase());
    expect(await take({ attemptCode, ...again })).toMatchObject({ outcome: 'repeated' });
  });

  it('accepts the bytes of another attempt’s review that an earlier release stored', async () => {
    const body = Buffer.from('{"status":"passed"}');
    const delivered = ({ attemptCode, externalId }: Attempt) => {
      const { locate: _, ...parsed } = parseRestReview(body, externalId ?? '');
      return { ...parsed, attemptCode, reviewStatus: 'Clean', recordLocator: externalId };
    };
    const first = await storedAttempt(stores, examId);
    const { bytesDigest = '', ...before } = delivered(first);
    await take({ ...before, digest: bytesDigest });
    const second = await reuse(first, { externalId: randomUUID() });
    expect(await take(delivered(second))).toMatchObject({ outcome: 'stored' });
    expect(await statusOf(second)).toBe('verified');
  });

  it('recognises by its bytes a delivery that an earlier release stored', async () => {
    const attempt = await storedAttempt(stores, examId);
    const { attemptCode, externalId } = attempt;
    const { locate: _, bytesDigest = '', ...parsed } = parseRestReview(Buffer.from('{"status":"passed"}'), externalId);
    const delivery = { ...parsed, attemptCode, recordLocator: externalId, reviewStatus: 'Clean' };
    await take({ ...delivery, digest: bytesDigest });
    expect(await take({ ...delivery, bytesDigest })).toMatchObject({ outcome: 'repeated' });
  });
});

describe('verdicts that arrive out of order', () => {
  const settings = { ...SETTINGS, allowReviewUpdates: true };
  const minute = (count: number) => new Date(Date.UTC(2026, 10, 2, 9, count)).toISOString();
  const verdict = (attempt: Attempt, at: number | null, overrides: Partial<ReviewDelivery> = {}) =>
    deliveryFor(attempt, { ...(at !== null && { verdictAt: minute(at) }), ...overrides });
  const stored = (attempt: Attempt) => readReview(stores.ports, STAFF, attempt.attemptCode);
  const [good, bad] = [{ reviewStatus: 'Clean' }, { reviewStatus: 'Rules Violation' }];

  it('an earlier verdict becomes an earlier version and changes no status', async () => {
    const attempt = await storedAttempt(stores, examId);
    await take(verdict(attempt, 2, bad), settings);
    const before = await stores.ports.attempts.read(attempt.attemptId);
    const late = verdict(attempt, 1, { ...good, comments: [], videoLink: 'https://vendor.example/late' });
    expect(await take(late, settings)).toMatchObject({ outcome: 'stored', attemptId: attempt.attemptId });
    expect(await stores.ports.attempts.read(attempt.attemptId)).toEqual(before);
    const { review, earlier } = await stored(attempt);
    expect(review).toMatchObject({ ...bad, version: 2, verdictAt: minute(2) });
    expect(earlier).toMatchObject([{ ...good, version: 1, verdictAt: minute(1), comments: [] }]);
    expect(earlier[0]?.videoLink).toBe(late.videoLink);
    expect(await take(late, settings)).toMatchObject({ outcome: 'repeated' });
    expect((await stored(attempt)).earlier).toHaveLength(1);
  });

  it.each([
    ['of the same moment', 1, 1],
    ['without a time', 1, null],
    ['after one without a time', null, 1],
    ['without any times', null, null],
  ])('the order of arrival counts for verdicts %s', async (_what, first, second) => {
    const attempt = await storedAttempt(stores, examId);
    await take(verdict(attempt, first, bad), settings);
    await take(verdict(attempt, second, good), settings);
    expect(await statusOf(attempt)).toBe('verified');
    expect(await stored(attempt)).toMatchObject({ review: { ...good, version: 2 }, earlier: [{ ...bad, version: 1 }] });
  });

  it('an earlier verdict stays earlier even if one without a time arrived in between', async () => {
    const attempt = await storedAttempt(stores, examId);
    await take(verdict(attempt, 2, bad), settings);
    await take(verdict(attempt, null, good), settings);
    await take(verdict(attempt, 1, bad), settings);
    expect(await statusOf(attempt)).toBe('verified');
    expect(await stored(attempt)).toMatchObject({ review: { ...good, version: 3 }, earlier: [bad, bad] });
    await take(verdict(attempt, 3, bad), settings);
    expect(await statusOf(attempt)).toBe('rejected');
  });

  it('without review updates a late verdict is rejected as a second review', async () => {
    const attempt = await storedAttempt(stores, examId);
    await take(verdict(attempt, 2, bad));
    await expect(take(verdict(attempt, 1, good))).rejects.toMatchObject({ code: 'review_already_exists' });
  });

  it('an archived attempt keeps its state; its versions are ordered in the same way', async () => {
    const attempt = await storedAttempt(stores, examId);
    await take(verdict(attempt, 2, bad), settings);
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    expect(await take(verdict(attempt, 1, good), settings)).toMatchObject({ outcome: 'stored', isArchived: true });
    expect(await stored(attempt)).toMatchObject({ review: bad, earlier: [good], isAttemptActive: false });
  });

  it('a new attempt under the code is reviewed regardless of the times', async () => {
    const first = await storedAttempt(stores, examId);
    await take(verdict(first, 8, bad), settings);
    await take(verdict(first, 7, good), settings);
    await removeAttempt(stores.ports, STAFF, first.attemptId, null);
    const { attemptCode, externalId } = first;
    const second = await storedAttempt(stores, examId, { attemptCode, externalId });
    await take(verdict(second, 1, good), settings);
    expect(await statusOf(second)).toBe('verified');
    const { review, earlier } = await stored(second);
    expect([review, ...earlier].map(version => [version.attemptId, version.verdictAt, version.version])).toEqual([
      [second.attemptId, minute(1), 3],
      [first.attemptId, minute(8), 2],
      [first.attemptId, minute(7), 1],
    ]);
  });
});

describe('an archived attempt', () => {
  it('gets its review and keeps its state', async () => {
    const attempt = await storedAttempt(stores, examId);
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    expect(await take(deliveryFor(attempt))).toMatchObject({ outcome: 'stored', isArchived: true });
    expect(await stores.ports.attempts.read(attempt.attemptId)).toBeUndefined();
    expect(await readReview(stores.ports, STAFF, attempt.attemptCode)).toMatchObject({ isAttemptActive: false });
  });

  it('gets it also after a manual deletion from the table', async () => {
    const attempt = await storedAttempt(stores, examId);
    stores.deleteManually(attempt);
    expect(await take(deliveryFor(attempt))).toMatchObject({ outcome: 'stored', isArchived: true });
  });
});
