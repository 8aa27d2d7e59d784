import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import type { ReviewDelivery } from '../../src/domain/reviews/review.ts';
import { mapInBatches } from '../../src/platform/mapInBatches.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { type ReportQuestion, readViolationReport } from '../../src/usecases/reviews/readViolationReport.ts';
import { aDelivery, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { SETTINGS, storedAttempt, storedExam } from '../support/scenarios.ts';
import { takeReview } from '../support/takeReview.ts';

let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

/** One query for each of the keys that a course is spread over, side by side. */
const EVERY_KEY = Array.from({ length: 8 }, () => 'Query');

const UPDATES = { ...SETTINGS, allowReviewUpdates: true };

/** A course of its own with one exam. */
async function newCourse() {
  const courseId = `course-v1:X+${randomUUID()}+1`;
  return { courseId, examId: await storedExam(stores, { courseId }) };
}

function review(attempt: Attempt, given: Partial<ReviewDelivery> = {}, settings = UPDATES) {
  const { attemptCode, externalId } = attempt;
  return takeReview(stores.ports, settings, aDelivery({ attemptCode, recordLocator: externalId, ...given }));
}

async function reviewedAttempt(examId: number, given: Partial<ReviewDelivery> = {}) {
  const attempt = await storedAttempt(stores, examId);
  await review(attempt, given);
  return attempt;
}

const report = (courseId: string, asked: Partial<ReportQuestion> = {}, caller = STAFF) =>
  readViolationReport(stores.ports, caller, courseId, { limit: 100, ...asked });

/** All pages, one after the other. @param between done after each of them */
async function allPages(courseId: string, asked: Partial<ReportQuestion>, between = async () => {}) {
  const pages = [];
  let cursor: string | undefined;
  do {
    const page = await report(courseId, { ...asked, cursor });
    pages.push(page.rows);
    cursor = page.nextCursor ?? undefined;
    await between();
  } while (cursor !== undefined);
  return pages;
}

const idsOf = (rows: readonly { review: { attemptId: number } }[]) => rows.map(one => one.review.attemptId);
const newestFirst = (ids: readonly number[]) => [...ids].sort((one, other) => other - one);

describe('page after page', () => {
  it('reviews come once each, while others arrive, are replaced and attempts are removed', async () => {
    const { courseId, examId } = await newCourse();
    const attempts = await mapInBatches(Array.from({ length: 80 }), 20, () => reviewedAttempt(examId));
    const before = newestFirst(attempts.map(({ attemptId }) => attemptId));
    let at = 0;
    const pages = await allPages(courseId, { limit: 12 }, async () => {
      const some = attempts.slice(at, at + 8);
      at += 8;
      await reviewedAttempt(examId);
      const isReplaced = new Set(some.filter((_, index) => index % 2 === 0));
      await mapInBatches(some, 20, async attempt => {
        if (isReplaced.has(attempt)) await review(attempt, { reviewStatus: 'Suspicious' });
        else await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
      });
    });
    expect(pages.map(page => page.length)).toEqual([12, 12, 12, 12, 12, 12, 8]);
    expect(pages.flatMap(idsOf)).toEqual(before);
    const everyone = new Map(attempts.map(({ attemptId, user }) => [attemptId, user]));
    for (const { review: one, attempt } of pages.flat()) expect(attempt?.user).toEqual(everyone.get(one.attemptId));
    expect((await report(courseId, { limit: 1000 })).rows).toHaveLength(87);
  });

  it('costs the same calls whatever the size of the course', async () => {
    const { courseId, examId } = await newCourse();
    const attempts = await mapInBatches(Array.from({ length: 60 }), 20, () => reviewedAttempt(examId));
    const callsOf = async (limit: number) => {
      stores.calls.take();
      expect((await report(courseId, { limit })).rows).toHaveLength(Math.min(limit, 60));
      return stores.calls.take();
    };
    expect(await callsOf(5)).toEqual([...EVERY_KEY, 'BatchGetItem', 'BatchGetItem']);
    expect(await callsOf(25)).toEqual([...EVERY_KEY, 'BatchGetItem', 'BatchGetItem']);
    expect(await callsOf(100)).toEqual([...EVERY_KEY, ...Array.from({ length: 4 }, () => 'BatchGetItem')]);
    // One more for each group in which attempts were removed.
    await removeAttempt(stores.ports, STAFF, Math.max(...attempts.map(one => one.attemptId)), null);
    expect(await callsOf(25)).toEqual([...EVERY_KEY, 'BatchGetItem', 'BatchGetItem', 'BatchGetItem']);
  });

  it('has even a review that is longer than a page, by itself', async () => {
    const { courseId, examId } = await newCourse();
    const one = { start: 1, stop: null, duration: null, status: 'Clean', source: 'desktop' };
    const long = Array.from({ length: 3 }, () => ({ ...one, comment: 'é'.repeat(800_000) }));
    await reviewedAttempt(examId);
    await reviewedAttempt(examId, { comments: long });
    await reviewedAttempt(examId);
    expect((await allPages(courseId, {})).map(page => page.map(({ comments }) => comments.length))).toEqual([
      [1],
      [3],
      [1],
    ]);
  });

  it.each(['nonsense', '', 'YXR0ZW1wdCAtMQ', 'YXR0ZW1wdCA5OTk5OTk5OTk5OTk5OTk5'])(
    'the cursor %j is from the beginning or refused',
    async cursor => {
      const { courseId } = await newCourse();
      if (cursor === '') expect((await report(courseId, { cursor })).rows).toEqual([]);
      else await expect(report(courseId, { cursor })).rejects.toMatchObject({ code: 'invalid_request' });
    },
  );
});
