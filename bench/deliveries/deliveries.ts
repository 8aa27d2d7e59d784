import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { createQueues, localSqsClient } from '../../dev/queues/queues.ts';
import { startSqs } from '../../dev/queues/sqs.ts';
import { readServiceDefinition } from '../../dev/serviceDefinition.ts';
import { startQueueMapping } from '../../packages/queue-emulator/queueMapping.ts';
import { DEVELOPMENT_WEBHOOK_KEY } from '../../src/config/webhooks.ts';
import { toMessageBody } from '../../src/queue/deliveryMessage.ts';
import { createWebhookStore } from '../../src/store/webhooks/webhooks.ts';
import { anEvent, aWebhook } from '../../test/support/builders.ts';
import { type Service, startService } from '../../test/support/bundledService/service.ts';
import { type RunOptions, type Section, table } from '../section.ts';

/** The time from the queue to a healthy endpoint, alone and beside one that hangs. */
export const deliveries: Section = { id: 'deliveries', title: 'Deliveries beside an endpoint that hangs', run };

const TICK_MS = 500;
/** Events of each webhook in a tick; a batch of the queue has events of both. */
const EVENTS_PER_TICK = 2;
/** The service takes this long to find that the endpoint hangs: 20 requests time out. */
const DISCOVERY_MS = 20_000;

const METHOD = `The bundled function, the queue emulator with the settings of serverless.yml, fauxqs and DynamoDB Local. Every ${TICK_MS / 1000} s ${EVENTS_PER_TICK} events are queued for a
webhook whose endpoint answers at once, and as many for another one, mixed. The figures are the times from the queueing of an event for the
former until it arrives there; the endpoint that hangs accepts connections and never answers. Ratios are those of one run.`;

async function run({ quick, log }: RunOptions): Promise<string> {
  const ticks = quick ? 8 : 120;
  const definition = await readServiceDefinition('local');
  const sqs = await startSqs({ port: 0 });
  const client = localSqsClient(sqs.endpoint);
  try {
    const { DeliveriesQueue: queueUrl = '' } = await createQueues(client, sqs.endpoint, definition.queues);
    const service = await startService({ env: { SQS_ENDPOINT: sqs.endpoint, DELIVERIES_QUEUE_URL: queueUrl } });
    const endpoints = await startEndpoints();
    const settings = definition.queueMappings.find(({ queue }) => queue === 'DeliveriesQueue')?.settings;
    if (!settings) throw new Error('serverless.yml has no mapping of DeliveriesQueue.');
    const mapping = await startQueueMapping({
      sqs: client,
      queueUrl,
      settings,
      invoke: event => service.invoke({ function: 'deliveries', event }),
    });
    try {
      const webhookAt = await createWebhooks(service);
      const healthy = await webhookAt(endpoints.answering);
      const measure = async (title: string, beside: string | undefined) => {
        log(title);
        return load({ client, queueUrl, ticks, arrivals: endpoints.arrivals }, healthy, beside);
      };
      await measure('warm-up', undefined);
      const alone = await measure('alone', undefined);
      const answering = await measure('beside one that answers', await webhookAt(endpoints.answering));
      const hanging = await measure('beside one that hangs', await webhookAt(endpoints.hanging));
      const rows = [
        ['alone', alone],
        ['beside one that answers', answering],
        [`beside one that hangs, its first ${DISCOVERY_MS / 1000} s`, hanging.filter(({ at }) => at < DISCOVERY_MS)],
        ['beside one that hangs, later', hanging.filter(({ at }) => at >= DISCOVERY_MS)],
      ] as const;
      const p99 = percentile(alone, 0.99);
      const headers = ['webhook', 'events', 'p50 ms', 'p99 ms', 'most ms', 'p99 ÷ alone'];
      return [
        METHOD,
        table(
          headers,
          rows
            .filter(([, times]) => times.length > 0)
            .map(([title, times]) => [
              title,
              times.length,
              ...[0.5, 0.99, 1].map(share => Math.round(percentile(times, share))),
              percentile(times, 0.99) / p99,
            ]),
        ),
      ].join('\n\n');
    } finally {
      await mapping.stop();
      await endpoints.close();
      await service.stop();
    }
  } finally {
    client.destroy();
    await sqs.stop();
  }
}

/** @returns a function that creates an active webhook of this URL */
async function createWebhooks({ client, tables }: Service) {
  const keys = [Buffer.from(DEVELOPMENT_WEBHOOK_KEY, 'base64')];
  const store = createWebhookStore(client, tables, { keys, retentionDays: 30 });
  return async (url: string) => {
    const webhook = aWebhook({ status: 'active', types: ['*'], url });
    await store.create(webhook);
    return webhook.webhookId;
  };
}

interface Arrival {
  /** Milliseconds from the first event to the queueing of this one. */
  at: number;
  ms: number;
}

interface LoadOptions {
  client: SQSClient;
  queueUrl: string;
  ticks: number;
  /** Times of arrival by the ids of events. */
  arrivals: ReadonlyMap<string, number>;
}

/** Queues events for both webhooks, and waits until those of the first one have arrived. */
async function load(
  { client, queueUrl, ticks, arrivals }: LoadOptions,
  healthy: string,
  beside: string | undefined,
): Promise<Arrival[]> {
  const queuedAt = new Map<string, number>();
  const start = performance.now();
  for (let tick = 0; tick < ticks; tick++) {
    await pause(Math.max(0, start + tick * TICK_MS - performance.now()));
    const messages = Array.from({ length: EVENTS_PER_TICK }, () => {
      const event = anEvent();
      queuedAt.set(event.id, performance.now());
      const other = beside === undefined ? [] : [toMessageBody({ webhookId: beside, event: anEvent() })];
      return [toMessageBody({ webhookId: healthy, event }), ...other];
    }).flat();
    for (let from = 0; from < messages.length; from += 10) {
      const batch = messages.slice(from, from + 10);
      const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    }
  }
  while ([...queuedAt.keys()].some(id => !arrivals.has(id))) await pause(100);
  return [...queuedAt].map(([id, at]) => ({ at: at - start, ms: (arrivals.get(id) ?? 0) - at }));
}

async function startEndpoints() {
  const arrivals = new Map<string, number>();
  const answering = createServer((request, response) => {
    const id = String(request.headers['webhook-id']);
    if (!arrivals.has(id)) arrivals.set(id, performance.now());
    request.resume().on('end', () => response.writeHead(204).end());
  });
  const hanging = createServer(request => request.resume());
  for (const server of [answering, hanging]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const urlOf = (server: typeof answering) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    arrivals,
    answering: urlOf(answering),
    hanging: urlOf(hanging),
    async close() {
      for (const server of [answering, hanging]) {
        server.closeAllConnections();
        await new Promise(resolve => server.close(resolve));
      }
    },
  };
}

function percentile(times: readonly Arrival[], share: number): number {
  const sorted = times.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
