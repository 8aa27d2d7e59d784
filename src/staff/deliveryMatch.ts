import type { ProctoringEvent, WebhookFailure } from './wire.ts';

/** An event about an attempt that a webhook did not accept. */
export interface FailedDelivery {
  eventId: string;
  webhook: string;
  failure: WebhookFailure;
}

export interface DeliveryTarget {
  code: string;
  examId: number | undefined;
  learnerId: number;
  /** When something happened to the attempt, which may have become an event. */
  instants: readonly string[];
}

const EVENT_ID = /^evt_([0-9a-f]{12})[0-9a-f]{20}$/;

/** Milliseconds since 1970, which the id of an event begins with. */
export function eventTime(eventId: string): number | undefined {
  const [, digits] = EVENT_ID.exec(eventId) ?? [];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

/** Whether the event happened in a second in which something happened to the attempt. */
export function mayConcern(eventId: string, instants: readonly string[]): boolean {
  const time = eventTime(eventId);
  if (time === undefined) return false;
  return instants.some(instant => Math.abs(Date.parse(instant) - time) < 1000);
}

/** Whether an event is about the attempt, or an allowance of its learner at its exam. */
export function concerns({ data }: Pick<ProctoringEvent, 'data'>, target: DeliveryTarget): boolean {
  if ('attempt' in data) return data.attempt.attempt_code === target.code;
  if (!('allowance' in data)) return false;
  return data.exam?.id === target.examId && data.learner?.id === target.learnerId;
}
