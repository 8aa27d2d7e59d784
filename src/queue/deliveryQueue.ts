import type { AwsAnswer, AwsCall } from '../aws/awsCall.ts';
import { sendInBatches } from '../aws/sendInBatches.ts';
import { type Clock, laterBy } from '../domain/time.ts';
import type { RetryQueue } from '../usecases/ports/retryQueue.ts';
import type { DeliveryQueue } from '../usecases/ports/webhookDelivery.ts';
import { toMessageBody } from './deliveryMessage.ts';

/** SQS's limit for the delay of a new message. */
const MAX_DELAY_SECONDS = 900;
const COUNT_MAX_AGE_MS = 60_000;
/**
 * SQS rejects a time beyond 12 hours from the receipt of the message, and does not shorten it; the processing of a batch is
 * a part of them.
 */
const MAX_POSTPONEMENT_SECONDS = 43_200 - 100;

interface QueueOptions {
  url: string;
  clock: Clock;
  /** Milliseconds of a monotonic clock. */
  milliseconds: () => number;
}

/** The queue of deliveries on SQS. */
export function createDeliveryQueue(
  call: AwsCall,
  { url: QueueUrl, clock, milliseconds }: QueueOptions,
): DeliveryQueue & RetryQueue {
  let counted: { count: number; until: number } | undefined;
  return {
    async send(deliveries, delaySeconds = 0) {
      const delay = delaySeconds > 0 && { DelaySeconds: Math.min(delaySeconds, MAX_DELAY_SECONDS) };
      const notBefore = delaySeconds > MAX_DELAY_SECONDS ? laterBy(clock(), delaySeconds) : undefined;
      const messages = deliveries.map(delivery => ({ delivery, text: toMessageBody(delivery, notBefore) }));
      const rejected = await sendInBatches(messages, {
        async send(batch) {
          const Entries = batch.map(({ text }, index) => ({ Id: String(index), MessageBody: text, ...delay }));
          const accepted = acceptedIds(await call('SendMessageBatch', { QueueUrl, Entries }));
          return batch.map((_, index) => accepted.has(String(index)));
        },
        milliseconds,
      });
      return rejected.map(({ delivery }) => delivery);
    },

    async postpone(messages) {
      if (messages.length === 0) return;
      const Entries = messages.map(({ receiptHandle, seconds }, index) => ({
        Id: String(index),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.min(seconds, MAX_POSTPONEMENT_SECONDS),
      }));
      await call('ChangeMessageVisibilityBatch', { QueueUrl, Entries });
    },

    async countInFlight() {
      if (counted && milliseconds() < counted.until) return counted.count;
      const AttributeNames = ['ApproximateNumberOfMessagesNotVisible'];
      const count = inFlightOf(await call('GetQueueAttributes', { QueueUrl, AttributeNames }));
      counted = { count, until: milliseconds() + COUNT_MAX_AGE_MS };
      return count;
    },
  };
}

/** A local stack may have no queue. */
export const NO_QUEUE: DeliveryQueue & RetryQueue = {
  send: async deliveries => [...deliveries],
  postpone: async () => {},
  countInFlight: async () => 0,
};

/** None if the whole call failed. */
function acceptedIds(answer: AwsAnswer): Set<unknown> {
  const successful = 'content' in answer ? answer.content.Successful : [];
  return new Set(Array.isArray(successful) ? successful.map(entry => entry?.Id) : []);
}

/** Without an answer, no webhook is parked. */
function inFlightOf(answer: AwsAnswer): number {
  if (!('content' in answer)) return 0;
  const attributes = answer.content.Attributes as Record<string, unknown> | undefined;
  return Number(attributes?.ApproximateNumberOfMessagesNotVisible ?? 0);
}
