import { brotliCompressSync, gzipSync } from 'node:zlib';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { toWireMonitor } from '../../src/api/examControl/monitorWire.ts';
import { laterBy } from '../../src/domain/time.ts';
import { mapInBatches } from '../../src/platform/mapInBatches.ts';
import { toAttemptItem } from '../../src/store/attempts/attemptItem.ts';
import { finishedMarker } from '../../src/store/attempts/migrationMarker.ts';
import { conditionalUpdate } from '../../src/store/dynamodb/transact.ts';
import { createExamMonitor } from '../../src/usecases/exams/monitorExam.ts';
import { anAttempt, NOW, newCourseId, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { runs } from '../support/runs.ts';
import { storedExam } from '../support/scenarios/stored.ts';

/** Each is a write to several indexes, which are slow on DynamoDB Local. */
const MANY = runs(500, 5000);
const MAX_ANSWER_BYTES = 30_000;

let stores: FreshStores;
let examId: number;

/** Attempts in progress with names of the usual length, written directly to the table. */
beforeAll(async () => {
  stores = await freshStores();
  await conditionalUpdate(stores.client, finishedMarker(stores.tables, NOW));
  const courseId = newCourseId();
  examId = await storedExam(stores, { courseId });
  const attempts = Array.from({ length: MANY }, (_, index) =>
    anAttempt({
      ...{ attemptId: 2 ** 40 + index * 7919, examId, courseId, status: 'started', startedAt: NOW },
      ...{ allowedTimeSeconds: 3600 + index, externalId: null },
      user: { id: 10_000 + index, username: `learner.number.${index}`, email: '' },
    }),
  );
  const batches = Array.from({ length: MANY / 25 }, (_, index) => attempts.slice(index * 25, index * 25 + 25));
  await mapInBatches(batches, 8, batch => {
    const puts = batch.map(attempt => ({ PutRequest: { Item: toAttemptItem(attempt) } }));
    return stores.client.send(new BatchWriteCommand({ RequestItems: { [stores.tables.attempts]: puts } }));
  });
});

describe(`the monitor of ${MANY} attempts in progress`, () => {
  it('reads them once in ten seconds for all callers, and answers at most 30 kB', async () => {
    let now = laterBy(NOW, 60);
    const monitorExam = createExamMonitor({ ...stores.ports, clock: () => now });
    stores.calls.take();
    const [monitored] = await Promise.all([1, 2, 3].map(() => monitorExam(STAFF, examId)));
    const calls = Object.groupBy(stores.calls.take(), name => name);
    // The exam for each caller, and the marker of the migration.
    expect(calls.GetItem).toHaveLength(4);
    // 8 shards of the index, in pages of 1 MB at most; the attempts by 100.
    expect(calls.Query?.length).toBeLessThanOrEqual(16);
    expect(calls.BatchGetItem).toHaveLength(MANY / 100);
    now = laterBy(now, 9);
    await monitorExam(STAFF, examId);
    expect(stores.calls.take()).toEqual(['GetItem']);

    if (!monitored) throw new Error('no answer');
    const answer = toWireMonitor(monitored, { limit: 100 });
    expect(answer).toMatchObject({ in_progress: MANY, counts: { started: MANY }, is_truncated: false });
    expect(answer.results.length).toBeGreaterThan(90);
    const json = JSON.stringify(answer);
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
    expect(brotliCompressSync(json).byteLength).toBeLessThanOrEqual(6000);
    expect(gzipSync(json).byteLength).toBeLessThanOrEqual(6000);
  });
});
