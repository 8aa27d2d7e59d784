/**
 * A process of its own, with the environment that Lambda gives the archive's function: archives batch after batch, by the
 * handler and by the bare ways in turn, and tells how long each took and how many calls it made.
 */
import { subscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import { handler } from '../../src/handlers/archive.ts';
import { createClient } from '../../src/store/client.ts';
import { archiveInBatches, archiveOneByOne } from './bareArchives.ts';
import { BATCHES, type BatchKind } from './batches.ts';

/** What a batch took. */
export interface TimedBatch {
  kind: BatchKind;
  by: ArchiveWay;
  milliseconds: number;
  calls: number;
}

export type ArchiveWay = keyof typeof WAYS;

const history = process.env.HISTORY_TABLE ?? '';
const client = createClient();

const WAYS = {
  'the archive': async (records: readonly DynamoDBRecord[]) => {
    const { batchItemFailures } = await handler({ Records: [...records] });
    if (batchItemFailures.length > 0) throw new Error('a record was not archived');
  },
  'one PutItem after the other': (records: readonly DynamoDBRecord[]) => archiveOneByOne(client, history, records),
  'bare BatchWriteItem': (records: readonly DynamoDBRecord[]) => archiveInBatches(client, history, records),
};

let calls = 0;
subscribe('http.client.request.start', () => {
  calls += 1;
});

async function timeBatch(kind: BatchKind, by: ArchiveWay): Promise<TimedBatch> {
  const records = BATCHES[kind]();
  // What the one before left behind is not this one's.
  await sleep(5);
  calls = 0;
  const began = performance.now();
  await WAYS[by](records);
  return { kind, by, milliseconds: performance.now() - began, calls };
}

process.once('message', async rounds => {
  const timed: TimedBatch[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    for (const kind of Object.keys(BATCHES) as BatchKind[]) {
      for (const by of Object.keys(WAYS) as ArchiveWay[]) timed.push(await timeBatch(kind, by));
    }
  }
  process.send?.(timed, () => process.disconnect());
});
process.once('disconnect', () => process.exit());
