import type { DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, test, vi } from 'vitest';
import {
  deliver,
  FakeStream,
  failed,
  padded,
  record,
  records,
  SHARD,
  STREAM_ARN,
  sequences,
  startFake,
} from './fixture.ts';

const fails = () => {
  throw new Error('no');
};

/** Throws for a batch with one of these records. */
const throwsOn =
  (...poison: number[]) =>
  (event: DynamoDBStreamEvent) => {
    if (sequences(event).some(sequence => poison.includes(sequence))) throw new Error('poison');
  };

/** Returns those of these records that are in the batch as failures. */
const names =
  (...poison: number[]) =>
  (event: DynamoDBStreamEvent) =>
    failed(...sequences(event).filter(sequence => poison.includes(sequence)));

describe('with bisecting', () => {
  test('a failing batch is halved down to its poison record, and only that is discarded', async () => {
    const { invoked, failures } = await deliver(records(1, 2, 3, 4), throwsOn(3));
    expect(invoked).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [3], [4]]);
    expect(failures.map(failure => failure.DDBStreamBatchInfo.startSequenceNumber)).toEqual([padded(3)]);
  });

  test('after a partial failure only the remainder is retried, then in halves if it makes no progress', async () => {
    const { invoked, failures } = await deliver(records(1, 2, 3, 4, 5), names(2));
    expect(invoked).toEqual([[1, 2, 3, 4, 5], [2, 3, 4, 5], [2, 3], [2], [2], [2], [3], [4, 5]]);
    expect(failures).toHaveLength(1);
  });

  test('splitting consumes no retries: without any only the poison record is discarded', async () => {
    const { invoked, failures } = await deliver(records(1, 2, 3), throwsOn(2), { maximumRetryAttempts: 0 });
    expect(invoked).toEqual([[1, 2, 3], [1, 2], [1], [2], [3]]);
    expect(failures.map(failure => failure.DDBStreamBatchInfo.startSequenceNumber)).toEqual([padded(2)]);
  });

  test('two adjacent poison records are discarded individually', async () => {
    const { failures } = await deliver(records(1, 2, 3, 4), throwsOn(2, 3));
    expect(failures.map(failure => failure.DDBStreamBatchInfo.startSequenceNumber)).toEqual([padded(2), padded(3)]);
  });
});

describe('without bisecting', () => {
  const settings = { bisectBatchOnFunctionError: false };

  test('a batch is retried and discarded as a whole', async () => {
    const { invoked, failures } = await deliver(records(1, 2), throwsOn(2), settings);
    expect(invoked).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    expect(failures).toMatchObject([
      {
        requestContext: { approximateInvokeCount: 3 },
        DDBStreamBatchInfo: { startSequenceNumber: padded(1), endSequenceNumber: padded(2), batchSize: 2 },
      },
    ]);
  });

  test('after a partial failure the remainder is retried up to the limit and discarded', async () => {
    const { invoked, failures } = await deliver(records(1, 2, 3), names(2), settings);
    expect(invoked).toEqual([
      [1, 2, 3],
      [2, 3],
      [2, 3],
    ]);
    expect(failures).toMatchObject([{ DDBStreamBatchInfo: { startSequenceNumber: padded(2), batchSize: 2 } }]);
  });

  test('the count restarts at each checkpoint', async () => {
    const responses = [failed(1), failed(1), failed(2), failed(2), {}];
    const { invoked, failures } = await deliver(records(1, 2), () => responses.shift(), settings);
    expect(invoked).toEqual([[1, 2], [1, 2], [1, 2], [2], [2]]);
    expect(failures).toEqual([]);
  });
});

describe('discarded records', () => {
  test('are sent to the destination as positions, in the format of Lambda', async () => {
    const now = Date.parse('2026-03-04T05:06:07.089Z');
    const content = [record(1, 'a', now / 1000 - 90.089), record(2, 'a', now / 1000 - 60.089)];
    const { failures } = await deliver(content, fails, { bisectBatchOnFunctionError: false }, { now: () => now });
    expect(failures).toEqual([
      {
        requestContext: {
          requestId: expect.stringMatching(/^[\da-f-]{36}$/),
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 3,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: '2026-03-04T05:06:07.089Z',
        DDBStreamBatchInfo: {
          shardId: SHARD,
          startSequenceNumber: padded(1),
          endSequenceNumber: padded(2),
          approximateArrivalOfFirstRecord: '2026-03-04T05:04:37Z',
          approximateArrivalOfLastRecord: '2026-03-04T05:05:07Z',
          batchSize: 2,
          streamArn: STREAM_ARN,
        },
      },
    ]);
  });

  test('have no function error if the function returned', async () => {
    const { failures } = await deliver(records(1), names(1));
    expect(failures[0]?.responseContext?.functionError).toBeNull();
  });

  test('are expired ones without an invocation; later ones are delivered', async () => {
    const content = [record(1, 'a', 800), record(2, 'a', 899), record(3, 'a', 900), record(4, 'a', 1000)];
    const settings = { maximumRecordAgeInSeconds: 100 };
    const { invoked, failures } = await deliver(content, () => undefined, settings, { now: () => 1_000_000 });
    expect(invoked).toEqual([[3, 4]]);
    expect(failures).toMatchObject([
      {
        requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 0 },
        DDBStreamBatchInfo: { startSequenceNumber: padded(1), endSequenceNumber: padded(2), batchSize: 2 },
      },
    ]);
    expect(failures[0]).not.toHaveProperty('responseContext');
  });

  test('include a record that expires during unlimited retries', async () => {
    let now = 1_000_000;
    const ages = () => {
      now += 30_000;
      throw new Error('no');
    };
    const settings = { maximumRetryAttempts: -1, maximumRecordAgeInSeconds: 100 };
    const { invoked, failures } = await deliver([record(1, 'a', 1000)], ages, settings, { now: () => now });
    expect(invoked).toHaveLength(4);
    expect(failures).toMatchObject([{ requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 4 } }]);
  });

  test('are none with -1 retries', async () => {
    let remainingMs = 200;
    const { invoked, failures } = await deliver(records(1), () => (remainingMs-- > 0 ? fails() : undefined), {
      maximumRetryAttempts: -1,
    });
    expect(invoked).toHaveLength(201);
    expect(failures).toEqual([]);
  });

  test('are sent again to a failing destination, with the same message', async () => {
    const onFailure = vi.fn().mockRejectedValueOnce(new Error('full')).mockRejectedValueOnce(new Error('full'));
    await deliver(records(1), fails, {}, { onFailure });
    expect(onFailure).toHaveBeenCalledTimes(3);
    expect(onFailure.mock.calls[2]).toEqual(onFailure.mock.calls[0]);
  });

  test('are logged if the destination fails permanently, and delivery continues', async () => {
    const onFailure = vi.fn(() => {
      throw new Error('full');
    });
    const { invoked, log } = await deliver(records(1, 2), throwsOn(1), {}, { onFailure });
    expect(onFailure).toHaveBeenCalledTimes(5);
    expect(invoked.at(-1)).toEqual([2]);
    expect(log).toHaveBeenCalledWith(expect.stringContaining(padded(1)));
  });

  test('delay later batches until the destination has accepted them', async () => {
    const order: string[] = [];
    const onFailure = async () => {
      await new Promise(setImmediate);
      order.push('destination');
    };
    const handler = (event: DynamoDBStreamEvent) => {
      order.push(String(sequences(event)));
      throwsOn(1)(event);
    };
    await deliver(records(1, 2), handler, { batchSize: 1, maximumRetryAttempts: 0 }, { onFailure });
    expect(order).toEqual(['1', 'destination', '2']);
  });
});

test('the delay grows with consecutive failures and restarts when the checkpoint moves', async () => {
  const retryDelayMs = vi.fn((_: number) => 0);
  const responses = [failed(1), failed(1), failed(2), failed(2), {}];
  const settings = { bisectBatchOnFunctionError: false };
  await deliver(records(1, 2), () => responses.shift(), settings, { retryDelayMs });
  expect(retryDelayMs.mock.calls).toEqual([[1], [2], [1], [2]]);
});

test('each invocation gets a new event', async () => {
  const events: unknown[] = [];
  const spoils = (event: DynamoDBStreamEvent) => {
    events.push(structuredClone(event));
    delete event.Records[0]?.dynamodb;
    event.Records.length = 0;
    if (events.length === 1) throw new Error('no');
  };
  await deliver(records(1), spoils);
  expect(events).toEqual([{ Records: records(1) }, { Records: records(1) }]);
});

test('a synchronous exception of the function is a failure', async () => {
  const invoke = vi.fn((): Promise<unknown> => fails());
  const { failures } = await deliver(records(1), () => undefined, {}, { invoke });
  expect(failures).toHaveLength(1);
});

test('no retry starts after a stop', async () => {
  const stream = new FakeStream();
  stream.add(SHARD, records(1, 2));
  const { mapping, invoked, failures } = startFake(stream, fails, {}, { retryDelayMs: () => 60_000 });
  await vi.waitFor(() => expect(invoked).toHaveLength(1), { interval: 1 });
  await mapping.stop();
  expect(invoked).toEqual([[1, 2]]);
  expect(failures).toEqual([]);
});
