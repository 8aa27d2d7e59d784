import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapInBatches } from '../../src/platform/mapInBatches.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { createAttemptLists } from '../../src/store/attempts/attemptLists.ts';
import { createDocumentClient } from '../../src/store/dynamodb/client.ts';
import { listAttempts } from '../../src/usecases/attempts/listAttempts.ts';
import { listFilteredAttempts } from '../../src/usecases/attempts/listFilteredAttempts.ts';
import { anAttempt, newCourseId, STAFF } from '../support/builders.ts';
import { type MeteredStores, meteredStores } from '../support/capacity/meteredStores.ts';
import { storedExam } from '../support/scenarios/stored.ts';

/**
 * The first page of a course's list for staff, whose calls and units do not depend on the size of the course.
 * `LARGE_COURSE=100000` writes so many attempts, which takes minutes.
 */
const ATTEMPTS = Number(process.env.LARGE_COURSE ?? 20_000);
const courseId = newCourseId();
const FIRST_ID = 2 ** 40;

let metered: MeteredStores;
let stores: MeteredStores['stores'];
let ports: MeteredStores['stores']['ports'];
let examId: number;

beforeAll(async () => {
  metered = await meteredStores();
  ({ stores } = metered);
  const client = createDocumentClient({
    endpoint: metered.proxyUrl,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestTimeout: 60_000,
  });
  ports = { ...stores.ports, lists: createAttemptLists(client, stores.tables) };
  examId = await storedExam(stores, { courseId });
  await writeAttempts();
}, 1_800_000);

afterAll(() => metered?.close());

/** Writes the attempts directly to the table, each of another learner; the oldest one alone is rejected. */
async function writeAttempts(): Promise<void> {
  const batches = Array.from({ length: ATTEMPTS / 25 }, (_, batch) => batch * 25);
  await mapInBatches(batches, 8, async from => {
    const puts = Array.from({ length: 25 }, (_, index) => {
      const attemptId = FIRST_ID + from + index;
      const attempt = anAttempt({
        ...{ attemptId, courseId, examId, externalId: null, isCurrent: true },
        status: from + index === 0 ? 'rejected' : 'verified',
        user: { id: attemptId, username: `learner${from + index}`, email: '' },
      });
      // DynamoDB Local takes long to write to the other indexes.
      const { in_course: _course, exam_learner: _learner, ...Item } = toAttemptItem(attempt);
      return { PutRequest: { Item } };
    });
    await stores.client.send(new BatchWriteCommand({ RequestItems: { [stores.tables.attempts]: puts } }));
  });
}

/** The calls by their name, and their units. Repetitions by the SDK on a busy machine are no cost of the page. */
async function costOf(call: () => Promise<unknown>) {
  for (let tries = 1; ; tries++) {
    await metered.meter.take();
    await call();
    const { calls, reads, repeats } = await metered.meter.take();
    const counts = [...Map.groupBy(calls, name => name)].map(([name, all]) => [name, all.length]);
    if (repeats === 0) return { calls: Object.fromEntries(counts), reads };
    if (tries === 5) throw new Error('This machine is too busy to measure the page');
  }
}

describe(`the first page of a course with ${ATTEMPTS} attempts`, () => {
  it('is ten calls', async () => {
    let names: string[] = [];
    const cost = await costOf(async () => {
      const { listed } = await listAttempts(ports, STAFF, courseId, { cursor: '' });
      names = listed.map(({ attempt }) => attempt.user.username);
    });
    expect([names.length, names[0]]).toEqual([25, `learner${ATTEMPTS - 1}`]);
    expect(cost).toEqual({
      calls: { Query: 8, BatchGetItem: 2 },
      reads: { attempts: 25, 'attempts/current_by_course': 4, exams: 1 },
    });
  });

  it('with a filter that the latest attempts pass reads 100 of them', async () => {
    const cost = await costOf(() =>
      listFilteredAttempts(ports, STAFF, courseId, { cursor: '', statuses: ['verified', 'error'] }),
    );
    expect(cost).toEqual({
      calls: { Query: 8, BatchGetItem: 2 },
      reads: { attempts: 100, 'attempts/current_by_course': 8, exams: 1 },
    });
  });

  it('with a filter that none of them passes stops after 10,000, and tells where it continues', async () => {
    let page: Awaited<ReturnType<typeof listFilteredAttempts>> | undefined;
    const cost = await costOf(async () => {
      page = await listFilteredAttempts(ports, STAFF, courseId, { cursor: '', statuses: ['rejected'] });
    });
    expect([page?.listed, page?.nextCursor]).toEqual([[], expect.any(String)]);
    expect(cost).toEqual({
      calls: { Query: 88, BatchGetItem: 100 },
      reads: { attempts: 10_000, 'attempts/current_by_course': 248 },
    });
  });

  it('of a search that nobody matches stops after 10,000, too', async () => {
    let page: Awaited<ReturnType<typeof listAttempts>> | undefined;
    const cost = await costOf(async () => {
      page = await listAttempts(ports, STAFF, courseId, { cursor: '', search: 'nobody' });
    });
    expect([page?.listed, page?.nextCursor]).toEqual([[], expect.any(String)]);
    expect(cost).toEqual({ calls: { Query: 40 }, reads: { 'attempts/current_by_course': 140 } });
  });
});
