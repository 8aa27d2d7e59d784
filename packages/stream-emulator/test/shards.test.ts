import type { DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, test, vi } from 'vitest';
import { awsError, deliver, FakeStream, record, records, SHARD, startFake } from './fixture.ts';

const POLLING = { interval: 1, timeout: 60_000 };

describe('the tree of shards', () => {
  test('children are read concurrently after the end of their parent', async () => {
    const stream = new FakeStream();
    // The children are listed first.
    stream.add('left', records(3), 'parent');
    stream.add('right', records(4), 'parent');
    stream.add('parent', records(1, 2));
    stream.close('parent');
    const { promise, resolve } = Promise.withResolvers<void>();
    const { mapping, invoked } = startFake(stream, () => promise);
    await vi.waitFor(() => expect(invoked).toEqual([[1, 2]]), POLLING);
    expect(stream.opened).toEqual(['parent TRIM_HORIZON']);
    resolve();
    await mapping.idle();
    expect(invoked.slice(1).toSorted()).toEqual([[3], [4]]);
    await mapping.stop();
  });

  test('later shards are read over several generations', async () => {
    const stream = new FakeStream();
    stream.add('one', records(1));
    const { mapping, invoked } = startFake(stream, () => undefined);
    await mapping.idle();
    stream.put('one', record(2));
    stream.close('one');
    stream.add('two', records(3), 'one');
    stream.close('two');
    stream.add('three', records(4), 'two');
    await mapping.idle();
    expect(invoked.flat()).toEqual([1, 2, 3, 4]);
    await mapping.stop();
  });

  test('a child does not wait for the next poll', async () => {
    const stream = new FakeStream();
    stream.add('parent', records(1));
    stream.close('parent');
    stream.add('child', records(2), 'parent');
    const { mapping, invoked } = startFake(stream, () => undefined, {}, { pollIntervalMs: 60_000 });
    await vi.waitFor(() => expect(invoked).toEqual([[1], [2]]), POLLING);
    await mapping.stop();
  });

  test('a closed shard is read once', async () => {
    const stream = new FakeStream();
    stream.add(SHARD, records(1));
    stream.close(SHARD);
    const { mapping, invoked } = startFake(stream, () => undefined);
    for (let time = 0; time < 3; time += 1) await mapping.idle();
    expect(invoked).toEqual([[1]]);
    expect(stream.opened).toHaveLength(1);
    await mapping.stop();
  });

  test('a child of a trimmed parent is read', async () => {
    const stream = new FakeStream();
    stream.add('child', records(1), 'gone');
    const { mapping, invoked } = startFake(stream, () => undefined);
    await mapping.idle();
    expect(invoked).toEqual([[1]]);
    await mapping.stop();
  });

  test('a shard that disappears during reads does not block its children', async () => {
    const stream = new FakeStream();
    stream.add('parent', records(1));
    const { mapping, invoked } = startFake(stream, () => undefined);
    await mapping.idle();
    stream.shards.delete('parent');
    stream.add('child', records(2), 'parent');
    await mapping.idle();
    expect(invoked).toEqual([[1], [2]]);
    await mapping.stop();
  });
});

describe('LATEST', () => {
  test('skips existing records and no later ones, including those of new shards', async () => {
    const stream = new FakeStream();
    stream.add('old', records(1));
    stream.close('old');
    stream.add('open', records(2), 'old');
    const { mapping, invoked } = startFake(stream, () => undefined, { startingPosition: 'LATEST' });
    await mapping.idle();
    expect(stream.opened).toEqual(['open LATEST']);
    stream.put('open', record(3));
    stream.close('open');
    stream.add('new', records(4), 'open');
    await mapping.idle();
    expect(invoked).toEqual([[3], [4]]);
    await mapping.stop();
  });
});

describe('a reader', () => {
  const ERRORS = [
    awsError('ExpiredIteratorException'),
    awsError('TrimmedDataAccessException'),
    awsError('LimitExceededException'),
    awsError('ThrottlingException'),
    awsError('ResourceNotFoundException'),
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    awsError('TimeoutError'),
  ];

  test.each(ERRORS.flatMap(error => (['list', 'open', 'read'] as const).map(method => ({ method, error }))))(
    'survives $error.message on $method',
    async ({ method, error }) => {
      const stream = new FakeStream();
      stream.failures[method].push(error, error);
      stream.add(SHARD, records(1, 2));
      const { mapping, invoked, log } = startFake(stream, () => undefined);
      await mapping.idle();
      stream.failures[method].push(error, error);
      stream.failures.read.push(error);
      stream.put(SHARD, record(3));
      await mapping.idle();
      expect(invoked).toEqual([[1, 2], [3]]);
      expect(log).toHaveBeenCalled();
      await mapping.stop();
    },
  );

  test('continues after its last record while earlier ones are in progress', async () => {
    const stream = new FakeStream();
    stream.add(SHARD, records(1, 2));
    const { promise, resolve } = Promise.withResolvers<void>();
    const { mapping, invoked } = startFake(stream, () => promise);
    await vi.waitFor(() => expect(invoked).toHaveLength(1), POLLING);
    stream.failures.read.push(awsError('ExpiredIteratorException'));
    stream.put(SHARD, record(3));
    await vi.waitFor(() => expect(stream.opened).toEqual([`${SHARD} TRIM_HORIZON`, `${SHARD} 2`]), POLLING);
    resolve();
    await mapping.idle();
    expect(invoked).toEqual([[1, 2], [3]]);
    await mapping.stop();
  });

  test('continues at the trim horizon if its position was trimmed, without repeating records', async () => {
    const stream = new FakeStream();
    stream.add(SHARD, records(1, 2));
    const { mapping, invoked } = startFake(stream, () => undefined);
    await mapping.idle();
    stream.failures.read.push(awsError('TrimmedDataAccessException'));
    stream.put(SHARD, record(3));
    await mapping.idle();
    expect(stream.opened).toEqual([`${SHARD} TRIM_HORIZON`, `${SHARD} TRIM_HORIZON`]);
    expect(invoked).toEqual([[1, 2], [3]]);
    await mapping.stop();
  });

  test('does not log the first trim at the beginning of a shard', async () => {
    const stream = new FakeStream();
    stream.add(SHARD, records(1));
    stream.failures.read.push(awsError('TrimmedDataAccessException'));
    const { mapping, invoked, log } = startFake(stream, () => undefined);
    await mapping.idle();
    expect(invoked).toEqual([[1]]);
    expect(log).not.toHaveBeenCalled();
    stream.failures.read.push(awsError('TrimmedDataAccessException'));
    await mapping.idle();
    expect(log).toHaveBeenCalledTimes(1);
    await mapping.stop();
  });

  test('backs off while reads fail', async () => {
    const stream = new FakeStream();
    stream.add(SHARD, records(1));
    stream.failures.read.push(...Array.from({ length: 3 }, () => awsError('ThrottlingException')));
    const retryDelayMs = vi.fn((_: number) => 0);
    const { mapping, log } = startFake(stream, () => undefined, {}, { retryDelayMs });
    await mapping.idle();
    expect(retryDelayMs.mock.calls).toEqual([[1], [2], [3]]);
    expect(log).toHaveBeenCalledTimes(1);
    stream.failures.read.push(awsError('ThrottlingException'));
    await mapping.idle();
    expect(retryDelayMs).toHaveBeenLastCalledWith(1);
    expect(log).toHaveBeenCalledTimes(2);
    await mapping.stop();
  });

  test('reads immediately for a call of idle', async () => {
    const stream = new FakeStream();
    stream.add(SHARD, records(1));
    const { mapping, invoked } = startFake(stream, () => undefined, {}, { pollIntervalMs: 60_000 });
    await mapping.idle();
    stream.put(SHARD, record(2));
    await mapping.idle();
    expect(invoked).toEqual([[1], [2]]);
    await mapping.stop();
  });

  test('reads an idle shard less often, down to a tenth, until it has records', async () => {
    vi.useFakeTimers();
    try {
      const stream = new FakeStream();
      stream.add(SHARD);
      const read = vi.spyOn(stream.source, 'readShard');
      const { mapping, invoked } = startFake(stream, () => undefined, {}, { pollIntervalMs: 200 });
      const readsIn = async (ms: number) => {
        read.mockClear();
        await vi.advanceTimersByTimeAsync(ms);
        return read.mock.calls.length;
      };
      expect(await readsIn(1000)).toBe(4);
      await readsIn(60_000);
      expect(await readsIn(20_000)).toBe(10);
      stream.put(SHARD, record(1));
      await readsIn(2000);
      expect(invoked).toEqual([[1]]);
      expect(await readsIn(1000)).toBeGreaterThan(2);
      await mapping.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  test('accepts pages of any size', async () => {
    const stream = new FakeStream();
    stream.pageSize = 1;
    stream.add(SHARD, records(1, 2, 3));
    stream.close(SHARD);
    const { mapping, invoked } = startFake(stream, () => undefined);
    await mapping.idle();
    expect(invoked.flat()).toEqual([1, 2, 3]);
    await mapping.stop();
  });

  test('pauses while too many records are pending', async () => {
    const content = Array.from({ length: 12_000 }, (_, i) => record(i + 1));
    let maxBatchSize = 0;
    const handler = (event: DynamoDBStreamEvent) => {
      maxBatchSize = Math.max(maxBatchSize, event.Records.length);
    };
    const { invoked } = await deliver(content, handler, { batchSize: 100_000 });
    expect(invoked.flat()).toEqual(content.map((_, i) => i + 1));
    expect(maxBatchSize).toBeLessThanOrEqual(10_000);
  });
});
