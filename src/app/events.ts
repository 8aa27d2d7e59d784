import type { DynamoDBRecord } from 'aws-lambda';
import { createAwsCall } from '../aws/awsCall.ts';
import { readBaseConfig } from '../config/base.ts';
import { readDeliveriesQueue } from '../config/deliveries.ts';
import type { Environment } from '../config/env.ts';
import { readEventBus } from '../config/eventBus.ts';
import { readBackends } from '../config/exams.ts';
import { readEventSource } from '../config/publicUrl.ts';
import { readEventRetention } from '../config/retention.ts';
import { readWebhookKeys } from '../config/webhooks.ts';
import { type ProctoringEvent, toEvent } from '../domain/events/event.ts';
import { disabledEvent } from '../domain/events/webhookEvent.ts';
import { isPublicAddress } from '../domain/webhooks/publicAddress.ts';
import type { Webhook } from '../domain/webhooks/webhook.ts';
import { createEventBus } from '../eventBus/eventBus.ts';
import { clock, drawWebhookId, drawWebhookSecret, milliseconds, sha256 } from '../platform/system.ts';
import { createDeliveryQueue, NO_QUEUE } from '../queue/deliveryQueue.ts';
import { createDocumentClient } from '../store/dynamodb/client.ts';
import { createEventLog } from '../store/events/eventLog.ts';
import { logEvent, logEvents } from '../store/events/logEvents.ts';
import { createHistory } from '../store/history/history.ts';
import { createLearnerNames } from '../store/learners/learnerNames.ts';
import { createWebhookReader } from '../store/webhooks/webhookReader.ts';
import { createWebhookStore } from '../store/webhooks/webhooks.ts';
import { type Publish, publishByAll } from '../usecases/events/publish.ts';
import { createBusPublisher } from '../usecases/events/putOnBus.ts';
import { createFanOut } from '../usecases/webhooks/deliverToSubscribers.ts';
import { createSendWebhook } from '../webhooks/sendWebhook.ts';
import { toWebhookRequest } from '../webhooks/webhookRequest.ts';

/* The part of the composition root for events and webhooks. */

/** Webhooks, their tests and the redelivery of events. */
export function webhookPorts(env: Environment) {
  const { tables, isDeployed } = readBaseConfig(env);
  const client = createDocumentClient();
  const eventRetentionDays = readEventRetention(env);
  const urlRules = { permitsLocalHttp: !isDeployed, isPublicAddress };
  return {
    webhooks: createWebhookStore(client, tables, { keys: readWebhookKeys(env), retentionDays: eventRetentionDays }),
    eventLog: createEventLog(client, tables),
    eventRetentionDays,
    eventSettings: { source: readEventSource(env), sha256 },
    urlRules,
    toRequest: toWebhookRequest,
    sendWebhook: createSendWebhook({ urlRules, clock }),
    deliveryQueue: connectQueue(env) ?? NO_QUEUE,
    drawWebhookId,
    drawSecret: drawWebhookSecret,
    clock,
  };
}

/** The log of events: logs those of records of the three streams, and returns the records that failed. */
export function createEventLogger(env: Environment) {
  const { tables } = readBaseConfig(env);
  const client = createDocumentClient();
  const retentionDays = readEventRetention(env);
  const deliveryQueue = connectQueue(env);
  // Without secrets: only deliveries sign.
  const webhooks = createWebhookReader(client, tables);
  const settings = {
    source: readEventSource(env),
    backends: readBackends(env),
    retentionDays,
    clock,
    publish: publishByAll([
      ...(deliveryQueue ? [createFanOut({ webhooks, deliveryQueue, milliseconds })] : []),
      ...connectBus(env),
    ]),
  };
  return (records: readonly DynamoDBRecord[]) => logEvents(client, tables, records, settings);
}

/** None without a bus. */
function connectBus(env: Environment): Publish[] {
  const bus = readEventBus(env);
  if (!bus) return [];
  const { name, endpoint } = bus;
  const call = createAwsCall(env, { name: 'events', target: 'AWSEvents', jsonVersion: '1.1', endpoint });
  return [createBusPublisher(createEventBus(call, { name, milliseconds }))];
}

/** Undefined without a queue: in a local stack without one. */
function connectQueue(env: Environment) {
  const queue = readDeliveriesQueue(env);
  if (!queue) return undefined;
  const { url, endpoint } = queue;
  const call = createAwsCall(env, { name: 'sqs', target: 'AmazonSQS', jsonVersion: '1.0', endpoint });
  return createDeliveryQueue(call, { url, clock, milliseconds });
}

/** Deliveries of events to webhooks. */
export function deliveryPorts(env: Environment) {
  const { tables, isDeployed } = readBaseConfig(env);
  const client = createDocumentClient();
  const retentionDays = readEventRetention(env);
  const webhooks = createWebhookStore(client, tables, { keys: readWebhookKeys(env), retentionDays });
  const queue = connectQueue(env) ?? NO_QUEUE;
  // The list is read anew: it has one webhook less.
  const announce = async (event: ProctoringEvent) => {
    const logged = { event, courseId: null };
    await logEvent(client, tables, logged, { clock, retentionDays });
    const fanOut = createFanOut({ webhooks, deliveryQueue: queue, milliseconds });
    const failed = await publishByAll([fanOut, ...connectBus(env)])([logged]);
    for (const error of failed.values()) throw error;
  };
  const eventSettings = { source: readEventSource(env), sha256 };
  return {
    webhooks,
    learnerNames: createLearnerNames(client, tables),
    history: createHistory(client, tables),
    toRequest: toWebhookRequest,
    sendWebhook: createSendWebhook({ urlRules: { permitsLocalHttp: !isDeployed, isPublicAddress }, clock }),
    retryQueue: queue,
    deliveryQueue: queue,
    eventLog: createEventLog(client, tables),
    announce,
    toDisabledEvent: (webhook: Webhook) => toEvent(disabledEvent(webhook), eventSettings),
    clock,
    random: Math.random,
  };
}
