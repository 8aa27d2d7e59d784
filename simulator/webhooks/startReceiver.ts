import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod/mini';
import { createEventLedger, type EventLedger, type Outcome, type ReceivedEvent } from './eventLedger.ts';
import { verifyWebhook, WebhookVerificationError } from './verifyWebhook.ts';

/** Above the limit of an event. */
const MAX_BODY_BYTES = 256 * 1024;

const EVENT = z.object({
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  sequence: z.string(),
  data: z.unknown(),
});

/** `failed`: answered 503 before any effect; `answer lost`: closed after the effect; `hung`: not answered. */
export type ReceiverFault = 'failed' | 'answer lost' | 'hung';

/** An authentic delivery. */
export interface ReceivedDelivery {
  event: ReceivedEvent;
  outcome: Outcome | undefined;
  fault: ReceiverFault | undefined;
}

export interface ReceiverOptions {
  /** By default, and with 0, any free port. */
  port?: number | undefined;
  /** Share of the deliveries that fail, from 0 to 1: half of them before their effect, half of them after it. */
  failShare?: number | undefined;
  /** Share of the deliveries that get no answer. */
  hangShare?: number | undefined;
  random?: () => number;
  onDelivery?: (delivery: ReceivedDelivery) => void;
  /** Called for each request that is not authentic. */
  onRejection?: (reason: string) => void;
}

export interface WebhookReceiver {
  /** The URL for a webhook. */
  readonly url: string;
  readonly ledger: EventLedger;
  /** All authentic deliveries, in order. */
  readonly deliveries: readonly ReceivedDelivery[];
  /** Deliveries are rejected before the first call. */
  setSecret(secret: string): void;
  /** May be called more than once. */
  stop(): Promise<void>;
}

/** A reply, or undefined for none; `isLost` closes the connection. */
type Reply = { status: number } | { isLost: true } | undefined;

/**
 * A consumer of webhooks on 127.0.0.1: verifies each delivery, applies each event once and in the order of its subject.
 * @throws the error of `listen`, such as a busy port
 */
export async function startReceiver(options: ReceiverOptions = {}): Promise<WebhookReceiver> {
  const ledger = createEventLedger();
  const deliveries: ReceivedDelivery[] = [];
  let secret: string | undefined;

  const accept = (body: Buffer, headers: IncomingMessage['headers']): Reply => {
    if (secret === undefined) throw new WebhookVerificationError('The secret of the webhook is not known yet.');
    const event = EVENT.parse(verifyWebhook(body, headers, secret));
    // A webhook is activated by a test that has to succeed.
    const fault = event.type === 'proctoring.webhook.test.v1' ? undefined : pickFault(options);
    const outcome = fault === 'failed' || fault === 'hung' ? undefined : ledger.record(event);
    deliveries.push({ event, outcome, fault });
    options.onDelivery?.({ event, outcome, fault });
    if (fault === 'hung') return undefined;
    return fault === 'answer lost' ? { isLost: true } : { status: fault === 'failed' ? 503 : 204 };
  };

  const server = createServer(async (request, response) => {
    try {
      const body = await readBody(request);
      send(response, request.method === 'POST' ? accept(body, request.headers) : { status: 405 });
    } catch (error) {
      const { message } = error as Error;
      options.onRejection?.(message);
      send(response, { status: error instanceof WebhookVerificationError ? 401 : 400 });
    }
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    ledger,
    deliveries,
    setSecret: value => {
      secret = value;
    },
    async stop() {
      if (!server.listening) return;
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

function pickFault({ failShare = 0, hangShare = 0, random = Math.random }: ReceiverOptions): ReceiverFault | undefined {
  const chance = random();
  if (chance < failShare / 2) return 'failed';
  if (chance < failShare) return 'answer lost';
  return chance < failShare + hangShare ? 'hung' : undefined;
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === undefined) return;
  if ('isLost' in reply) response.destroy();
  else response.writeHead(reply.status).end();
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
