import { Webhook } from 'standardwebhooks';
import type { ReceivedEvent } from '../../simulator/webhooks/eventLedger.ts';

export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(24, 0x44).toString('base64')}`;

/** An event of an attempt with this sequence. */
export function attemptEvent(sequence: number, status: string, attemptId = 7): ReceivedEvent & { data: object } {
  return {
    id: `evt_${attemptId}_${sequence}_${status}`,
    source: 'https://proctoring.example.edu',
    type: `proctoring.attempt.${status}.v1`,
    subject: `attempts/${attemptId}`,
    sequence: String(sequence).padStart(10, '0'),
    data: { attempt: { id: attemptId, status } },
  };
}

export interface DeliveryOptions {
  secrets?: readonly string[];
  at?: Date;
  body?: string;
}

/** Posts an event as the service does, signed by the library of Standard Webhooks. */
export async function deliver(
  url: string,
  event: ReceivedEvent,
  { secrets = [WEBHOOK_SECRET], at = new Date(), body = JSON.stringify(event) }: DeliveryOptions = {},
): Promise<number> {
  const headers = {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'webhook-id': event.id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map(secret => new Webhook(secret).sign(event.id, at, JSON.stringify(event))).join(' '),
  };
  const response = await fetch(url, { method: 'POST', headers, body });
  await response.body?.cancel();
  return response.status;
}
