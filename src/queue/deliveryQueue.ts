import type { AwsAnswer, AwsCall } from '../aws/awsCall.ts';
import { backoff } from '../platform/backoff.ts';
import { mapInBatches } from '../platform/mapInBatches.ts';
import type { RetryQueue } from '../usecases/ports/retryQueue.ts';
import type { Delivery, DeliveryQueue } from '../usecases/ports/webhookDelivery.ts';
import { toMessageBody } from './deliveryMessage.ts';

/** Limits of SQS for a batch. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 262_144;
/** Batches at a time. */
const CONCURRENCY = 10;
const MAX_ROUNDS = 3;
const BACKOFF = { baseMs: 100, maxMs: 400 };
const COUNT_MAX_AGE_MS = 60_000;
/**
 * SQS rejects a time beyond 12 hours from the receipt of the message, and does not shorten it; the processing of a batch is
 * a part of them.
 */
const MAX_POSTPONEMENT_SECONDS = 43_200 - 100;

interface QueueOptions {
  url: string;
  /** Milliseconds of a monotonic clock. */
  milliseconds: () => number;
}

/** The queue of deliveries on SQS. */
export function createDeliveryQueue(
  call: AwsCall,
  { url: QueueUrl, milliseconds }: QueueOptions,
): DeliveryQueue & RetryQueue {
  let counted: { count: number; until: number } | undefined;
  return {
    async send(deliveries) {
      let pending = deliveries.map(delivery => ({ delivery, body: toMessageBody(delivery) }));
      for (let round = 1; pending.length > 0 && round <= MAX_ROUNDS; round++) {
        if (round > 1) await backoff(round - 1, BACKOFF);
        const rejected = await mapInBatches([...batchesOf(pending)], CONCURRENCY, async batch => {
          const Entries = batch.map(({ body }, index) => ({ Id: String(index), MessageBody: body }));
          const accepted = acceptedIds(await call('SendMessageBatch', { QueueUrl, Entries }));
          return batch.filter((_, index) => !accepted.has(String(index)));
        });
        pending = rejected.flat();
      }
      return pending.map(({ delivery }) => delivery);
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

interface Message {
  delivery: Delivery;
  body: string;
}

/** Of at most ten messages, and within the size of a call. */
function* batchesOf(messages: readonly Message[]): Generator<Message[]> {
  let batch: Message[] = [];
  let bytes = 0;
  for (const message of messages) {
    const isFull = batch.length === MAX_ENTRIES || bytes + message.body.length > MAX_BYTES;
    if (isFull && batch.length > 0) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(message);
    bytes += message.body.length;
  }
  if (batch.length > 0) yield batch;
}

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
