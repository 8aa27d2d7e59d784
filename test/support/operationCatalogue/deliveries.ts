import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SQSRecord } from 'aws-lambda';
import { toMessageBody } from '../../../src/queue/deliveryMessage.ts';
import { anEvent } from '../builders.ts';
import type { Operation } from './operation.ts';
import { UNREACHABLE_URL, withWebhooks } from './webhooks.ts';

const FUNCTION = 'deliveries';

let endpoint: Promise<string> | undefined;

/** The URL of an endpoint in this process that accepts everything. */
function acceptingEndpoint(): Promise<string> {
  endpoint ??= new Promise(resolve => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(204).end());
    });
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
    server.unref();
  });
  return endpoint;
}

function messages(webhookId: string, count: number, receiveCount: number) {
  const Records = Array.from({ length: count }, (_, index) => ({
    messageId: String(index),
    receiptHandle: String(index),
    body: toMessageBody({ webhookId, event: anEvent() }),
    attributes: { ApproximateReceiveCount: String(receiveCount) },
  })) as SQSRecord[];
  return { function: FUNCTION, event: { Records } } as const;
}

/** Deliveries to webhooks. */
export const DELIVERY_OPERATIONS: readonly Operation[] = [
  {
    id: 'deliver_10_events',
    title: '10 events are sent to a webhook, for the first time in a minute',
    function: FUNCTION,
    async prepare(course) {
      const { webhookId } = await withWebhooks(course, 1, { url: await acceptingEndpoint() });
      return messages(webhookId, 10, 1);
    },
  },
  {
    id: 'deliver_last_try',
    title: 'an event is not accepted in its last try',
    function: FUNCTION,
    async prepare(course) {
      const { webhookId } = await withWebhooks(course, 1, { url: UNREACHABLE_URL });
      return messages(webhookId, 1, 10);
    },
  },
];
