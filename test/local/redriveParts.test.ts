import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../dev/dynamodb/localClients.ts';
import { fileQueue } from '../../operations/redrive/fileQueue.ts';
import {
  type FailureMessage,
  type FailureQueue,
  FunctionFailed,
  type RedrivePorts,
  redriveQueue,
} from '../../operations/redrive/redriveQueue.ts';
import { sqsQueue } from '../../operations/redrive/sqsQueue.ts';
import { withoutSuperseded } from '../../operations/redrive/withoutSuperseded.ts';
import type { ShardRecord } from '../../packages/stream-emulator/record.ts';
import { FakeStream, record } from '../../packages/stream-emulator/test/fixture.ts';
import type { AttemptStatus } from '../../src/domain/attempts/status.ts';
import { anAttempt } from '../support/builders.ts';
import { json, scriptedServer } from '../support/scriptedServer.ts';
import { recordsOf } from '../support/streamRecords.ts';

const message = (from: ShardRecord, to: ShardRecord, batchSize: number, shardId = 'a') =>
  JSON.stringify({
    requestContext: { requestId: 'r', condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
    version: '1.0',
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: from.dynamodb.SequenceNumber,
      endSequenceNumber: to.dynamodb.SequenceNumber,
      batchSize,
      streamArn: 'arn:stream',
    },
  });

/** A queue in memory. */
function queueOf(...bodies: string[]): FailureQueue & { remaining: string[] } {
  const remaining = [...bodies];
  return {
    remaining,
    async *messages() {
      for (const body of bodies) yield { body, remove: async () => void remaining.splice(remaining.indexOf(body), 1) };
    },
    close: async () => {},
  };
}

describe('redriving', () => {
  let stream: FakeStream;
  let records: ShardRecord[];
  let invoked: string[][];
  let lines: string[];
  beforeEach(() => {
    stream = new FakeStream();
    records = [1, 2, 3, 4, 5].map(number => record(number));
    stream.add('a', records);
    invoked = [];
    lines = [];
  });

  const numbers = (records: DynamoDBStreamEvent['Records']) =>
    records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
  const ports = (queue: FailureQueue, overrides: Partial<RedrivePorts> = {}): RedrivePorts => ({
    queue,
    source: () => stream.source,
    invoke: async (event: DynamoDBStreamEvent) => {
      invoked.push(numbers(event.Records));
      return { batchItemFailures: [] };
    },
    selectDue: async batch => batch,
    log: line => lines.push(line),
    signal: new AbortController().signal,
    ...overrides,
  });
  const at = (index: number) => records[index] as ShardRecord;

  it('invokes the function with the records of a message, and removes the message', async () => {
    const queue = queueOf(message(at(1), at(3), 3));
    expect(await redriveQueue(ports(queue), false)).toEqual({ redriven: 1, remaining: 0, records: 3 });
    expect(invoked).toEqual([numbers(records.slice(1, 4))]);
    expect(queue.remaining).toEqual([]);
  });

  it('continues over small and empty pages', async () => {
    stream.pageSize = 1;
    await redriveQueue(ports(queueOf(message(at(0), at(4), 5))), false);
    expect(invoked.flat()).toEqual(numbers(records));
  });

  it('keeps a message if the function fails again', async () => {
    const queue = queueOf(message(at(0), at(1), 2), message(at(2), at(4), 3));
    const invoke = async ({ Records }: DynamoDBStreamEvent) => ({
      batchItemFailures: Records.length === 2 ? [{ itemIdentifier: at(1).dynamodb.SequenceNumber }] : [],
    });
    expect(await redriveQueue(ports(queue, { invoke }), false)).toEqual({ redriven: 1, remaining: 1, records: 3 });
    expect(queue.remaining).toHaveLength(1);
    expect(lines.join()).toContain(`failed again on 1 of 2 records; see its log: ${at(1).dynamodb.SequenceNumber}`);
  });

  it('processes the records before and behind one that fails, and names it', async () => {
    const queue = queueOf(message(at(0), at(4), 5));
    const [unreadable, later] = [at(1), at(3)].map(({ dynamodb }) => dynamodb.SequenceNumber);
    const processed = new Set<string>();
    const invoke = async ({ Records }: DynamoDBStreamEvent) => {
      // Like Lambda, the function answers the lowest number that failed.
      const failed = numbers(Records).find(number => number === unreadable || number === later);
      for (const number of numbers(Records)) {
        if (number === failed) break;
        processed.add(number);
      }
      return { batchItemFailures: failed ? [{ itemIdentifier: failed }] : [] };
    };
    expect(await redriveQueue(ports(queue, { invoke }), false)).toMatchObject({ redriven: 0, remaining: 1 });
    expect([...processed]).toEqual(numbers([at(0), at(2), at(4)]));
    expect(lines.join()).toContain(`2 of 5 records; see its log: ${unreadable}, ${later}`);
    expect(queue.remaining).toHaveLength(1);
  });

  it('isolates a record on which the function fails as a whole', async () => {
    const queue = queueOf(message(at(0), at(4), 5));
    const poison = at(2).dynamodb.SequenceNumber;
    const processed: string[] = [];
    const invoke = async ({ Records }: DynamoDBStreamEvent) => {
      if (numbers(Records).includes(poison)) throw new FunctionFailed('out of memory');
      processed.push(...numbers(Records));
    };
    expect(await redriveQueue(ports(queue, { invoke }), false)).toMatchObject({ redriven: 0, remaining: 1 });
    expect(processed.sort()).toEqual(numbers([at(0), at(1), at(3), at(4)]).sort());
    expect(lines.join()).toContain(`1 of 5 records; see its log: ${poison}`);
  });

  it('keeps a message if the function cannot be reached', async () => {
    const queue = queueOf(message(at(0), at(1), 2));
    const invoke = () => Promise.reject(new Error('nobody there'));
    expect(await redriveQueue(ports(queue, { invoke }), false)).toMatchObject({ remaining: 1 });
    expect(queue.remaining).toHaveLength(1);
  });

  it('keeps a message whose first records have left the stream, and reduces it to the rest', async () => {
    const queue = queueOf(message(record(0), at(1), 3));
    expect(await redriveQueue(ports(queue), false)).toMatchObject({ redriven: 0, remaining: 1 });
    expect(invoked).toEqual([numbers(records.slice(0, 2))]);
    expect(lines.join()).toContain('no longer has all of the 3 records');
  });

  it('keeps a message whose shard has expired, and names the position to continue from', async () => {
    const queue = queueOf(message(at(0), at(1), 2, 'gone'));
    expect(await redriveQueue(ports(queue), false)).toMatchObject({ redriven: 0, remaining: 1 });
    expect(invoked).toEqual([]);
    expect(lines.join()).toContain('docs/operations.md');
  });

  it.each(['', 'no JSON', '{}', '{"DDBStreamBatchInfo":{"shardId":7}}'])(
    'keeps an unreadable message: %j',
    async body => {
      const queue = queueOf(body);
      expect(await redriveQueue(ports(queue), false)).toEqual({ redriven: 0, remaining: 1, records: 0 });
      expect(queue.remaining).toEqual([body]);
    },
  );

  it('changes nothing in a dry run', async () => {
    const queue = queueOf(message(at(0), at(4), 5));
    expect(await redriveQueue(ports(queue), true)).toMatchObject({ redriven: 0, remaining: 1 });
    expect([invoked, queue.remaining.length]).toEqual([[], 1]);
    expect(lines.join()).toContain('would be redriven: 5 records');
  });

  it('invokes the function with at most the payload that Lambda accepts', async () => {
    const batch = Array.from({ length: 250 }, (_, index) => record(index + 10));
    const large = Array.from({ length: 6 }, (_, index) => record(index + 300, 'x'.repeat(1_000_000)));
    stream.add('b', [...batch, ...large]);
    const sizes: number[] = [];
    const invoke = async (event: DynamoDBStreamEvent) => {
      sizes.push(event.Records.length);
      expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(6_000_000);
    };
    const all = message(batch[0] as ShardRecord, large[5] as ShardRecord, 256, 'b');
    expect(await redriveQueue(ports(queueOf(all), { invoke }), false)).toMatchObject({ records: 256 });
    expect(Math.max(...sizes)).toBe(100);
  });
});

describe('late notifications of vendors', () => {
  const attempt = anAttempt({ attemptId: 1, backend: 'p', externalId: 'A' });
  const changes = recordsOf([
    attempt,
    { ...attempt, status: 'started' },
    { ...attempt, status: 'submitted' },
    { ...attempt, status: 'verified' },
    undefined,
  ]) as ShardRecord[];
  const due = async (status: AttemptStatus | undefined) =>
    (await withoutSuperseded(changes, async () => status)).map(record => changes.indexOf(record));

  it.each([
    ['ready_to_start', [1, 2, 4]],
    ['started', [1, 2, 4]],
    ['ready_to_submit', [1, 2, 4]],
    ['submitted', [2, 4]],
    ['verified', [2, 4]],
    ['error', [2, 4]],
    [undefined, [4]],
  ] as const)('omit changes of an attempt before its present status %s', async (status, indexes) => {
    expect(await due(status)).toEqual(indexes);
  });

  it('leave a record that cannot be read to the function, which fails on it', async () => {
    const [first] = changes;
    const unreadable = {
      ...first,
      dynamodb: { ...first?.dynamodb, NewImage: { status: { X: 1 } } },
    } as unknown as ShardRecord;
    expect(await withoutSuperseded([unreadable, ...changes], async () => 'submitted')).toEqual([
      unreadable,
      changes[2],
      changes[4],
    ]);
  });
});

describe('the failures file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'redrive-'));
    file = join(folder, 'archive-failures.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const read = async (queue: FailureQueue) => {
    const messages: FailureMessage[] = [];
    for await (const message of queue.messages()) messages.push(message);
    return messages;
  };

  it('is empty if it does not exist', async () => {
    const queue = fileQueue(file);
    expect(await read(queue)).toEqual([]);
    await queue.close();
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps messages that were not removed, and new ones', async () => {
    await writeFile(file, 'one\ntwo\nthree\n');
    const queue = fileQueue(file);
    const messages = await read(queue);
    await messages[1]?.remove();
    await appendFile(file, 'four\n');
    await queue.close();
    expect((await readFile(file, 'utf8')).trim().split('\n').sort()).toEqual(['four', 'one', 'three']);
    expect(await readdir(folder)).toEqual(['archive-failures.jsonl']);
  });

  it('loses nothing when a write is interrupted', async () => {
    await writeFile(file, 'one\ntwo\n');
    const [first] = await read(fileQueue(file));
    await first?.remove();
    await appendFile(file, 'three\n');
    expect((await read(fileQueue(file))).map(({ body }) => body)).toEqual(['two', 'three']);
  });
});

describe('the failure queue', () => {
  it('is read to its end; unremoved messages become visible again', async () => {
    const messages = ['one', 'two', 'three'];
    const hidden = new Set<string>();
    const actions: Record<string, (input: { ReceiptHandle: string; VisibilityTimeout: number }) => object> = {
      GetQueueUrl: () => ({ QueueUrl: `${server.url}/1/failures` }),
      ReceiveMessage: () => {
        const visible = messages.filter(message => !hidden.has(message)).slice(0, 2);
        for (const body of visible) hidden.add(body);
        const Messages = visible.map(message => ({
          MessageId: message,
          ReceiptHandle: message,
          Body: `body of ${message}`,
        }));
        return Messages.length > 0 ? { Messages } : {};
      },
      DeleteMessage: ({ ReceiptHandle }) => messages.splice(messages.indexOf(ReceiptHandle), 1) && {},
      ChangeMessageVisibility: ({ ReceiptHandle, VisibilityTimeout }) => {
        expect(VisibilityTimeout).toBe(0);
        hidden.delete(ReceiptHandle);
        return {};
      },
    };
    const server = await scriptedServer(({ headers, body }, response) => {
      const action = String(headers['x-amz-target']).split('.')[1] ?? '';
      json(response, 200, actions[action]?.(JSON.parse(body)));
    });
    const sqs = new SQSClient({
      endpoint: server.url,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
      md5: false,
    });
    try {
      const queue = sqsQueue(sqs, 'failures');
      const bodies: string[] = [];
      for await (const { body, remove } of queue.messages()) {
        bodies.push(body);
        if (body.endsWith('two')) await remove();
      }
      await queue.close();
      expect(bodies).toEqual(['body of one', 'body of two', 'body of three']);
      expect([messages, [...hidden]]).toEqual([['one', 'three'], ['two']]);
    } finally {
      sqs.destroy();
      await server.close();
    }
  });
});
