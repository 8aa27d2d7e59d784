import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, test, vi } from 'vitest';
import type { QueueMappingSettings } from '../queueMapping.ts';
import { toRecord } from '../record.ts';
import { bodiesOf, FakeQueue, failed, type Handler, QUEUE_ARN, startFake, VISIBILITY_SECONDS } from './fixture.ts';

const bodies = (count: number) => Array.from({ length: count }, (_, index) => String(index + 1));

/** Runs a mapping until no message is visible. */
async function drain(queue: FakeQueue, handler?: Handler, settings?: Partial<QueueMappingSettings>) {
  const run = startFake(queue, handler, settings);
  await run.mapping.idle();
  await run.mapping.stop();
  return run;
}

describe('batches', () => {
  test.each([
    [10, 23, [10, 10, 3]],
    [1, 3, [1, 1, 1]],
    [10, 0, []],
  ])('of up to %i messages', async (batchSize, count, sizes) => {
    const queue = new FakeQueue();
    queue.send(...bodies(count));
    const { invoked } = await drain(queue, undefined, { batchSize });
    expect(invoked.map(({ length }) => length)).toEqual(sizes);
    expect(invoked.flat().toSorted()).toEqual(bodies(count).toSorted());
    expect(queue.bodies()).toEqual([]);
  });

  test('have the format of Lambda', () => {
    const message = {
      MessageId: 'id',
      ReceiptHandle: 'handle',
      Body: 'body',
      MD5OfBody: 'md5',
      MD5OfMessageAttributes: 'md5 of attributes',
      Attributes: { ApproximateReceiveCount: '3', SentTimestamp: '1700000000000' },
      MessageAttributes: {
        text: { DataType: 'String', StringValue: 'a' },
        bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2) },
      },
    };
    const record: unknown = {
      messageId: 'id',
      receiptHandle: 'handle',
      body: 'body',
      attributes: { ApproximateReceiveCount: '3', SentTimestamp: '1700000000000' },
      messageAttributes: {
        text: { stringValue: 'a', stringListValues: [], binaryListValues: [], dataType: 'String' },
        bytes: { binaryValue: 'AQI=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
      },
      md5OfBody: 'md5',
      md5OfMessageAttributes: 'md5 of attributes',
      eventSource: 'aws:sqs',
      eventSourceARN: QUEUE_ARN,
      awsRegion: 'eu-central-1',
    };
    expect(toRecord(message, QUEUE_ARN)).toEqual(record as SQSRecord);
  });
});

describe('concurrency', () => {
  test.each([1, 3])('is at most %i', async maximumConcurrency => {
    const queue = new FakeQueue();
    queue.send(...bodies(20));
    let [running, highest] = [0, 0];
    const handler = async () => {
      running += 1;
      highest = Math.max(highest, running);
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      running -= 1;
    };
    await drain(queue, handler, { maximumConcurrency, batchSize: 1 });
    expect(highest).toBe(maximumConcurrency);
    expect(queue.bodies()).toEqual([]);
  });

  test('leaves messages in the queue while all batches are being processed', async () => {
    const queue = new FakeQueue();
    queue.send(...bodies(3));
    const { promise, resolve } = Promise.withResolvers<void>();
    const { mapping, invoked } = startFake(queue, () => promise, { maximumConcurrency: 2, batchSize: 1 });
    await vi.waitFor(() => expect(invoked).toHaveLength(2), { interval: 1 });
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(queue.messages.map(({ receives }) => receives)).toEqual([1, 1, 0]);
    resolve();
    await mapping.idle();
    expect(queue.bodies()).toEqual([]);
    await mapping.stop();
  });
});

describe('failures', () => {
  const isFirst = ({ Records }: SQSEvent) =>
    Records.some(({ attributes }) => attributes.ApproximateReceiveCount === '1');

  test.each([
    ['those that the function returns', () => failed('2'), ['2']],
    ['the whole batch after an error', () => Promise.reject(new Error('no table')), ['1', '2', '3']],
    ['the whole batch after an unknown identifier', () => failed('2', '9'), ['1', '2', '3']],
  ])('are %s, and become visible by the visibility timeout', async (_case, fail, expected) => {
    const queue = new FakeQueue();
    queue.send('1', '2', '3');
    const { mapping, invoked } = startFake(queue, event => (isFirst(event) ? fail() : undefined));
    await mapping.idle();
    expect(queue.bodies()).toEqual(expected);
    queue.now = VISIBILITY_SECONDS - 1;
    await mapping.idle();
    expect(invoked).toEqual([['1', '2', '3']]);
    queue.now = VISIBILITY_SECONDS;
    await mapping.idle();
    expect(invoked).toEqual([['1', '2', '3'], expected]);
    expect(queue.bodies()).toEqual([]);
    await mapping.stop();
  });

  test('keep the visibility that the function has set', async () => {
    const queue = new FakeQueue();
    queue.send('1');
    const counts: string[] = [];
    const { mapping } = startFake(queue, ({ Records: [record] }) => {
      counts.push(record?.attributes.ApproximateReceiveCount ?? '');
      queue.changeVisibility(record?.receiptHandle ?? '', 43_200);
      return failed('1');
    });
    for (const now of [0, VISIBILITY_SECONDS, 43_199]) {
      queue.now = now;
      await mapping.idle();
      expect(counts).toEqual(['1']);
    }
    queue.now = 43_200;
    await mapping.idle();
    expect(counts).toEqual(['1', '2']);
    await mapping.stop();
  });

  test('are not read from the response without ReportBatchItemFailures', async () => {
    const queue = new FakeQueue();
    queue.send('1');
    await drain(queue, () => failed('1'), { functionResponseType: undefined });
    expect(queue.bodies()).toEqual([]);
  });

  test.each([
    ['a lost answer', (queue: FakeQueue) => queue.failures.delete.push(new Error('lost'))],
    ['a failed entry', (queue: FakeQueue) => Object.assign(queue, { undeletable: 1 })],
  ])('of a deletion repeat the message: %s', async (_case, fault) => {
    const queue = new FakeQueue();
    queue.send('1');
    fault(queue);
    const { mapping, invoked, log } = startFake(queue);
    await mapping.idle();
    expect([invoked.length, queue.bodies()]).toEqual([1, ['1']]);
    expect(log).toHaveBeenCalledWith(expect.stringContaining('will be repeated'));
    queue.now = VISIBILITY_SECONDS;
    await mapping.idle();
    expect([invoked.length, queue.bodies()]).toEqual([2, []]);
    await mapping.stop();
  });

  test('of the queue are logged, and it is read again', async () => {
    const queue = new FakeQueue();
    queue.send('1');
    queue.failures.receive.push(new Error('connection refused'));
    const { invoked, log } = await drain(queue);
    expect(invoked).toEqual([['1']]);
    expect(log.mock.calls).toEqual([['The queue did not answer: Error: connection refused']]);
  });
});

describe('idle', () => {
  test('waits for running batches and for messages that precede the call', async () => {
    const queue = new FakeQueue();
    queue.send('1');
    const { promise, resolve } = Promise.withResolvers<void>();
    const { mapping, invoked } = startFake(queue, event => (bodiesOf(event).includes('1') ? promise : undefined));
    await vi.waitFor(() => expect(invoked).toHaveLength(1), { interval: 1 });
    queue.send('2');
    const settled = vi.fn();
    const idle = mapping.idle().then(settled);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(settled).not.toHaveBeenCalled();
    resolve();
    await idle;
    expect([invoked, queue.bodies()]).toEqual([[['1'], ['2']], []]);
    await mapping.stop();
  });

  test('does not wait for the pause between two receives', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const queue = new FakeQueue();
      const { startMapping } = await import('../queueMapping.ts');
      const invoke = vi.fn(async () => undefined);
      const settings = { batchSize: 10, maximumConcurrency: 1 };
      const mapping = startMapping(queue.source, { settings, invoke, pollIntervalMs: 60_000 });
      await mapping.idle();
      queue.send('1');
      await mapping.idle();
      expect(invoke).toHaveBeenCalledOnce();
      await mapping.stop();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('stop', () => {
  test('waits for the running invocation, deletes its messages and starts no other', async () => {
    const queue = new FakeQueue();
    queue.send('1', '2');
    const { promise, resolve } = Promise.withResolvers<void>();
    const { mapping, invoked } = startFake(queue, () => promise, { maximumConcurrency: 1, batchSize: 1 });
    await vi.waitFor(() => expect(invoked).toEqual([['1']]), { interval: 1 });
    const idle = mapping.idle();
    const stopping = mapping.stop();
    await idle;
    resolve();
    await stopping;
    expect([invoked, queue.bodies()]).toEqual([[['1']], ['2']]);
    await mapping.stop();
  });

  test('has a time limit', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const queue = new FakeQueue();
      queue.send('1');
      const { mapping, invoked } = startFake(queue, () => new Promise(() => {}));
      while (invoked.length === 0) await new Promise(setImmediate);
      const stopping = mapping.stop();
      await vi.advanceTimersByTimeAsync(5000);
      await stopping;
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
