import type { ProctoringEvent } from '../domain/events/event.ts';
import { type Instant, isInstant } from '../domain/time.ts';
import { asciiJson } from '../platform/asciiJson.ts';
import { parseObject } from '../platform/parseObject.ts';
import type { Delivery, ReceivedDelivery } from '../usecases/ports/webhookDelivery.ts';

/** @param notBefore the end of a delay that is longer than those of SQS */
export function toMessageBody({ webhookId, event }: Delivery, notBefore?: Instant): string {
  return asciiJson({ webhook_id: webhookId, event, ...(notBefore !== undefined && { not_before: notBefore }) });
}

/** Undefined for a text that is no delivery, which only a manually sent message can have. */
export function readDelivery(body: string): ReceivedDelivery | undefined {
  const { webhook_id: webhookId, event, not_before: notBefore } = parseObject(body) ?? {};
  if (typeof webhookId !== 'string' || !isEvent(event)) return undefined;
  return { webhookId, event, ...(typeof notBefore === 'string' && isInstant(notBefore) && { notBefore }) };
}

const TEXTS = ['id', 'source', 'type', 'subject', 'time', 'sequence', 'partitionkey'];

function isEvent(value: unknown): value is ProctoringEvent {
  if (typeof value !== 'object' || value === null) return false;
  const members = value as Record<string, unknown>;
  const { data } = members;
  return TEXTS.every(name => typeof members[name] === 'string') && typeof data === 'object' && data !== null;
}
