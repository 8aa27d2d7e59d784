import { deliveryPorts } from '../app/events.ts';
import { log } from '../platform/log.ts';
import { readDelivery } from '../queue/deliveryMessage.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { queueFunction } from '../streams/queueFunction.ts';
import { createDeliverer, type DeliveryReport } from '../usecases/webhooks/deliverEvents.ts';

const MESSAGES = {
  delivered: 'event delivered',
  'not delivered': 'event not delivered',
  dropped: 'event dropped',
} as const;

function report({ outcome, webhookId, eventId, answer, ...fields }: DeliveryReport): void {
  const write = outcome === 'not delivered' ? log.warn : log.info;
  write(MESSAGES[outcome], {
    webhook_id: webhookId,
    event_id: eventId,
    event_type: fields.type,
    tries: fields.tries,
    // The text of an answer may name persons.
    ...(answer && ('status' in answer ? { status: answer.status } : { fault: answer.fault })),
    ...(fields.because && { because: fields.because }),
    ...(fields.retrySeconds !== undefined && { retry_seconds: fields.retrySeconds }),
    ...(fields.failingSeconds !== undefined && { failing_seconds: fields.failingSeconds }),
  });
}

/** Sends events to webhooks, from the queue of deliveries. */
export const handler = await withSecrets(process.env, env => {
  const ports = deliveryPorts(env);
  const deliver = createDeliverer({ ...ports, report });
  return queueFunction({
    read: readDelivery,
    process: messages =>
      deliver(messages.map(({ message, receiveCount }) => ({ delivery: message, tries: receiveCount }))),
    postpone: messages => ports.retryQueue.postpone(messages),
    onUnreadable: fields => log.error('unreadable delivery', fields),
    onFailure: failure => log.error('delivery failed', failure),
  });
});
