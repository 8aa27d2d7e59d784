import type { ProctoringEvent } from '../../domain/events/event.ts';
import type { Instant } from '../../domain/time.ts';
import type { WebhookAnswer } from '../../domain/webhooks/deliveryOutcome.ts';

export type { WebhookAnswer } from '../../domain/webhooks/deliveryOutcome.ts';

/** One event for one webhook. */
export interface Delivery {
  webhookId: string;
  event: ProctoringEvent;
}

/** A delivery as it is received. */
export interface ReceivedDelivery extends Delivery {
  /** The end of a delay that is longer than those of the queue. */
  notBefore?: Instant | undefined;
}

/** The queue of the events to be sent, at least once each and in any order. */
export interface DeliveryQueue {
  /**
   * @param delaySeconds until they are sent; beyond the queue's limit they are received earlier, with the end of the delay
   * @returns those that were not accepted
   */
  send(deliveries: readonly Delivery[], delaySeconds?: number): Promise<Delivery[]>;
}

export interface WebhookRequest {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Sends a request over HTTPS to a public address only; follows no redirect. @throws Overloaded where the service cannot connect */
export type SendWebhook = (request: WebhookRequest) => Promise<WebhookAnswer>;
