import type { ProctoringEvent } from '../domain/events/event.ts';
import { asciiJson } from '../platform/asciiJson.ts';
import type { Delivery } from '../usecases/ports/webhookDelivery.ts';

export function toMessageBody({ webhookId, event }: Delivery): string {
  return asciiJson({ webhook_id: webhookId, event });
}

/** Undefined for a text that is no delivery, which only a manually sent message can have. */
export function readDelivery(body: string): Delivery | undefined {
  const { webhook_id: webhookId, event } = parseObject(body);
  if (typeof webhookId !== 'string' || !isEvent(event)) return undefined;
  return { webhookId, event };
}

const TEXTS = ['id', 'source', 'type', 'subject', 'time', 'sequence', 'partitionkey'];

function isEvent(value: unknown): value is ProctoringEvent {
  if (typeof value !== 'object' || value === null) return false;
  const members = value as Record<string, unknown>;
  const { data } = members;
  return TEXTS.every(name => typeof members[name] === 'string') && typeof data === 'object' && data !== null;
}

function parseObject(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
