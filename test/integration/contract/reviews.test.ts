import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { VENDOR } from '../../../src/domain/actors.ts';
import { type Attempt, type Removal, withChange } from '../../../src/domain/attempts/attempt.ts';
import { ATTEMPT_STATUSES, type AttemptStatus } from '../../../src/domain/attempts/status.ts';
import { NO_PAUSES } from '../../../src/domain/exams/pauses.ts';
import { anonymiseDelivery } from '../../../src/domain/privacy/personalData.ts';
import type { ReviewDelivery } from '../../../src/domain/reviews/review.ts';
import { reviewChange } from '../../../src/domain/reviews/verdict.ts';
import { laterBy } from '../../../src/domain/time.ts';
import type { RefusedReview } from '../../../src/usecases/ports/refusedReviews.ts';
import type { ReviewedAttempt } from '../../../src/usecases/ports/reviewStore.ts';
import { aDelivery, anAttempt, NOW } from '../../support/builders.ts';
import { IMPLEMENTATIONS, type Implementation } from '../../support/implementations.ts';

const BY = { role: 'staff', userId: 900 } as const;
// DynamoDB Local deletes items whose time to live is over.
const TODAY = new Date().toISOString();
const REMOVAL: Removal = { at: NOW, by: BY, reason: null };

describe.each(IMPLEMENTATIONS)('reviews $name', ({ open }) => {
  let ports: Implementation['ports'];
  beforeAll(async () => {
    ({ ports } = await open());
  });

  const create = async (overrides: Partial<Attempt> = {}, staleOwners: number[] = []) => {
    const attempt = anAttempt({ status: 'submitted', ...overrides });
    expect(await ports.attempts.create(attempt, { staleOwners })).toEqual({ stored: true });
    return attempt;
  };
  const reviewedFields = ({ attemptId, courseId, examId, user }: Attempt) => ({
    ...{ attemptId, courseId, examId, userId: user.id, isErased: false, verdict: 'verified' as const },
  });
  const live = (
    attempt: Attempt,
    {
      verdict = 'verified',
      read = null,
      ...args
    }: { verdict?: AttemptStatus; read?: Attempt | null; verifiedExternalId?: string | null; isErased?: boolean } = {},
  ): ReviewedAttempt => ({
    ...{ ...reviewedFields(attempt), verdict, isArchived: false as const, verifiedExternalId: attempt.externalId },
    attempt: read,
    change: reviewChange(verdict, read && { attempt: read, pauses: NO_PAUSES }, { now: NOW, by: VENDOR }),
    ...args,
  });
  const archived = (attempt: Attempt): ReviewedAttempt => ({ ...reviewedFields(attempt), isArchived: true });
  const deliveryOf = (attempt: Attempt, overrides: Partial<ReviewDelivery> = {}) =>
    aDelivery({ attemptCode: attempt.attemptCode, recordLocator: attempt.externalId, ...overrides });
  const store = async (
    delivery: ReviewDelivery,
    reviewed: ReviewedAttempt,
    options: { receivedAt?: string; isEarlier?: boolean } = {},
  ) => {
    const { current } = await ports.reviews.lookUp(delivery.attemptCode);
    return ports.reviews.store(delivery, reviewed, {
      receivedAt: NOW,
      isEarlier: false,
      ...options,
      current,
    });
  };
  const scheduledBy = async (at: string) => {
    const pages = await Promise.all(ports.schedule.buckets.map(bucket => ports.schedule.read(bucket, at, undefined)));
    return pages.flatMap(page => page.scheduled);
  };
  const versionsOf = ({ attemptCode }: Attempt) => ports.reviewReader.readVersions(attemptCode);

  describe('recording', () => {
    it.each(ATTEMPT_STATUSES)('changes a live attempt in the status %s to the verdict', async status => {
      const attempt = await create({ status });
      expect(await store(deliveryOf(attempt), live(attempt, { verdict: 'second_review_required' }))).toBe('stored');
      expect(await ports.attempts.read(attempt.attemptId)).toMatchObject({
        ...{ status: 'second_review_required', version: attempt.version + 2 },
      });
    });

    it('stores the review with the verdict on the attempt', async () => {
      const attempt = await create({ status: 'started', startedAt: NOW, allowedTimeSeconds: 60 });
      const { attemptCode } = attempt;
      const scheduled = { attemptId: attempt.attemptId, scheduledAt: laterBy(NOW, 60) };
      expect(await scheduledBy(scheduled.scheduledAt)).toContainEqual(scheduled);
      expect(await ports.reviews.lookUp(attemptCode)).toEqual({
        entry: { attempt, removal: null },
        current: undefined,
      });
      const delivery = deliveryOf(attempt, { verdictAt: NOW });
      expect(await store(delivery, live(attempt))).toBe('stored');
      expect(await ports.attempts.read(attempt.attemptId)).toEqual({
        ...{ ...attempt, status: 'verified', version: 3, modifiedAt: NOW },
        lastChange: { by: VENDOR, reason: null },
      });
      expect(await scheduledBy(scheduled.scheduledAt)).not.toContainEqual(scheduled);
      expect((await ports.reviews.lookUp(attemptCode)).current).toMatchObject({
        ...{ attemptId: attempt.attemptId, verdictAt: NOW, receivedAt: NOW, digests: [delivery.digest] },
      });
      expect(await versionsOf(attempt)).toEqual([
        {
          ...{ attemptCode, attemptId: attempt.attemptId, courseId: attempt.courseId, examId: attempt.examId },
          ...{ learnerId: attempt.user.id, vendor: delivery.vendor, reviewStatus: 'Clean', verdict: 'verified' },
          ...{ videoLink: delivery.videoLink, comments: delivery.comments, receivedAt: NOW, verdictAt: NOW },
          ...{ isRecordedLate: false, version: 1, deliveryNumber: 1, digest: delivery.digest },
        },
      ]);
      expect(Buffer.from((await ports.reviewReader.readPayload(attemptCode, 1, NOW)) ?? [])).toEqual(
        Buffer.from(delivery.payload),
      );
      expect(await ports.reviewReader.readPayload(attemptCode, 2, NOW)).toBeUndefined();
      expect(await ports.reviewReader.readVersions('none')).toEqual([]);
    });

    it('is outdated, and changes nothing, if another review came first', async () => {
      const attempt = await create();
      const { current } = await ports.reviews.lookUp(attempt.attemptCode);
      expect(await store(deliveryOf(attempt), live(attempt))).toBe('stored');
      const second = { receivedAt: NOW, isEarlier: false, current };
      const rejecting = live(attempt, { verdict: 'rejected' });
      expect(await ports.reviews.store(deliveryOf(attempt), rejecting, second)).toBe('outdated');
      expect(await versionsOf(attempt)).toHaveLength(1);
      expect(await ports.attempts.read(attempt.attemptId)).toMatchObject({ status: 'verified', version: 3 });
      const replaced = { ...second, ...(await ports.reviews.lookUp(attempt.attemptCode)) };
      expect(await ports.reviews.store(deliveryOf(attempt), live(attempt), replaced)).toBe('stored');
      for (const isEarlier of [false, true]) {
        const late = { ...replaced, isEarlier };
        expect(await ports.reviews.store(deliveryOf(attempt), rejecting, late)).toBe('outdated');
      }
      expect(await versionsOf(attempt)).toHaveLength(2);
      expect(await ports.attempts.read(attempt.attemptId)).toMatchObject({ status: 'verified', version: 5 });
    });

    it('is outdated if the attempt is no longer as it was located', async () => {
      const [removed, present] = [await create(), await create()];
      await ports.attempts.remove(removed, REMOVAL);
      const outdated = withChange(present, { externalId: null }, { now: NOW, by: BY });
      await ports.attempts.write(present, outdated);
      for (const [attempt, reviewed] of [
        [removed, live(removed)],
        [removed, live(removed, { verifiedExternalId: null })],
        [present, archived(present)],
        [present, live(present)],
        [present, live(outdated, { verifiedExternalId: null, read: present })],
      ] as const) {
        expect(await store(deliveryOf(attempt), reviewed)).toBe('outdated');
        expect(await versionsOf(attempt)).toEqual([]);
      }
      expect(await ports.attempts.read(present.attemptId)).toEqual(outdated);
      expect(await store(deliveryOf(removed), archived(removed))).toBe('stored');
      expect(await ports.attempts.read(removed.attemptId)).toBeUndefined();
      const reading = live(outdated, { verifiedExternalId: null, read: outdated });
      expect(await store(deliveryOf(present), reading)).toBe('stored');
    });

    it('stores no part of a payload without its review', async () => {
      const [attempt, payload] = [await create(), randomBytes(500_000)];
      const delivery = deliveryOf(attempt, { payload });
      expect(await store(delivery, archived(attempt))).toBe('outdated');
      expect(await ports.reviewReader.readPayload(attempt.attemptCode, 1, NOW)).toBeUndefined();
      expect(await store(delivery, live(attempt))).toBe('stored');
      const stored = (await ports.reviewReader.readPayload(attempt.attemptCode, 1, NOW)) ?? [];
      expect(Buffer.compare(Buffer.from(stored), payload)).toBe(0);
    });

    it('needs the attempt as it was read if its cascade is unfinished, and leaves that to the schedule', async () => {
      const attempt = await create({ status: 'declined', cascadePending: true, modifiedAt: NOW });
      expect(await store(deliveryOf(attempt), live(attempt))).toBe('outdated');
      expect(await store(deliveryOf(attempt), live(attempt, { read: attempt }))).toBe('stored');
      const reviewed = { status: 'verified', version: 3, cascadePending: true };
      expect(await ports.attempts.read(attempt.attemptId)).toMatchObject(reviewed);
      expect(await scheduledBy(NOW)).toContainEqual({ attemptId: attempt.attemptId, scheduledAt: NOW });
    });

    it('records how an attempt ended in an error, if it was read', async () => {
      for (const remainingSeconds of [90, null]) {
        const time = remainingSeconds === null ? {} : { startedAt: NOW, allowedTimeSeconds: remainingSeconds };
        const attempt = await create({ isResumable: false, ...time });
        const reviewed = live(attempt, { read: attempt, verdict: 'error' });
        expect(await store(deliveryOf(attempt), reviewed)).toBe('stored');
        expect(await ports.attempts.read(attempt.attemptId)).toMatchObject({
          ...{ status: 'error', isResumable: true, timeRemainingSeconds: remainingSeconds, version: 3 },
        });
      }
    });

    it('have no personal data of an erased learner', async () => {
      const attempt = await create();
      await ports.erasure.mark(attempt.user.id, NOW);
      expect(await store(deliveryOf(attempt), live(attempt))).toBe('erased');
      expect(await versionsOf(attempt)).toEqual([]);
      expect(await ports.attempts.read(attempt.attemptId)).toEqual(attempt);
      const delivery = anonymiseDelivery(deliveryOf(attempt));
      expect(await store(delivery, live(attempt, { isErased: true }))).toBe('stored');
      expect(await versionsOf(attempt)).toMatchObject([{ videoLink: null, comments: [{ comment: '' }] }]);
      expect(await ports.reviewReader.readPayload(attempt.attemptCode, 1, NOW)).toBeUndefined();
    });
  });

  describe('versions of one attempt', () => {
    it('supersede each other, each with its own payload', async () => {
      const attempt = await create();
      const [first, second] = [deliveryOf(attempt), deliveryOf(attempt, { reviewStatus: 'Suspicious' })];
      await store(first, live(attempt));
      expect(await store(second, live(attempt, { verdict: 'rejected' }))).toBe('stored');
      expect(await versionsOf(attempt)).toMatchObject([
        { version: 2, deliveryNumber: 2, reviewStatus: 'Suspicious', digest: second.digest },
        { version: 1, deliveryNumber: 1, reviewStatus: 'Clean', digest: first.digest },
      ]);
      for (const [number, { payload }] of [
        [1, first],
        [2, second],
      ] as const) {
        const stored = await ports.reviewReader.readPayload(attempt.attemptCode, number, NOW);
        expect(Buffer.from(stored ?? [])).toEqual(Buffer.from(payload));
      }
      expect((await ports.reviews.lookUp(attempt.attemptCode)).current?.digests).toEqual([first.digest, second.digest]);
    });

    it('come before the current one if their verdict is earlier, and change no status', async () => {
      const attempt = await create();
      const [first, earlier] = [
        deliveryOf(attempt, { verdictAt: NOW }),
        deliveryOf(attempt, { verdictAt: laterBy(NOW, -60), reviewStatus: 'Suspicious' }),
      ];
      await store(first, live(attempt));
      const stored = await ports.attempts.read(attempt.attemptId);
      expect(await store(earlier, live(attempt, { verdict: 'rejected' }), { isEarlier: true })).toBe('stored');
      expect(await ports.attempts.read(attempt.attemptId)).toEqual(stored);
      expect(await versionsOf(attempt)).toMatchObject([
        { version: 2, deliveryNumber: 1, reviewStatus: 'Clean' },
        { version: 1, deliveryNumber: 2, reviewStatus: 'Suspicious' },
      ]);
      const { current } = await ports.reviews.lookUp(attempt.attemptCode);
      expect(current).toMatchObject({ verdictAt: NOW, digests: [first.digest, earlier.digest] });
      await store(deliveryOf(attempt, { verdictAt: laterBy(NOW, 60) }), live(attempt));
      expect((await versionsOf(attempt)).map(({ deliveryNumber }) => deliveryNumber)).toEqual([3, 1, 2]);
    });

    it('recorded late have the time of their arrival', async () => {
      const attempt = await create();
      const arrivedAt = laterBy(NOW, -600);
      await store(deliveryOf(attempt, { arrivedAt }), live(attempt));
      expect(await versionsOf(attempt)).toMatchObject([{ receivedAt: arrivedAt, isRecordedLate: true }]);
    });
  });

  describe('a course', () => {
    const pageOf = (courseId: string, page: object = {}) => ports.courseReviews.find(courseId, { limit: 10, ...page });
    const idsOf = async (...args: Parameters<typeof pageOf>) =>
      (await pageOf(...args)).refs.map(({ attemptId }) => attemptId);
    const reviewed = async (overrides: Partial<Attempt>, delivery: Partial<ReviewDelivery> = {}) => {
      const attempt = await create(overrides);
      await store(deliveryOf(attempt, delivery), live(attempt));
      return attempt;
    };

    it('has reviews by newest attempt, in pages, filtered by exam and status', async () => {
      const courseId = randomUUID();
      const base = randomInt(1, 2 ** 40);
      const [first, second, third] = [
        await reviewed({ courseId, attemptId: base, examId: 1 }),
        await reviewed({ courseId, attemptId: base + 2, examId: 2 }, { reviewStatus: 'Suspicious' }),
        await reviewed({ courseId, attemptId: base + 1, examId: 1 }),
      ];
      await create({ courseId });
      await reviewed({ courseId: randomUUID() });
      const [firstId, secondId, thirdId] = [first.attemptId, second.attemptId, third.attemptId];
      expect(await idsOf(courseId)).toEqual([secondId, thirdId, firstId]);
      const page = await pageOf(courseId, { limit: 2 });
      expect(page.refs.map(({ attemptId }) => attemptId)).toEqual([secondId, thirdId]);
      const next = await pageOf(courseId, { limit: 2, cursor: page.nextCursor ?? '' });
      expect([next.refs.map(({ attemptId }) => attemptId), next.nextCursor]).toEqual([[firstId], null]);
      expect(await idsOf(courseId, { cursor: page.refs[0]?.cursor })).toEqual([thirdId, firstId]);
      expect(await idsOf(courseId, { examId: 1 })).toEqual([thirdId, firstId]);
      expect(await idsOf(courseId, { reviewStatus: 'Suspicious' })).toEqual([secondId]);
      await expect(pageOf(courseId, { cursor: 'foreign' })).rejects.toMatchObject({ code: 'invalid_request' });
    });

    it('has them with the attempt, if it is live, and the comments', async () => {
      const courseId = randomUUID();
      const [removed, present] = [await reviewed({ courseId }), await reviewed({ courseId })];
      const stored = (await ports.attempts.read(removed.attemptId)) ?? expect.fail('gone');
      await ports.attempts.remove(stored, REMOVAL);
      const { refs } = await pageOf(courseId);
      const rows = new Map((await ports.courseReviews.read(refs)).map(row => [row.attemptId, row]));
      expect(rows.get(removed.attemptId)?.live).toBeUndefined();
      const presentRow = rows.get(present.attemptId) ?? expect.fail('not read');
      expect(presentRow).toMatchObject({
        live: { status: 'verified' },
        learnerId: present.user.id,
        review: { version: 1 },
      });
      expect(presentRow.review).not.toHaveProperty('videoLink');
      expect(await presentRow.readComments()).toMatchObject([{ comment: 'Looked away' }]);
      const entries = await ports.courseReviews.entriesOf([...rows.values()]);
      expect(entries.codes.get(removed.attemptCode)?.removal).toEqual(REMOVAL);
      expect(entries.codes.get(present.attemptCode)?.removal).toBeNull();
      expect(entries.learners.size).toBe(0);
    });

    it('has one row for each attempt that had a code', async () => {
      const [courseId, other] = [randomUUID(), randomUUID()];
      const first = await reviewed({ courseId });
      await ports.attempts.remove((await ports.attempts.read(first.attemptId)) ?? first, REMOVAL);
      const second = await create({ courseId: other, attemptCode: first.attemptCode }, [first.attemptId]);
      const before = await pageOf(courseId);
      await store(deliveryOf(second), live(second));
      await store(deliveryOf(second), live(second));
      expect(await ports.courseReviews.read(before.refs)).toEqual([]);
      expect(await idsOf(courseId)).toEqual([first.attemptId]);
      expect(await idsOf(other)).toEqual([second.attemptId]);
      const reviewedIds = (await versionsOf(second)).map(({ attemptId }) => attemptId);
      expect(reviewedIds).toEqual([second.attemptId, second.attemptId, first.attemptId]);
      expect(await ports.courseReviews.read((await pageOf(courseId)).refs)).toHaveLength(1);
    });

    it('has the review of each attempt itself, not of another one with its code', async () => {
      const first = await reviewed({});
      await ports.attempts.remove((await ports.attempts.read(first.attemptId)) ?? first, REMOVAL);
      const second = await create({ attemptCode: first.attemptCode }, [first.attemptId]);
      const other = await reviewed({});
      const summary = { reviewStatus: 'Clean', receivedAt: NOW };
      const attempts = [first, second, other];
      expect(await ports.courseReviews.ofAttempts(attempts)).toEqual(
        new Map([first, other].map(({ attemptId }) => [attemptId, summary])),
      );
      await store(deliveryOf(second), live(second));
      expect(await ports.courseReviews.ofAttempts(attempts)).toEqual(
        new Map([second, other].map(({ attemptId }) => [attemptId, summary])),
      );
    });
  });

  describe('refused', () => {
    const aRefusedReview = (overrides: Partial<RefusedReview> = {}): RefusedReview => ({
      ...{ attemptCode: randomUUID(), attemptId: randomInt(1, 2 ** 40), learnerId: randomInt(1, 2 ** 40) },
      ...{ externalId: 'E', backend: 'b', isProven: true, receivedAt: TODAY, verdictAt: null },
      bytes: Buffer.from(randomUUID()),
      ...overrides,
    });
    const store = (refusedReview: RefusedReview) => ports.refusedReviews.store(refusedReview);

    it('are stored once, up to a maximum per sender', async () => {
      const first = aRefusedReview();
      expect([await store(first), await store(first)]).toEqual(['stored', 'stored']);
      const { bytes: _, ...sender } = first;
      for (let count = 1; count < 10; count++) expect(await store(aRefusedReview(sender))).toBe('stored');
      expect(await store(aRefusedReview(sender))).toBe('limit_reached');
      expect(await store(first)).toBe('stored');
      for (const overrides of [{ isProven: false }, { backend: 'c' }, { attemptId: 1 }]) {
        expect(await store(aRefusedReview({ ...sender, ...overrides }))).toBe('stored');
      }
    });

    it('are not stored for an erased learner', async () => {
      const refusedReview = aRefusedReview();
      await ports.erasure.mark(refusedReview.learnerId, NOW);
      expect(await store(refusedReview)).toBe('retired');
    });
  });
});
