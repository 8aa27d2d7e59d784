import { beforeAll, describe, expect, it } from 'vitest';
import { mapInBatches } from '../../src/platform/mapInBatches.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { fillCourse } from '../support/operationCatalogue/fill.ts';
import { runs } from '../support/runs.ts';
import { idsOf, newestFirst, reportScenarios } from '../support/scenarios/violationReport.ts';

let stores: FreshStores;

beforeAll(async () => {
  stores = await freshStores();
});

/** One concurrent query for each shard of a course. */
const EVERY_KEY = Array.from({ length: 8 }, () => 'Query');

const { newCourse, review, reviewedAttempt, report, allPages } = reportScenarios(() => stores);

describe('pages', () => {
  it('have reviews once each, while others arrive, are replaced and attempts are removed', async () => {
    const { courseId, examId } = await newCourse();
    const count = runs(11, 20);
    const attempts = await mapInBatches(Array.from({ length: count }), 20, () => reviewedAttempt(examId));
    const before = newestFirst(attempts.map(({ attemptId }) => attemptId));
    let at = 0;
    const pages = await allPages(courseId, { limit: 3 }, async () => {
      const batch = attempts.slice(at, at + 2);
      at += 2;
      await reviewedAttempt(examId);
      const reviewedAgain = new Set(batch.filter((_, index) => index % 2 === 0));
      await mapInBatches(batch, 20, async attempt => {
        if (reviewedAgain.has(attempt)) await review(attempt, { reviewStatus: 'Suspicious' });
        else await removeAttempt(stores.ports, STAFF, attempt.attemptId, null);
      });
    });
    expect(pages.map(page => page.length)).toEqual([...Array(Math.floor(count / 3)).fill(3), 2]);
    expect(pages.flatMap(idsOf)).toEqual(before);
    const users = new Map(attempts.map(({ attemptId, user }) => [attemptId, user]));
    for (const { review: row, attempt } of pages.flat()) expect(attempt?.user).toEqual(users.get(row.attemptId));
    expect((await report(courseId, { limit: 1000 })).rows).toHaveLength(count + pages.length);
  });

  it('cost the same calls for any size of the course', async () => {
    const { courseId, examId } = await newCourse();
    await fillCourse({ service: stores, courseId, examId, filled: { attempts: 0 } }, 75);
    const callsOf = async (limit: number) => {
      stores.calls.take();
      expect((await report(courseId, { limit })).rows).toHaveLength(Math.min(limit, 75));
      return stores.calls.take();
    };
    expect(await callsOf(5)).toEqual([...EVERY_KEY, 'BatchGetItem', 'BatchGetItem']);
    expect(await callsOf(25)).toEqual([...EVERY_KEY, 'BatchGetItem', 'BatchGetItem']);
    expect(await callsOf(100)).toEqual([...EVERY_KEY, ...Array.from({ length: 4 }, () => 'BatchGetItem')]);
    // One more for each group with removed attempts.
    const [newest] = idsOf((await report(courseId, { limit: 1 })).rows);
    await removeAttempt(stores.ports, STAFF, newest ?? 0, null);
    expect(await callsOf(25)).toEqual([...EVERY_KEY, 'BatchGetItem', 'BatchGetItem', 'BatchGetItem']);
  });

  it('have a review that exceeds a page by itself', async () => {
    const { courseId, examId } = await newCourse();
    const comment = { start: 1, stop: null, duration: null, status: 'Clean', source: 'desktop' };
    const long = Array.from({ length: 3 }, () => ({ ...comment, comment: 'é'.repeat(800_000) }));
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
    'start from the beginning or reject the cursor %j',
    async cursor => {
      const { courseId } = await newCourse();
      if (cursor === '') expect((await report(courseId, { cursor })).rows).toEqual([]);
      else await expect(report(courseId, { cursor })).rejects.toMatchObject({ code: 'invalid_request' });
    },
  );
});
