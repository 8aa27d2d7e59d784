import type { DynamoDBStreamEvent } from 'aws-lambda';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ShardRecord } from '../record.ts';
import { deliver, FakeStream, failed, record, SHARD, sequences, startFake } from './fixture.ts';

/** The behaviour of the function in an invocation that it could process. */
type Whim = 'works' | 'throws' | 'names one' | 'misnames one';
type PoisonStyle = 'throws' | 'names it' | 'names it, having skipped it';

/** Transient failures, so few that no healthy record can use up its retries. */
const MAX_FAULTS = 8;

const scenario = fc.record({
  keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'poison', 'venom'), { minLength: 1, maxLength: 60 }),
  poisonStyle: fc.constantFrom<PoisonStyle>('throws', 'names it', 'names it, having skipped it'),
  whims: fc.array(fc.tuple(fc.constantFrom<Whim>('works', 'throws', 'names one', 'misnames one'), fc.nat()), {
    maxLength: MAX_FAULTS,
  }),
  batchSize: fc.integer({ min: 1, max: 20 }),
  parallelizationFactor: fc.integer({ min: 1, max: 4 }),
  pageSize: fc.integer({ min: 1, max: 20 }),
  lostIterators: fc.integer({ min: 0, max: 3 }),
});

const isPoison = (one: ShardRecord) => ['poison', 'venom'].includes(keyOf(one));
const keyOf = ({ dynamodb }: ShardRecord) => dynamodb.Keys?.id?.S ?? '';
const sequenceOf = ({ dynamodb }: ShardRecord) => Number(dynamodb.SequenceNumber);

/** A function that acknowledges exactly the records that it processed. */
function handler(poisonStyle: PoisonStyle, whims: [Whim, number][], processed: (one: ShardRecord) => void) {
  const processBefore = (batch: ShardRecord[], end: number) => {
    for (const one of batch.slice(0, end)) if (!isPoison(one)) processed(one);
  };
  return ({ Records }: DynamoDBStreamEvent) => {
    const batch = Records as ShardRecord[];
    const [whim, at] = whims.shift() ?? ['works', 0];
    const place = at % batch.length;
    const firstPoison = batch.findIndex(isPoison);
    if (whim === 'throws') throw new Error('whim');
    if (whim === 'misnames one') return { batchItemFailures: [{ itemIdentifier: '' }] };
    if (whim === 'names one' && (firstPoison === -1 || place < firstPoison)) {
      processBefore(batch, place);
      return failed(sequenceOf(batch[place] as ShardRecord));
    }
    if (firstPoison === -1) {
      processBefore(batch, batch.length);
      return undefined;
    }
    processBefore(batch, firstPoison);
    if (poisonStyle === 'throws') throw new Error('poison');
    const poisonous = batch.filter(isPoison).map(sequenceOf).toReversed();
    return failed(...(poisonStyle === 'names it' ? poisonous.slice(-1) : poisonous));
  };
}

test('nothing is lost, the order per key is kept and only poison is given up, once', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ keys, poisonStyle, whims, pageSize, lostIterators, ...settings }) => {
      const content = keys.map((key, i) => record(i + 1, key));
      const stream = new FakeStream();
      stream.pageSize = pageSize;
      stream.add(SHARD, content);
      for (let lost = 0; lost < lostIterators; lost += 1) stream.failures.read.push(new Error('lost'));
      const processed = new Map<string, Set<number>>();
      const note = (one: ShardRecord) => {
        const ofKey = processed.get(keyOf(one)) ?? new Set();
        processed.set(keyOf(one), ofKey.add(sequenceOf(one)));
      };
      const { mapping, failures } = startFake(stream, handler(poisonStyle, [...whims], note), {
        ...settings,
        maximumRetryAttempts: MAX_FAULTS,
      });
      await mapping.idle();
      await mapping.stop();

      const healthy = content.filter(one => !isPoison(one));
      // A set keeps the order of first insertion: that of the first successful processing.
      for (const [key, ofKey] of Map.groupBy(healthy, keyOf)) {
        expect([...(processed.get(key) ?? [])]).toEqual(ofKey.map(sequenceOf));
      }
      const givenUp = failures.map(({ DDBStreamBatchInfo: info }) => {
        expect(info.batchSize).toBe(1);
        return Number(info.startSequenceNumber);
      });
      expect(givenUp.toSorted((one, other) => one - other)).toEqual(content.filter(isPoison).map(sequenceOf));
    }),
    { numRuns: 300 },
  );
});

test('without bisecting each record is acknowledged or given up, never both and never neither', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 0, max: 3 }),
      fc.array(fc.option(fc.nat()), { maxLength: 60 }),
      async (count, batchSize, maximumRetryAttempts, script) => {
        const content = Array.from({ length: count }, (_, i) => record(i + 1));
        const acknowledged: number[] = [];
        const scripted = [...script];
        const handle = (event: DynamoDBStreamEvent) => {
          const batch = sequences(event);
          const at = scripted.shift() ?? batch.length;
          acknowledged.push(...batch.slice(0, at));
          const first = batch[at];
          return first === undefined ? {} : failed(first);
        };
        const settings = { batchSize, maximumRetryAttempts, bisectBatchOnFunctionError: false };
        const { failures } = await deliver(content, handle, settings);
        const givenUp = failures.flatMap(({ DDBStreamBatchInfo: info }) => {
          const start = Number(info.startSequenceNumber);
          return Array.from({ length: info.batchSize }, (_, i) => start + i);
        });
        const all = [...acknowledged, ...givenUp].toSorted((one, other) => one - other);
        expect(all).toEqual(content.map(sequenceOf));
      },
    ),
    { numRuns: 200 },
  );
});
