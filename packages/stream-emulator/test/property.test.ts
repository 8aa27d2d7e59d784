import type { DynamoDBStreamEvent } from 'aws-lambda';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ShardRecord } from '../record.ts';
import { deliver, FakeStream, failed, record, SHARD, sequences, startFake } from './fixture.ts';

/** The outcome of an invocation without poison records. */
type Outcome = 'works' | 'throws' | 'names one' | 'misnames one';
type PoisonStyle = 'throws' | 'names it' | 'names it after skipping it';

/** Limit of transient failures, so that no healthy record exhausts its retries. */
const MAX_FAULTS = 8;

const scenario = fc.record({
  keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'poison', 'venom'), { minLength: 1, maxLength: 60 }),
  poisonStyle: fc.constantFrom<PoisonStyle>('throws', 'names it', 'names it after skipping it'),
  outcomes: fc.array(fc.tuple(fc.constantFrom<Outcome>('works', 'throws', 'names one', 'misnames one'), fc.nat()), {
    maxLength: MAX_FAULTS,
  }),
  batchSize: fc.integer({ min: 1, max: 20 }),
  parallelizationFactor: fc.integer({ min: 1, max: 4 }),
  pageSize: fc.integer({ min: 1, max: 20 }),
  lostIterators: fc.integer({ min: 0, max: 3 }),
});

const isPoison = (record: ShardRecord) => ['poison', 'venom'].includes(keyOf(record));
const keyOf = ({ dynamodb }: ShardRecord) => dynamodb.Keys?.id?.S ?? '';
const sequenceOf = ({ dynamodb }: ShardRecord) => Number(dynamodb.SequenceNumber);

/** A function that acknowledges exactly the records that it processed. */
function handler(poisonStyle: PoisonStyle, outcomes: [Outcome, number][], onProcessed: (record: ShardRecord) => void) {
  const processBefore = (batch: ShardRecord[], end: number) => {
    for (const record of batch.slice(0, end)) if (!isPoison(record)) onProcessed(record);
  };
  return ({ Records }: DynamoDBStreamEvent) => {
    const batch = Records as ShardRecord[];
    const [outcome, position] = outcomes.shift() ?? ['works', 0];
    const index = position % batch.length;
    const firstPoison = batch.findIndex(isPoison);
    if (outcome === 'throws') throw new Error('transient');
    if (outcome === 'misnames one') return { batchItemFailures: [{ itemIdentifier: '' }] };
    if (outcome === 'names one' && (firstPoison === -1 || index < firstPoison)) {
      processBefore(batch, index);
      return failed(sequenceOf(batch[index] as ShardRecord));
    }
    if (firstPoison === -1) {
      processBefore(batch, batch.length);
      return undefined;
    }
    processBefore(batch, firstPoison);
    if (poisonStyle === 'throws') throw new Error('poison');
    const poisonNumbers = batch.filter(isPoison).map(sequenceOf).toReversed();
    return failed(...(poisonStyle === 'names it' ? poisonNumbers.slice(-1) : poisonNumbers));
  };
}

test('no record is lost, each key stays in order, and only poison records are discarded, once', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ keys, poisonStyle, outcomes, pageSize, lostIterators, ...settings }) => {
      const content = keys.map((key, i) => record(i + 1, key));
      const stream = new FakeStream();
      stream.pageSize = pageSize;
      stream.add(SHARD, content);
      for (let lost = 0; lost < lostIterators; lost += 1) stream.failures.read.push(new Error('lost'));
      const processed = new Map<string, Set<number>>();
      const onProcessed = (item: ShardRecord) => {
        const ofKey = processed.get(keyOf(item)) ?? new Set();
        processed.set(keyOf(item), ofKey.add(sequenceOf(item)));
      };
      const { mapping, failures } = startFake(stream, handler(poisonStyle, [...outcomes], onProcessed), {
        ...settings,
        maximumRetryAttempts: MAX_FAULTS,
      });
      await mapping.idle();
      await mapping.stop();

      const healthy = content.filter(item => !isPoison(item));
      // A set keeps the order of first insertion: that of the first successful processing.
      for (const [key, ofKey] of Map.groupBy(healthy, keyOf)) {
        expect([...(processed.get(key) ?? [])]).toEqual(ofKey.map(sequenceOf));
      }
      const discarded = failures.map(({ DDBStreamBatchInfo: info }) => {
        expect(info.batchSize).toBe(1);
        return Number(info.startSequenceNumber);
      });
      expect(discarded.toSorted((a, b) => a - b)).toEqual(content.filter(isPoison).map(sequenceOf));
    }),
    { numRuns: 300 },
  );
});

test('without bisecting each record is either acknowledged or discarded', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 0, max: 3 }),
      fc.array(fc.option(fc.nat()), { maxLength: 60 }),
      async (count, batchSize, maximumRetryAttempts, script) => {
        const content = Array.from({ length: count }, (_, i) => record(i + 1));
        const acknowledged: number[] = [];
        const remainingScript = [...script];
        const handle = (event: DynamoDBStreamEvent) => {
          const batch = sequences(event);
          const done = remainingScript.shift() ?? batch.length;
          acknowledged.push(...batch.slice(0, done));
          const first = batch[done];
          return first === undefined ? {} : failed(first);
        };
        const settings = { batchSize, maximumRetryAttempts, bisectBatchOnFunctionError: false };
        const { failures } = await deliver(content, handle, settings);
        const discarded = failures.flatMap(({ DDBStreamBatchInfo: info }) => {
          const start = Number(info.startSequenceNumber);
          return Array.from({ length: info.batchSize }, (_, i) => start + i);
        });
        const all = [...acknowledged, ...discarded].toSorted((a, b) => a - b);
        expect(all).toEqual(content.map(sequenceOf));
      },
    ),
    { numRuns: 200 },
  );
});
