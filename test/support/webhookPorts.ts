import type { ProctoringEvent } from '../../src/domain/events/event.ts';
import { isPublicAddress } from '../../src/domain/webhooks/publicAddress.ts';
import type { Webhook } from '../../src/domain/webhooks/webhook.ts';
import { drawWebhookId, drawWebhookSecret } from '../../src/platform/system.ts';
import type { Delivery, WebhookAnswer, WebhookRequest } from '../../src/usecases/ports/webhookDelivery.ts';
import { sha256 } from './builders.ts';
import type { Ports } from './ports.ts';

export const ACCEPTED: WebhookAnswer = { status: 204, retryAfterSeconds: null, text: '' };

/** The ports of webhooks, with an endpoint and a queue that accept everything. */
export function webhookPorts(ports: Ports) {
  return {
    ...ports,
    eventSettings: { source: 'https://proctoring.example.edu', sha256 },
    urlRules: { permitsLocalHttp: false, isPublicAddress },
    drawWebhookId,
    drawSecret: drawWebhookSecret,
    toRequest: ({ url, secrets }: Webhook, event: ProctoringEvent) => ({
      ...{ url, headers: { signed: secrets.map(({ secret }) => secret).join() } },
      body: JSON.stringify(event),
    }),
    sendWebhook: async (_request: WebhookRequest): Promise<WebhookAnswer> => ACCEPTED,
    deliveryQueue: { send: async (_deliveries: readonly Delivery[]): Promise<Delivery[]> => [] },
  };
}
