import type { Message } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { vi } from 'vitest';
import { type QueueMappingSettings, startMapping } from '../queueMapping.ts';
import type { QueueSource } from '../queueSource.ts';

export const QUEUE_ARN = 'arn:aws:sqs:eu-central-1:000000000000:deliveries';
export const VISIBILITY_SECONDS = 30;

interface StoredMessage {
  id: string;
  body: string;
  receives: number;
  visibleAt: number;
  receiptHandle: string;
}

/** A standard queue in memory, whose time is set by the test. */
export class FakeQueue {
  /** In seconds. */
  now = 0;
  messages: StoredMessage[] = [];
  /** Errors for the next calls of each method. */
  readonly failures: { receive: Error[]; delete: Error[] } = { receive: [], delete: [] };
  /** The number of messages whose deletion fails next. */
  undeletable = 0;

  send(...bodies: string[]): void {
    for (const body of bodies) {
      this.messages.push({ id: `id-${body}`, body, receives: 0, visibleAt: this.now, receiptHandle: '' });
    }
  }

  changeVisibility(receiptHandle: string, seconds: number): void {
    const message = this.messages.find(message => message.receiptHandle === receiptHandle);
    if (message) message.visibleAt = this.now + seconds;
  }

  bodies(): string[] {
    return this.messages.map(({ body }) => body);
  }

  readonly source: QueueSource = {
    arn: QUEUE_ARN,
    receive: async max => {
      const error = this.failures.receive.shift();
      if (error) throw error;
      return this.messages
        .filter(({ visibleAt }) => visibleAt <= this.now)
        .slice(0, max)
        .map(message => this.receiveOne(message));
    },
    delete: async messages => {
      const error = this.failures.delete.shift();
      if (error) throw error;
      const failed = messages.slice(0, this.undeletable);
      this.undeletable -= failed.length;
      const handles = new Set(messages.slice(failed.length).map(({ ReceiptHandle }) => ReceiptHandle));
      this.messages = this.messages.filter(({ receiptHandle }) => !handles.has(receiptHandle));
      return failed;
    },
  };

  private receiveOne(message: StoredMessage): Message {
    message.receives += 1;
    message.visibleAt = this.now + VISIBILITY_SECONDS;
    message.receiptHandle = `${message.id}/${message.receives}`;
    return {
      MessageId: message.id,
      ReceiptHandle: message.receiptHandle,
      Body: message.body,
      Attributes: { ApproximateReceiveCount: String(message.receives) },
    };
  }
}

export const bodiesOf = (event: SQSEvent): string[] => event.Records.map(({ body }) => body);

/** A response with these batch item failures. */
export const failed = (...bodies: string[]) => ({
  batchItemFailures: bodies.map(body => ({ itemIdentifier: `id-${body}` })),
});

export type Handler = (event: SQSEvent) => unknown;

/** A mapping over a queue in memory that records its invocations. */
export function startFake(
  queue: FakeQueue,
  handler: Handler = () => undefined,
  settings: Partial<QueueMappingSettings> = {},
) {
  const invoked: string[][] = [];
  const log = vi.fn<(line: string) => void>();
  const mapping = startMapping(queue.source, {
    settings: {
      batchSize: 10,
      maximumConcurrency: 2,
      functionResponseType: 'ReportBatchItemFailures',
      ...settings,
    },
    invoke: async event => {
      invoked.push(bodiesOf(event));
      return handler(event);
    },
    log,
    pollIntervalMs: 0,
  });
  return { mapping, invoked, log };
}
