import { type ProctoringEvent, toEvent } from '../../src/domain/events/event.ts';
import { disabledEvent } from '../../src/domain/events/webhookEvent.ts';
import { laterBy } from '../../src/domain/time.ts';
import type { WebhookAnswer } from '../../src/domain/webhooks/deliveryOutcome.ts';
import { HEALTHY, type Webhook, type WebhookHealth } from '../../src/domain/webhooks/webhook.ts';
import type { Delivery, WebhookRequest } from '../../src/usecases/ports/webhookDelivery.ts';
import { createDeliverer, type DeliveryReport } from '../../src/usecases/webhooks/deliverEvents.ts';
import { toWebhookRequest } from '../../src/webhooks/webhookRequest.ts';
import { anEvent, aWebhook, NOW, sha256 } from './builders.ts';
import { inMemoryStores } from './inMemoryPorts/inMemoryStores.ts';

export const OK: WebhookAnswer = { status: 200, retryAfterSeconds: null, text: '' };
export const BROKEN: WebhookAnswer = { status: 500, retryAfterSeconds: null, text: 'broken' };
export const GONE: WebhookAnswer = { status: 410, retryAfterSeconds: null, text: 'stop' };
export const DAY = 86_400;

/** The deliverer with a clock, an endpoint and a queue that the test sets. */
export function aDeliverer() {
  const { ports, database, archive } = inMemoryStores();
  const state = {
    now: NOW,
    answer: async (_request: WebhookRequest): Promise<WebhookAnswer> => OK,
    inFlight: 0,
    announce: async (_event: ProctoringEvent): Promise<void> => {},
    /** Events that the queue accepts. */
    capacity: Number.POSITIVE_INFINITY,
    /** Seconds that pass with each batch that is queued. */
    queueSeconds: 0,
    onQueued: (_deliveries: readonly Delivery[], _delaySeconds: number): void => {},
  };
  const requests: WebhookRequest[] = [];
  const queued: Delivery[] = [];
  const announced: ProctoringEvent[] = [];
  const reports: DeliveryReport[] = [];
  const counts = { inFlight: 0, find: 0 };
  const { find } = ports.webhooks;
  ports.webhooks.find = async webhookId => {
    counts.find++;
    return find(webhookId);
  };
  const clock = () => state.now;
  const settings = { source: 'https://proctoring.example.edu', sha256 };
  const start = () =>
    createDeliverer({
      ...ports,
      toRequest: toWebhookRequest,
      async sendWebhook(request) {
        requests.push(request);
        return state.answer(request);
      },
      retryQueue: {
        async countInFlight() {
          counts.inFlight++;
          return state.inFlight;
        },
      },
      deliveryQueue: {
        async send(deliveries, delaySeconds) {
          state.now = laterBy(state.now, state.queueSeconds);
          const accepted = deliveries.slice(0, Math.max(0, state.capacity - queued.length));
          queued.push(...accepted);
          state.onQueued(accepted, delaySeconds ?? 0);
          return deliveries.slice(accepted.length);
        },
      },
      async announce(event) {
        await state.announce(event);
        announced.push(event);
      },
      toDisabledEvent: webhook => toEvent(disabledEvent(webhook), settings),
      clock,
      random: () => 0.5,
      report: entry => reports.push(entry),
    });
  const deliver = start();
  return {
    ...{ ports: { ...ports, clock }, database, archive, state, requests, announced, reports, counts, deliver, start },
    queuedIds: () => queued.map(({ event }) => event.id).sort(),
    /** Logs an event that became a failure so many seconds later than now. */
    async aFailure({ webhookId }: Webhook, seconds: number) {
      const event = anEvent();
      database.events.push({ event, courseId: null, loggedAt: NOW });
      const failure = { webhookId, eventId: event.id, type: event.type, tries: 1, lastStatus: null, lastError: 'x' };
      await ports.webhooks.addFailure({ ...failure, at: laterBy(NOW, seconds) });
      return event.id;
    },
    pass(seconds: number) {
      state.now = laterBy(state.now, seconds);
    },
    async active(overrides: Partial<Webhook> = {}, health: Partial<WebhookHealth> = {}) {
      const webhook = aWebhook({ status: 'active', types: ['proctoring.*'], ...overrides });
      await ports.webhooks.create(webhook);
      database.webhookHealth.set(webhook.webhookId, { ...HEALTHY, ...health });
      return webhook;
    },
    send: async (
      { webhookId }: { webhookId: string },
      { tries = 1, event = anEvent(), by = deliver, notBefore = undefined as string | undefined } = {},
    ) => {
      const [result] = await by([{ delivery: { webhookId, event, notBefore }, tries }]);
      return { result, event };
    },
    healthOf: ({ webhookId }: Webhook) => database.webhookHealth.get(webhookId),
    failuresOf: ({ webhookId }: Webhook) =>
      database.deliveryFailures
        .filter(failure => failure.webhookId === webhookId)
        .map(({ recordId: _recordId, ...failure }) => failure),
    statusOf: ({ webhookId }: Webhook) => {
      const { status, disabledBecause } = database.webhooks.get(webhookId) ?? {};
      return [status, disabledBecause];
    },
  };
}

/** A webhook that has failed for so many days. */
export const failing = (days: number, consecutiveFailures = 30) => ({
  failingSince: laterBy(NOW, -days * DAY),
  consecutiveFailures,
});
