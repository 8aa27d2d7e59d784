import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { type MessageResult, queueFunction } from '../../src/streams/queueFunction.ts';

const DONE: MessageResult = { kind: 'done' };

function aMessage(messageId: string, body = messageId, receiveCount = '1'): SQSRecord {
  const attributes = { ApproximateReceiveCount: receiveCount };
  return { messageId, receiptHandle: `receipt ${messageId}`, body, attributes } as SQSRecord;
}

/** Runs a batch: bodies that begin with "bad" are unreadable. */
async function run(records: readonly SQSRecord[], results: Record<string, MessageResult> = {}) {
  const log = {
    processed: [] as unknown[],
    postponed: [] as unknown[],
    unreadable: [] as unknown[],
    failed: [] as unknown[],
  };
  const handler = queueFunction<string>({
    read: body => (body.startsWith('bad') ? undefined : body),
    async process(messages) {
      log.processed.push(...messages);
      return messages.map(({ message }) => results[message] ?? DONE);
    },
    async postpone(messages) {
      log.postponed.push(...messages);
    },
    onUnreadable: fields => log.unreadable.push(fields),
    onFailure: fields => log.failed.push(fields),
  });
  const { batchItemFailures } = await handler({ Records: [...records] });
  return { ...log, remaining: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

describe('a function on a queue', () => {
  it('processes a batch with the numbers of receipts, and leaves only messages that are to be received again', async () => {
    const error = new TypeError('x');
    const { processed, postponed, failed, remaining } = await run(
      [aMessage('a'), aMessage('b', 'b', '3'), aMessage('c'), aMessage('d', 'd', '10')],
      { b: { kind: 'retry', seconds: 300 }, c: { kind: 'failed', error } },
    );
    expect(processed).toEqual([
      { message: 'a', receiveCount: 1 },
      { message: 'b', receiveCount: 3 },
      { message: 'c', receiveCount: 1 },
      { message: 'd', receiveCount: 10 },
    ]);
    expect(remaining).toEqual(['b', 'c']);
    expect(postponed).toEqual([{ receiptHandle: 'receipt b', seconds: 300 }]);
    expect(failed).toMatchObject([{ message_id: 'c', error: { name: 'TypeError' } }]);
  });

  it('leaves unreadable messages to the queue, at once, and processes the others', async () => {
    const { processed, postponed, unreadable, remaining } = await run([aMessage('a', 'bad'), aMessage('b')]);
    expect(processed).toHaveLength(1);
    expect(remaining).toEqual(['a']);
    expect(postponed).toEqual([{ receiptHandle: 'receipt a', seconds: 0 }]);
    expect(unreadable).toEqual([{ message_id: 'a' }]);
  });

  it('ignores other events', async () => {
    const handler = queueFunction<string>({
      ...{ read: () => undefined, process: async () => [], postpone: async () => {} },
      ...{ onUnreadable: () => {}, onFailure: () => {} },
    });
    expect(await handler({ source: 'warmer' } as unknown as SQSEvent)).toEqual({ batchItemFailures: [] });
  });
});
