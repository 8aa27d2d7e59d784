import type { DeliveryFailure } from './webhook.ts';

/** The result of a request to a webhook. */
export type WebhookAnswer =
  /** `retryAfterSeconds` from Retry-After; `text` is the beginning of the body. */
  | { status: number; retryAfterSeconds: number | null; text: string }
  /** Without an answer. */
  | { fault: 'timed_out' | 'unreachable' | 'forbidden_address' };

export type DeliveryOutcome =
  | { kind: 'delivered' }
  /** The endpoint wants no further event. */
  | { kind: 'unsubscribed' }
  | { kind: 'failed'; retryAfterSeconds: number | null };

const WAITING_STATUSES = [429, 503];

/** By Standard Webhooks: only 2xx is a success, a redirect is a failure, and 410 ends the subscription. */
export function outcomeOf(answer: WebhookAnswer): DeliveryOutcome {
  if (!('status' in answer)) return { kind: 'failed', retryAfterSeconds: null };
  const { status, retryAfterSeconds } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'unsubscribed' };
  return { kind: 'failed', retryAfterSeconds: WAITING_STATUSES.includes(status) ? retryAfterSeconds : null };
}

/** The last answer, as a failure shows it. */
export function describeAnswer(answer: WebhookAnswer): Pick<DeliveryFailure, 'lastStatus' | 'lastError'> {
  if ('status' in answer) return { lastStatus: answer.status, lastError: answer.text };
  return { lastStatus: null, lastError: answer.fault };
}
