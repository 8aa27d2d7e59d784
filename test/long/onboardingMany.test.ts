import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { MAX_ENROLMENTS_PER_SHARD } from '../../src/store/enrolments/enrolments.ts';
import { listOnboarding } from '../../src/usecases/onboarding/listOnboarding.ts';
import { newCourseId, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { onboardingScenarios } from '../support/scenarios/onboarding.ts';

const SHARDS = 64;
const FIRST = 1_000_000;

let stores: FreshStores;
const { ports, newCourse, newLearner, attempt } = onboardingScenarios(() => stores);
beforeAll(async () => {
  stores = await freshStores();
});

/** Writes the items of a course with this number of learners, of consecutive ids, as the store does. */
async function fill(courseId: string, learners: number): Promise<void> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => ({ key: `enrolments#${shard}#${courseId}` }));
  const items: Record<string, string>[] = shards;
  for (let id = FIRST; id < FIRST + learners; id++)
    Object.assign(items[id % SHARDS] ?? {}, { [`mode_${id}`]: 'verified' });
  for (let start = 0; start < SHARDS; start += 16) {
    const puts = items.slice(start, start + 16).map(Item => ({ PutRequest: { Item } }));
    await stores.client.send(new BatchWriteCommand({ RequestItems: { [stores.tables.directory]: puts } }));
  }
}

describe('the list of the onboarding of many learners', () => {
  it.each([10_000, 100_000])('has every page of %i, with an exact count and as many calls', async learners => {
    const { courseId } = await newCourse();
    await fill(courseId, learners);
    const pages = learners / 25;
    for (const page of [1, Math.floor(pages / 2), pages, pages + 1]) {
      stores.calls.take();
      const listed = await listOnboarding(ports(), STAFF, courseId, { page });
      const shown = Math.min(page, pages);
      expect(listed).toMatchObject({ count: learners, page: shown, totalPages: pages });
      expect(listed.rows.map(({ userId }) => userId)).toEqual(
        Array.from({ length: 25 }, (_, index) => FIRST + 25 * (shown - 1) + index),
      );
      const calls = Object.groupBy(stores.calls.take(), name => name);
      expect([calls.BatchGetItem?.length, calls.Query?.length]).toEqual([3, 26]);
    }
  });

  it('examines 10,000 for a filter, however many there are', async () => {
    const { courseId, examId } = await newCourse();
    await fill(courseId, 100_000);
    const learner = { ...(await newLearner()), id: FIRST + 5000 };
    await attempt(examId, learner, 'submit');
    stores.calls.take();
    const listed = await listOnboarding(ports(), STAFF, courseId, { page: 1, statuses: new Set(['submitted']) });
    expect(listed).toMatchObject({ rows: [{ userId: learner.id }], count: 1 });
    const calls = Object.groupBy(stores.calls.take(), name => name);
    // The learners of the course, 100 batches of slots, an attempt, the codes and attempts of one learner, names.
    expect([calls.BatchGetItem?.length, calls.Query?.length]).toEqual([105, 2]);
  });
});

describe('enrolments beyond the limit of a course', () => {
  it('are rejected before anything is stored; those that are there stay', async () => {
    const [full, other] = [newCourseId(), newCourseId()];
    const of = (courseId: string, userId: number, mode = 'verified') => ({ courseId, userId, mode });
    const { enrolments } = ports();
    const ids = Array.from({ length: MAX_ENROLMENTS_PER_SHARD }, (_, index) => SHARDS * (index + 1));
    const Item = { key: `enrolments#0#${full}`, ...Object.fromEntries(ids.map(id => [`mode_${id}`, 'verified'])) };
    await stores.client.send(
      new BatchWriteCommand({ RequestItems: { [stores.tables.directory]: [{ PutRequest: { Item } }] } }),
    );
    const tooMany = enrolments.enrol([of(other, 1), of(full, SHARDS * (ids.length + 1))]);
    await expect(tooMany).rejects.toMatchObject({ code: 'too_many_enrolments' });
    expect((await enrolments.ofCourse(other)).size).toBe(0);
    await enrolments.enrol([of(full, SHARDS, 'masters'), of(full, 1)]);
    const stored = await enrolments.ofCourse(full);
    expect([stored.size, stored.get(SHARDS)]).toEqual([ids.length + 1, 'masters']);
  });
});
