import { describe, expect, it } from 'vitest';
import type { AwsAnswer } from '../../src/aws/awsCall.ts';
import { laterBy } from '../../src/domain/time.ts';
import { readDelivery, toMessageBody } from '../../src/queue/deliveryMessage.ts';
import { createDeliveryQueue } from '../../src/queue/deliveryQueue.ts';
import type { Delivery } from '../../src/usecases/ports/webhookDelivery.ts';
import { anEvent, NOW } from '../support/builders.ts';

const URL = 'https://sqs.eu-central-1.amazonaws.com/123456789012/proctoring-dev-deliveries';

interface Entry {
  Id: string;
  MessageBody: string;
}

/** A queue whose calls are answered by `answer`, from the number of the call. */
function aQueue(answer: (entries: Entry[], call: number) => AwsAnswer = acceptAll) {
  const calls: { operation: string; input: Record<string, unknown> }[] = [];
  let now = 0;
  const queue = createDeliveryQueue(
    async (operation, input) => {
      calls.push({ operation, input: input as Record<string, unknown> });
      return answer((input as { Entries: Entry[] }).Entries, calls.length);
    },
    { url: URL, clock: () => NOW, milliseconds: () => now },
  );
  const entriesOf = (call: number) => calls[call]?.input.Entries as Entry[];
  return { queue, calls, entriesOf, pass: (milliseconds: number) => (now += milliseconds) };
}

const accept = (entries: Entry[]): AwsAnswer => ({ content: { Successful: entries.map(({ Id }) => ({ Id })) } });
const acceptAll = (entries: Entry[]) => accept(entries);
const FAULT: AwsAnswer = { fault: 'ServiceUnavailable', isRetryable: true };

const deliveries = (count: number, overrides: Partial<Delivery['event']> = {}): Delivery[] =>
  Array.from({ length: count }, (_, index) => ({ webhookId: `whk_${index}`, event: anEvent(overrides) }));

describe('sending', () => {
  it('makes one call for ten messages', async () => {
    const { queue, calls, entriesOf } = aQueue();
    const sent = deliveries(25);
    expect(await queue.send(sent)).toEqual([]);
    expect(calls.map(({ operation, input }) => [operation, input.QueueUrl])).toEqual(
      Array(3).fill(['SendMessageBatch', URL]),
    );
    const bodies = [0, 1, 2].flatMap(call => entriesOf(call).map(({ MessageBody }) => JSON.parse(MessageBody)));
    expect(bodies).toEqual(sent.map(({ webhookId, event }) => ({ webhook_id: webhookId, event })));
    for (const call of [0, 1, 2])
      expect(new Set(entriesOf(call).map(({ Id }) => Id)).size).toBe(entriesOf(call).length);
  });

  it.each([
    [undefined, undefined],
    [60, 60],
    [43_200, 900],
  ])('delays messages by at most the limit of SQS: %s', async (seconds, expected) => {
    const { queue, entriesOf } = aQueue();
    await queue.send(deliveries(1), seconds);
    expect((entriesOf(0)[0] as { DelaySeconds?: number }).DelaySeconds).toBe(expected);
  });

  it('has the end of a longer delay in the message', async () => {
    const { queue, entriesOf } = aQueue();
    for (const seconds of [900, 901]) await queue.send(deliveries(1), seconds);
    const received = [0, 1].map(call => readDelivery(entriesOf(call)[0]?.MessageBody ?? ''));
    expect(received.map(delivery => delivery?.notBefore)).toEqual([undefined, laterBy(NOW, 901)]);
  });

  it('makes no call without messages', async () => {
    const { queue, calls } = aQueue();
    expect(await queue.send([])).toEqual([]);
    expect(calls).toEqual([]);
  });

  it('keeps each call below 256 KB', async () => {
    const { queue, calls, entriesOf } = aQueue();
    expect(await queue.send(deliveries(10, { subject: 'ü'.repeat(10_000) }))).toEqual([]);
    expect(calls.length).toBeGreaterThan(1);
    const sizes = calls.map((_, call) =>
      entriesOf(call).reduce((bytes, { MessageBody }) => bytes + Buffer.byteLength(MessageBody), 0),
    );
    for (const size of sizes) expect(size).toBeLessThanOrEqual(262_144);
    expect(calls.flatMap((_, call) => entriesOf(call))).toHaveLength(10);
  });

  it.each<[string, (entries: Entry[], call: number) => AwsAnswer, number]>([
    ['failed entries', (entries, call) => accept(call === 1 ? entries.slice(1) : entries), 2],
    ['a failed call', (entries, call) => (call === 1 ? FAULT : accept(entries)), 2],
    ['an answer without results', (entries, call) => (call === 1 ? { content: {} } : accept(entries)), 2],
    ['several times', (entries, call) => accept(call < 3 ? [] : entries), 3],
  ])('repeats %s', async (_case, answer, expected) => {
    const { queue, calls } = aQueue(answer);
    expect(await queue.send(deliveries(3))).toEqual([]);
    expect(calls).toHaveLength(expected);
  });

  it('repeats only those that were not accepted, and returns them in the end', async () => {
    const { queue, entriesOf, calls } = aQueue(entries => accept(entries.filter((_, index) => index > 0)));
    const sent = deliveries(3);
    expect(await queue.send(sent)).toEqual([sent[0]]);
    expect(calls.map((_, call) => entriesOf(call).length)).toEqual([3, 1, 1]);
  });
});

describe('a message', () => {
  it.each(['plain', 'ü', '\u0000\u001f', '\ud83d\ude00', '\uffff\ufffe', '\u007f\u2028', 'a"b\\'])(
    'of %j is one that SQS accepts, and is read as it was',
    subject => {
      const [delivery] = deliveries(1, { subject }) as [Delivery];
      const body = toMessageBody(delivery);
      expect(body).toMatch(/^[\x20-\x7e]*$/);
      expect(readDelivery(body)).toEqual(delivery);
    },
  );

  it.each([7, null, '', 'tomorrow', '2026-11-02'])('with the end of its delay %j has none', not_before => {
    const [{ webhookId, event }] = deliveries(1) as [Delivery];
    const read = readDelivery(JSON.stringify({ webhook_id: webhookId, event, not_before }));
    expect(read).toEqual({ webhookId, event });
  });

  it.each([
    '',
    'null',
    '[]',
    '"text"',
    '{}',
    '{"webhook_id": "whk_1"}',
    '{"webhook_id": "whk_1", "event": null}',
    '{"webhook_id": "whk_1", "event": "text"}',
    '{"webhook_id": "whk_1", "event": {}}',
    JSON.stringify({ webhook_id: 1, event: anEvent() }),
    JSON.stringify({ webhook_id: 'whk_1', event: { ...anEvent(), data: null } }),
    JSON.stringify({ webhook_id: 'whk_1', event: { ...anEvent(), type: 1 } }),
  ])('%s is unreadable', body => {
    expect(readDelivery(body)).toBeUndefined();
  });
});

describe('postponing', () => {
  it('changes the visibility of all messages in one call, below the limit of 12 hours from their receipt', async () => {
    const { queue, calls } = aQueue();
    await queue.postpone([
      { receiptHandle: 'a', seconds: 5 },
      { receiptHandle: 'b', seconds: 43_200 },
    ]);
    expect(calls).toEqual([
      {
        operation: 'ChangeMessageVisibilityBatch',
        input: {
          QueueUrl: URL,
          Entries: [
            { Id: '0', ReceiptHandle: 'a', VisibilityTimeout: 5 },
            { Id: '1', ReceiptHandle: 'b', VisibilityTimeout: 43_100 },
          ],
        },
      },
    ]);
  });

  it('makes no call without messages, and does not fail', async () => {
    const { queue, calls } = aQueue(() => FAULT);
    await queue.postpone([]);
    expect(calls).toEqual([]);
    await queue.postpone([{ receiptHandle: 'a', seconds: 5 }]);
  });
});

describe('the number of messages in flight', () => {
  it('is read once a minute', async () => {
    let inFlight = '120';
    const { queue, calls, pass } = aQueue(() => ({
      content: { Attributes: { ApproximateNumberOfMessagesNotVisible: inFlight } },
    }));
    expect(await queue.countInFlight()).toBe(120);
    inFlight = '7';
    pass(59_999);
    expect(await queue.countInFlight()).toBe(120);
    pass(1);
    expect(await queue.countInFlight()).toBe(7);
    expect(calls).toHaveLength(2);
  });

  it.each<[string, AwsAnswer]>([
    ['the call fails', FAULT],
    ['the answer has no attributes', { content: {} }],
  ])('is zero if %s', async (_case, answer) => {
    expect(await aQueue(() => answer).queue.countInFlight()).toBe(0);
  });
});
