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

/** Throws whenever one of these is in the batch. */
const throwsOn =
  (...poison: number[]) =>
  (event: DynamoDBStreamEvent) => {
    if (sequences(event).some(sequence => poison.includes(sequence))) throw new Error('poison');
  };

/** Names those of these that are in the batch. */
const names =
  (...poison: number[]) =>
  (event: DynamoDBStreamEvent) =>
    failed(...sequences(event).filter(sequence => poison.includes(sequence)));

describe('with bisecting', () => {
  test('a batch that is thrown out is halved until its poison record is alone, which alone is given up', async () => {
    const { invoked, failures } = await deliver(records(1, 2, 3, 4), throwsOn(3));
    expect(invoked).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [3], [4]]);
    expect(failures.map(failure => failure.DDBStreamBatchInfo.startSequenceNumber)).toEqual([padded(3)]);
  });

  test('after a partial failure only the rest is retried, whole at first, in halves if it gets no further', async () => {
    const { invoked, failures } = await deliver(records(1, 2, 3, 4, 5), names(2));
    expect(invoked).toEqual([[1, 2, 3, 4, 5], [2, 3, 4, 5], [2, 3], [2], [2], [2], [3], [4, 5]]);
    expect(failures).toHaveLength(1);
  });

  test('splitting uses up no retries: without any the poison record still is the only one given up', async () => {
    const { invoked, failures } = await deliver(records(1, 2, 3), throwsOn(2), { maximumRetryAttempts: 0 });
    expect(invoked).toEqual([[1, 2, 3], [1, 2], [1], [2], [3]]);
    expect(failures.map(failure => failure.DDBStreamBatchInfo.startSequenceNumber)).toEqual([padded(2)]);
  });

  test('two poison records next to each other are given up one by one', async () => {
    const { failures } = await deliver(records(1, 2, 3, 4), throwsOn(2, 3));
    expect(failures.map(failure => failure.DDBStreamBatchInfo.startSequenceNumber)).toEqual([padded(2), padded(3)]);
  });
});

describe('without bisecting', () => {
  const settings = { bisectBatchOnFunctionError: false };

  test('a batch is retried and given up as a whole', async () => {
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

  test('after a partial failure the rest is retried as often as the setting says and given up', async () => {
    const { invoked, failures } = await deliver(records(1, 2, 3), names(2), settings);
    expect(invoked).toEqual([
      [1, 2, 3],
      [2, 3],
      [2, 3],
    ]);
    expect(failures).toMatchObject([{ DDBStreamBatchInfo: { startSequenceNumber: padded(2), batchSize: 2 } }]);
  });

  test('the count begins anew where the checkpoint comes to stand', async () => {
    const responses = [failed(1), failed(1), failed(2), failed(2), {}];
    const { invoked, failures } = await deliver(records(1, 2), () => responses.shift(), settings);
    expect(invoked).toEqual([[1, 2], [1, 2], [1, 2], [2], [2]]);
    expect(failures).toEqual([]);
  });
});

describe('giving up', () => {
  test('tells the destination where the records are, as Lambda does', async () => {
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

  test('tells no function error when the function returned', async () => {
    const { failures } = await deliver(records(1), names(1));
    expect(failures[0]?.responseContext?.functionError).toBeNull();
  });

  test('records that are too old are given up without an invocation, those after them are delivered', async () => {
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

  test('a record that ages while it is retried without limit is given up', async () => {
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

  test('-1 retries without end', async () => {
    let left = 200;
    const { invoked, failures } = await deliver(records(1), () => (left-- > 0 ? fails() : undefined), {
      maximumRetryAttempts: -1,
    });
    expect(invoked).toHaveLength(201);
    expect(failures).toEqual([]);
  });

  test('a destination that fails is tried again, with the same message', async () => {
    const onFailure = vi.fn().mockRejectedValueOnce(new Error('full')).mockRejectedValueOnce(new Error('full'));
    await deliver(records(1), fails, {}, { onFailure });
    expect(onFailure).toHaveBeenCalledTimes(3);
    expect(onFailure.mock.calls[2]).toEqual(onFailure.mock.calls[0]);
  });

  test('a destination that never works is given up with the message in the log, and the lane goes on', async () => {
    const onFailure = vi.fn(() => {
      throw new Error('full');
    });
    const { invoked, log } = await deliver(records(1, 2), throwsOn(1), {}, { onFailure });
    expect(onFailure).toHaveBeenCalledTimes(5);
    expect(invoked.at(-1)).toEqual([2]);
    expect(log).toHaveBeenCalledWith(expect.stringContaining(padded(1)));
  });

  test('the lane waits for the destination', async () => {
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

test('the delay grows with failures in a row and begins anew when the checkpoint moves', async () => {
  const retryDelayMs = vi.fn((_: number) => 0);
  const responses = [failed(1), failed(1), failed(2), failed(2), {}];
  const settings = { bisectBatchOnFunctionError: false };
  await deliver(records(1, 2), () => responses.shift(), settings, { retryDelayMs });
  expect(retryDelayMs.mock.calls).toEqual([[1], [2], [1], [2]]);
});

test('each invocation gets an event of its own', async () => {
  const seen: unknown[] = [];
  const spoils = (event: DynamoDBStreamEvent) => {
    seen.push(structuredClone(event));
    delete event.Records[0]?.dynamodb;
    event.Records.length = 0;
    if (seen.length === 1) throw new Error('no');
  };
  await deliver(records(1), spoils);
  expect(seen).toEqual([{ Records: records(1) }, { Records: records(1) }]);
});

test('a function that throws before it returns a promise has failed too', async () => {
  const invoke = vi.fn((): Promise<unknown> => fails());
  const { failures } = await deliver(records(1), () => undefined, {}, { invoke });
  expect(failures).toHaveLength(1);
});

test('a retry does not begin after a stop', async () => {
  const stream = new FakeStream();
  stream.add(SHARD, records(1, 2));
  const { mapping, invoked, failures } = startFake(stream, fails, {}, { retryDelayMs: () => 60_000 });
  await vi.waitFor(() => expect(invoked).toHaveLength(1), { interval: 1 });
  await mapping.stop();
  expect(invoked).toEqual([[1, 2]]);
  expect(failures).toEqual([]);
});
