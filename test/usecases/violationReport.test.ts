import { describe, expect, it } from 'vitest';
import { mapInBatches } from '../../src/platform/mapInBatches.ts';
import { changeStudentName } from '../../src/usecases/attempts/changeStudentName.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { readExam } from '../../src/usecases/exams/readExam.ts';
import type { ReportQuery } from '../../src/usecases/reviews/readViolationReport.ts';
import { aCaller, STAFF } from '../support/builders.ts';
import { inMemoryStores } from '../support/inMemoryPorts/inMemoryStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';
import { idsOf, newestFirst, reportScenarios } from '../support/scenarios/violationReport.ts';

const stores = inMemoryStores();

const { newCourse, review, reviewedAttempt, report, allPages } = reportScenarios(() => stores);

describe('the violation report of a course', () => {
  it('has one row for each review, live or archived, with learner and exam', async () => {
    const { courseId, examId } = await newCourse();
    const live = await reviewedAttempt(examId, { reviewStatus: 'Rules Violation' });
    const removed = await reviewedAttempt(examId);
    await removeAttempt(stores.ports, STAFF, removed.attemptId, null);
    await storedAttempt(stores, examId);
    const { rows, nextCursor } = await report(courseId);
    expect(nextCursor).toBeNull();
    expect(rows).toMatchObject([
      {
        review: { attemptId: removed.attemptId, reviewStatus: 'Clean', verdict: 'verified', vendor: 'software_secure' },
        attempt: { attemptId: removed.attemptId, user: removed.user, studentName: 'Mina Okafor', status: 'verified' },
        isArchived: true,
        exam: { examId, courseId },
      },
      {
        review: { attemptId: live.attemptId, reviewStatus: 'Rules Violation', verdict: 'rejected' },
        comments: [{ comment: 'Looked away', status: 'Suspicious' }],
        attempt: { attemptId: live.attemptId, user: live.user, status: 'rejected' },
        isArchived: false,
      },
    ]);
  });

  it('has the current one of several versions', async () => {
    const { courseId, examId } = await newCourse();
    const attempt = await reviewedAttempt(examId);
    await review(attempt, { reviewStatus: 'Rules Violation', comments: [] });
    await review(attempt, { reviewStatus: 'Suspicious', comments: [] });
    const { rows } = await report(courseId);
    expect(rows).toMatchObject([{ review: { version: 3, reviewStatus: 'Suspicious' }, comments: [] }]);
  });

  it('has the verdict on a removed attempt, which keeps its state', async () => {
    const { courseId, examId } = await newCourse();
    const attempt = await storedAttempt(stores, examId);
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    await review(attempt, { reviewStatus: 'Rules Violation' });
    expect((await report(courseId)).rows).toMatchObject([
      { review: { verdict: 'rejected' }, attempt: { status: 'created' }, isArchived: true },
    ]);
  });

  it('is for staff of the course only', async () => {
    const { courseId, examId } = await newCourse();
    await reviewedAttempt(examId);
    await expect(report(courseId, {}, aCaller())).rejects.toMatchObject({ code: 'forbidden' });
    await expect(report(courseId, {}, aCaller({ courseStaff: ['other'] }))).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect((await report(courseId, {}, aCaller({ courseStaff: [courseId] }))).rows).toHaveLength(1);
  });
});

describe('a code that another attempt has taken over', () => {
  async function reusedCode() {
    const { courseId, examId } = await newCourse();
    const first = await reviewedAttempt(examId);
    await removeAttempt(stores.ports, STAFF, first.attemptId, null);
    const { attemptCode, externalId } = first;
    const second = await storedAttempt(stores, examId, { attemptCode, externalId, studentName: 'Somebody Else' });
    return { courseId, first, second };
  }

  it('leaves the review with its attempt, as in the history', async () => {
    const { courseId, first } = await reusedCode();
    // Before the history is written the learner is unknown, and nobody is named.
    expect((await report(courseId)).rows).toMatchObject([
      { review: { attemptId: first.attemptId }, attempt: null, isArchived: true },
    ]);
    stores.archive();
    expect((await report(courseId)).rows).toMatchObject([
      { review: { attemptId: first.attemptId }, attempt: { user: first.user, status: 'verified' }, isArchived: true },
    ]);
  });

  it('names nobody else once that attempt is removed, too', async () => {
    const { courseId, first, second } = await reusedCode();
    await removeAttempt(stores.ports, STAFF, second.attemptId, null);
    expect((await report(courseId)).rows).toMatchObject([{ review: { attemptId: first.attemptId }, attempt: null }]);
    stores.archive();
    expect((await report(courseId)).rows).toMatchObject([{ attempt: { user: first.user } }]);
  });

  it('keeps both reviews, each with its own learner, once the other one is reviewed', async () => {
    const { courseId, first, second } = await reusedCode();
    stores.archive();
    await review(second, { reviewStatus: 'Suspicious' });
    await review(second, { reviewStatus: 'Rules Violation' });
    expect((await report(courseId)).rows).toMatchObject([
      {
        review: { attemptId: second.attemptId, reviewStatus: 'Rules Violation' },
        attempt: { user: second.user, studentName: 'Somebody Else' },
        isArchived: false,
      },
      {
        review: { attemptId: first.attemptId, reviewStatus: 'Clean' },
        comments: [{ comment: 'Looked away' }],
        attempt: { user: first.user, studentName: 'Mina Okafor' },
        isArchived: true,
      },
    ]);
  });
});

describe('a removed attempt', () => {
  it('appears as it was removed, even before its history is written', async () => {
    const { courseId, examId } = await newCourse();
    const attempt = await reviewedAttempt(examId);
    stores.archive();
    await changeStudentName(stores.ports, STAFF, attempt.attemptId, 'As on the passport');
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    expect((await report(courseId)).rows).toMatchObject([{ attempt: { studentName: 'As on the passport' } }]);
  });

  it('without a directory entry appears as in the history', async () => {
    const { courseId, examId } = await newCourse();
    const attempt = await reviewedAttempt(examId);
    await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
    stores.database.codeClaims.delete(attempt.attemptCode);
    expect((await report(courseId)).rows).toMatchObject([{ attempt: null, isArchived: true }]);
    stores.archive();
    expect((await report(courseId)).rows).toMatchObject([{ attempt: { user: attempt.user } }]);
  });
});

describe('a manually deleted attempt', () => {
  it('appears as it was created until its history is written, then as in the history', async () => {
    const { courseId, examId } = await newCourse();
    const attempt = await reviewedAttempt(examId);
    const { user } = attempt;
    stores.deleteManually(attempt);
    expect((await report(courseId)).rows).toMatchObject([{ attempt: { user, status: 'created' }, isArchived: true }]);
    stores.archive();
    expect((await report(courseId)).rows).toMatchObject([{ attempt: { user, status: 'verified' }, isArchived: true }]);
  });
});

describe('filters', () => {
  it('select by exam, by review status, and by both', async () => {
    const { courseId, examId } = await newCourse();
    const otherExam = await storedExam(stores, { courseId });
    const { contentId } = await readExam(stores.ports.exams, otherExam);
    const [a, b, c] = [
      await reviewedAttempt(examId),
      await reviewedAttempt(otherExam),
      await reviewedAttempt(otherExam, { reviewStatus: 'Suspicious' }),
    ].map(({ attemptId }) => attemptId);
    const filteredIds = async (query: Partial<ReportQuery>) => idsOf((await report(courseId, query)).rows);
    expect(await filteredIds({})).toEqual([c, b, a]);
    expect(await filteredIds({ contentId })).toEqual([c, b]);
    expect(await filteredIds({ reviewStatus: 'Clean' })).toEqual([b, a]);
    expect(await filteredIds({ contentId, reviewStatus: 'Clean' })).toEqual([b]);
    expect(await filteredIds({ contentId: 'no such exam' })).toEqual([]);
    expect(await filteredIds({ reviewStatus: 'Perfect' })).toEqual([]);
    const pages = await allPages(courseId, { contentId, limit: 1 });
    expect(pages.map(idsOf)).toEqual([[c], [b]]);
  });
});

describe('pages', () => {
  it('have hundreds of reviews once each, while others arrive, are replaced and attempts are removed', async () => {
    const { courseId, examId } = await newCourse();
    const attempts = await mapInBatches(Array.from({ length: 400 }), 20, () => reviewedAttempt(examId));
    const before = newestFirst(attempts.map(({ attemptId }) => attemptId));
    let at = 0;
    const pages = await allPages(courseId, { limit: 60 }, async () => {
      const batch = attempts.slice(at, at + 40);
      at += 40;
      await reviewedAttempt(examId);
      const reviewedAgain = new Set(batch.filter((_, index) => index % 2 === 0));
      await mapInBatches(batch, 20, async attempt => {
        if (reviewedAgain.has(attempt)) await review(attempt, { reviewStatus: 'Suspicious' });
        else await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
      });
    });
    expect(pages.map(page => page.length)).toEqual([60, 60, 60, 60, 60, 60, 40]);
    expect(pages.flatMap(idsOf)).toEqual(before);
    const users = new Map(attempts.map(({ attemptId, user }) => [attemptId, user]));
    for (const { review: row, attempt } of pages.flat()) expect(attempt?.user).toEqual(users.get(row.attemptId));
    expect((await report(courseId, { limit: 1000 })).rows).toHaveLength(407);
  });

  it('end early if comments are long, within Lambda’s response limit, and continue from there', async () => {
    const { courseId, examId } = await newCourse();
    const comments = Array.from({ length: 900 }, (_, start) => ({
      ...{ start, stop: null, duration: null, status: 'Suspicious', source: 'webcam' },
      comment: 'x'.repeat(900),
    }));
    const attempts = await mapInBatches(Array.from({ length: 7 }), 1, () => reviewedAttempt(examId, { comments }));
    const pages = await allPages(courseId, {});
    expect(pages.map(page => page.length)).toEqual([2, 2, 2, 1]);
    expect(pages.flatMap(idsOf)).toEqual(newestFirst(attempts.map(({ attemptId }) => attemptId)));
    expect(pages[0]?.[0]?.comments).toEqual(comments);
  });

  it('have a review that is longer than a page alone', async () => {
    const { courseId, examId } = await newCourse();
    const comment = { ...{ start: 1, stop: null, duration: null }, status: 'Suspicious', source: 'webcam' };
    const comments = [{ ...comment, comment: 'x'.repeat(1_900_000) }];
    const attempts = [await reviewedAttempt(examId, { comments }), await reviewedAttempt(examId, { comments })];
    const pages = await allPages(courseId, {});
    expect(pages.map(idsOf)).toEqual(newestFirst(attempts.map(({ attemptId }) => attemptId)).map(id => [id]));
  });
});
