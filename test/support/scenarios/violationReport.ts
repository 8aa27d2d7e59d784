import type { Attempt } from '../../../src/domain/attempts/attempt.ts';
import type { ReviewDelivery } from '../../../src/domain/reviews/review.ts';
import { type ReportQuery, readViolationReport } from '../../../src/usecases/reviews/readViolationReport.ts';
import { newCourseId, STAFF } from '../builders.ts';
import { deliveryFor, UPDATES } from './reviews.ts';
import { recordAsVendor, type Stores, storedAttempt, storedExam } from './stored.ts';

export const idsOf = (rows: readonly { review: { attemptId: number } }[]) => rows.map(row => row.review.attemptId);
export const newestFirst = (ids: readonly number[]) => [...ids].sort((a, b) => b - a);

/** Courses with reviews, and the reports on them. @param storesOf called by each test: the stores open before the first */
export function reportScenarios(storesOf: () => Stores) {
  /** A course of its own with one exam. */
  async function newCourse() {
    const courseId = newCourseId();
    return { courseId, examId: await storedExam(storesOf(), { courseId }) };
  }

  function review(attempt: Attempt, overrides: Partial<ReviewDelivery> = {}, settings = UPDATES) {
    return recordAsVendor(storesOf().ports, settings, deliveryFor(attempt, overrides));
  }

  async function reviewedAttempt(examId: number, overrides: Partial<ReviewDelivery> = {}) {
    const attempt = await storedAttempt(storesOf(), examId);
    await review(attempt, overrides);
    return attempt;
  }

  const report = (courseId: string, query: Partial<ReportQuery> = {}, caller = STAFF) =>
    readViolationReport(storesOf().ports, caller, courseId, { limit: 100, ...query });

  /** All pages in turn. @param between runs after each of them */
  async function allPages(courseId: string, query: Partial<ReportQuery>, between = async () => {}) {
    const pages = [];
    let cursor: string | undefined;
    do {
      const page = await report(courseId, { ...query, cursor });
      pages.push(page.rows);
      cursor = page.nextCursor ?? undefined;
      await between();
    } while (cursor !== undefined);
    return pages;
  }

  return { newCourse, review, reviewedAttempt, report, allPages };
}
