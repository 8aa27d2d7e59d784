import type { DynamoDBRecord } from 'aws-lambda';
import { readBaseConfig } from '../config/base.ts';
import type { Environment } from '../config/env.ts';
import { readBackends } from '../config/exams.ts';
import { readEventSource } from '../config/publicUrl.ts';
import { readEventRetention } from '../config/retention.ts';
import { readWebhookKeys } from '../config/webhooks.ts';
import type { ProctoringEvent } from '../domain/events/event.ts';
import { isPublicAddress } from '../domain/webhooks/publicAddress.ts';
import type { Webhook } from '../domain/webhooks/webhook.ts';
import { clock, drawWebhookId, drawWebhookSecret, sha256 } from '../platform/system.ts';
import { createDocumentClient } from '../store/dynamodb/client.ts';
import { createEventLog } from '../store/events/eventLog.ts';
import { logEvents } from '../store/events/logEvents.ts';
import { createWebhookStore } from '../store/webhooks/webhooks.ts';
import type { Delivery } from '../usecases/ports/webhookDelivery.ts';

/* The part of the composition root for events and webhooks. */

/** Webhooks, their tests and the redelivery of events. */
export function webhookPorts(env: Environment) {
  const { tables, isDeployed } = readBaseConfig(env);
  const client = createDocumentClient();
  const eventRetentionDays = readEventRetention(env);
  return {
    webhooks: createWebhookStore(client, tables, { keys: readWebhookKeys(env), retentionDays: eventRetentionDays }),
    eventLog: createEventLog(client, tables),
    eventRetentionDays,
    eventSettings: { source: readEventSource(env), sha256 },
    urlRules: { permitsLocalHttp: !isDeployed, isPublicAddress },
    toRequest: ({ url }: Webhook, event: ProctoringEvent) => ({ url, headers: {}, body: JSON.stringify(event) }),
    sendWebhook: async () => ({ fault: 'unreachable' as const }),
    deliveryQueue: { send: async (deliveries: readonly Delivery[]) => [...deliveries] },
    drawWebhookId,
    drawSecret: drawWebhookSecret,
    clock,
  };
}

/** The log of events: logs those of records of the three streams, and returns the records that failed. */
export function createEventLogger(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();
  const settings = {
    source: readEventSource(env),
    backends: readBackends(env),
    retentionDays: readEventRetention(env),
    clock,
  };
  return (records: readonly DynamoDBRecord[]) => logEvents(client, tables, records, settings);
}
