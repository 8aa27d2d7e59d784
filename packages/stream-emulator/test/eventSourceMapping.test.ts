import type { DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, test, vi } from 'vitest';
import { backoffMs } from '../backoff.ts';
import { deliver, FakeStream, record, records, SHARD, sequences, startFake } from './fixture.ts';

const POLLING = { interval: 1, timeout: 60_000 };

describe('batches', () => {
  test('contain at maxConcurrency the batch size, in order', async () => {
    const { invoked } = await deliver(records(1, 2, 3, 4, 5), () => undefined, { batchSize: 2 });
    expect(invoked).toEqual([[1, 2], [3, 4], [5]]);
  });

  test('are delivered immediately when full, for any window', async () => {
    const stream = new FakeStream();
    stream.add(SHARD, records(1, 2, 3));
    const { mapping, invoked } = startFake(stream, () => undefined, { batchSize: 2, batchWindow: 300 });
    await vi.waitFor(() => expect(invoked).toEqual([[1, 2]]), POLLING);
    stream.put(SHARD, record(4));
    await vi.waitFor(
      () =>
        expect(invoked).toEqual([
          [1, 2],
          [3, 4],
        ]),
      POLLING,
    );
    await mapping.stop();
  });

  test('contain the records that arrive within the window', async () => {
    vi.useFakeTimers();
    try {
      const stream = new FakeStream();
      stream.add(SHARD, records(1));
      const { mapping, invoked } = startFake(stream, () => undefined, { batchWindow: 10 }, { pollIntervalMs: 200 });
      await vi.advanceTimersByTimeAsync(5000);
      stream.put(SHARD, record(2));
      await vi.advanceTimersByTimeAsync(4000);
      expect(invoked).toEqual([]);
      await vi.advanceTimersByTimeAsync(2000);
      expect(invoked).toEqual([[1, 2]]);
      await mapping.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  test('do not wait for the window of a closed shard', async () => {
    const stream = new FakeStream();
    stream.add(SHARD, records(1));
    stream.close(SHARD);
    const { mapping, invoked } = startFake(stream, () => undefined, { batchWindow: 300 });
    await mapping.idle();
    expect(invoked).toEqual([[1]]);
    await mapping.stop();
  });
});

describe('concurrent batches', () => {
  const content = Array.from({ length: 60 }, (_, i) => record(i + 1, `key ${i % 6}`));

  test('of different keys overlap, those of one key do not', async () => {
    const busy = new Set<string>();
    let maxConcurrency = 0;
    const handler = async (event: DynamoDBStreamEvent) => {
      const keys = new Set(event.Records.map(({ dynamodb }) => dynamodb?.Keys?.id?.S ?? ''));
      expect([...keys].filter(key => busy.has(key))).toEqual([]);
      for (const key of keys) busy.add(key);
      maxConcurrency = Math.max(maxConcurrency, busy.size);
      await new Promise(setImmediate);
      for (const key of keys) busy.delete(key);
    };
    const { invoked, failures } = await deliver(content, handler, { batchSize: 2, parallelizationFactor: 4 });
    expect(failures).toEqual([]);
    expect(maxConcurrency).toBeGreaterThan(1);
    for (let key = 0; key < 6; key += 1) {
      const ofKey = invoked.flat().filter(sequence => (sequence - 1) % 6 === key);
      expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b));
      expect(ofKey).toHaveLength(10);
    }
  });

  test('do not overlap with a parallelization factor of one', async () => {
    let busy = 0;
    const handler = async () => {
      busy += 1;
      expect(busy).toBe(1);
      await new Promise(setImmediate);
      busy -= 1;
    };
    const { failures, invoked } = await deliver(content, handler, { batchSize: 7 });
    expect(failures).toEqual([]);
    expect(invoked.flat()).toEqual(content.map((_, i) => i + 1));
  });

  test('do not wait for a failing batch of another key', async () => {
    const stream = new FakeStream();
    stream.add(SHARD, content);
    const done = new Set<number>();
    const handler = (event: DynamoDBStreamEvent) => {
      if (event.Records.some(({ dynamodb }) => dynamodb?.Keys?.id?.S === 'key 0')) throw new Error('stuck');
      for (const sequence of sequences(event)) done.add(sequence);
    };
    const settings = { parallelizationFactor: 10, maximumRetryAttempts: -1, batchSize: 1 };
    const { mapping } = startFake(stream, handler, settings, { retryDelayMs: () => 5 });
    await vi.waitFor(() => expect(done.has(60)).toBe(true), POLLING);
    await mapping.stop();
  });

  test('are independent of the order of the key attributes', async () => {
    const keys = { pk: { S: 'x' }, sk: { N: '1' } };
    const reversed = { sk: { N: '1' }, pk: { S: 'x' } };
    const changes = Array.from({ length: 12 }, (_, i) => {
      const change = record(i + 1);
      return { ...change, dynamodb: { ...change.dynamodb, Keys: i % 2 === 0 ? keys : reversed } };
    });
    const { invoked } = await deliver(changes, () => undefined, { parallelizationFactor: 10 });
    expect(invoked).toEqual([changes.map((_, i) => i + 1)]);
  });
});

describe('stop', () => {
  test('waits for the running invocation and starts no other', async () => {
    const stream = new FakeStream();
    stream.add(SHARD, records(1, 2));
    const { promise, resolve } = Promise.withResolvers<void>();
    const { mapping, invoked } = startFake(stream, () => promise, { batchSize: 1 });
    await vi.waitFor(() => expect(invoked).toEqual([[1]]), POLLING);
    const stopped = vi.fn();
    const stopping = mapping.stop().then(stopped);
    await new Promise(setImmediate);
    expect(stopped).not.toHaveBeenCalled();
    resolve();
    await stopping;
    expect(invoked).toEqual([[1]]);
    await mapping.stop();
  });

  test('has a time limit', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const stream = new FakeStream();
      stream.add(SHARD, records(1));
      const { mapping, invoked } = startFake(stream, () => new Promise(() => {}));
      while (invoked.length === 0) await new Promise(setImmediate);
      const stopping = mapping.stop();
      await vi.advanceTimersByTimeAsync(5000);
      await stopping;
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('leaves no timer of a window or a poll', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const stream = new FakeStream();
      stream.add(SHARD, records(1));
      const { mapping, invoked } = startFake(stream, () => undefined, { batchWindow: 300 }, { pollIntervalMs: 1000 });
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      expect(vi.getTimerCount()).toBeGreaterThan(0);
      await mapping.stop();
      expect(vi.getTimerCount()).toBe(0);
      expect(invoked).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('resolves pending calls of idle', async () => {
    const stream = new FakeStream();
    stream.add(SHARD, records(1));
    const { mapping } = startFake(stream, () => undefined, { batchWindow: 300 });
    const idle = mapping.idle();
    await mapping.stop();
    await idle;
  });
});

test('the delay doubles up to ten seconds, with jitter', () => {
  for (const [attempt, full] of [
    [1, 100],
    [2, 200],
    [5, 1600],
    [8, 10_000],
    [10_000, 10_000],
  ] as const) {
    const delay = backoffMs(attempt);
    expect(delay).toBeGreaterThanOrEqual(full / 2);
    expect(delay).toBeLessThanOrEqual(full);
  }
});
