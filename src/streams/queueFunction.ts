import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { errorFields } from '../platform/errorFields.ts';
import { log } from '../platform/log.ts';

/** The result of a message: `retry` after so many seconds, `failed` after the queue's own time. */
export type MessageResult = { kind: 'done' } | { kind: 'retry'; seconds: number } | { kind: 'failed'; error: unknown };

interface QueueOptions<Message> {
  /** Undefined for an unreadable body. */
  read(body: string): Message | undefined;
  /** @returns the results in the order of the messages */
  process(messages: readonly { message: Message; receiveCount: number }[]): Promise<readonly MessageResult[]>;
  postpone(messages: readonly { receiptHandle: string; seconds: number }[]): Promise<void>;
  onUnreadable(fields: Record<string, unknown>): void;
  onFailure(fields: Record<string, unknown>): void;
}

/**
 * A Lambda function on a queue with ReportBatchItemFailures: a message to be retried stays in the queue, invisible for its own
 * time. An unreadable one is received again at once, until the queue moves it to its dead-letter queue.
 */
export function queueFunction<Message>(options: QueueOptions<Message>) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    if (!Array.isArray(event?.Records)) {
      // Sent by warmers and by the test button of the console.
      log.info('not a queue event', {});
      return { batchItemFailures: [] };
    }
    const received = event.Records.map(record => ({ record, message: options.read(record.body) }));
    const readable = received.flatMap(({ record, message }) => (message === undefined ? [] : [{ record, message }]));
    const results = await options.process(
      readable.map(({ record, message }) => ({ message, receiveCount: receiveCountOf(record) })),
    );
    const unreadable = received.filter(({ message }) => message === undefined).map(({ record }) => record);
    for (const { messageId } of unreadable) options.onUnreadable({ message_id: messageId });
    const remaining = readable.flatMap(({ record }, index) => {
      const result = results[index];
      return result === undefined || result.kind === 'done' ? [] : [{ record, result }];
    });
    for (const { record, result } of remaining) {
      if (result.kind === 'failed') options.onFailure({ message_id: record.messageId, ...errorFields(result.error) });
    }
    await options.postpone([
      ...remaining.flatMap(({ record, result }) =>
        result.kind === 'retry' ? [postponed(record, result.seconds)] : [],
      ),
      ...unreadable.map(record => postponed(record, 0)),
    ]);
    const failed = [...remaining.map(({ record }) => record), ...unreadable];
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

function postponed({ receiptHandle }: SQSRecord, seconds: number) {
  return { receiptHandle, seconds };
}

function receiveCountOf({ attributes }: SQSRecord): number {
  return Number(attributes?.ApproximateReceiveCount ?? 1);
}
