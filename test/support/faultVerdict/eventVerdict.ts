import { createHash } from 'node:crypto';
import type { ReceivedEvent } from '../../../simulator/webhooks/eventLedger.ts';
import type { Found } from './storedState.ts';

/** The stored state that events were sent about. */
export interface EventSources {
  attempts: readonly Found[];
  history: readonly Found[];
}

/** Events as a receiver has them. */
export interface ReceivedEvents {
  name: string;
  /** The types that the webhook is subscribed to; all if undefined. */
  type?: string;
  /** Each id that took effect or was outdated, with its event. */
  events: ReadonlyMap<string, ReceivedEvent>;
  /** The last applied event of each subject; undefined for a receiver that applies none. */
  subjects?: ReadonlyMap<string, ReceivedEvent>;
}

/** Digits after `evt_` and the time. */
const DIGEST_START = 16;
const DIGEST_DIGITS = 20;

/**
 * Compares the events that a receiver has with the history: each change arrived, nothing else did, and a receiver that applies
 * events is in the state of the table. Computes ids without code of the service.
 */
export function judgeEvents({ attempts, history }: EventSources, received: ReceivedEvents): string[] {
  const { name, type, events, subjects } = received;
  const expected = new Map(
    history
      .filter(item => type === undefined || typeOf(item) === type)
      .map(item => [digestOf(item), `${item.attempt_code} ${item.change_key}`] as const),
  );
  const arrived = new Set([...events.keys()].map(id => id.slice(DIGEST_START)));
  const missing = [...expected].filter(([digest]) => !arrived.has(digest)).map(([, change]) => change);
  const unknown = [...arrived].filter(digest => !expected.has(digest));
  const faults = [
    ...missing.map(change => `the event of ${change} did not arrive`),
    ...unknown.map(digest => `an event arrived (…${digest}) that no change has`),
    ...(subjects ? stateFaults(attempts, history, { events, subjects }) : []),
  ];
  return faults.map(fault => `${name}: ${fault}`);
}

function digestOf({ attempt_code, change_key }: Found): string {
  const text = ['attempt', attempt_code, change_key].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_DIGITS);
}

function typeOf({ change, to_status }: Found): string {
  return `proctoring.attempt.${change === 'removed' ? 'removed' : to_status}.v1`;
}

/** The last event of each changed attempt has its status, and its sequences are all different. */
function stateFaults(
  attempts: readonly Found[],
  history: readonly Found[],
  { events, subjects }: Pick<Required<ReceivedEvents>, 'events' | 'subjects'>,
): string[] {
  const statuses = new Map(attempts.map(({ attempt_id, status }) => [Number(attempt_id), status]));
  const changes = Map.groupBy(history, ({ attempt }) => Number(attempt.attempt_id));
  const bySubject = Map.groupBy(events.values(), ({ subject }) => subject);
  return [...changes].flatMap(([attemptId, items]) => {
    const subject = `attempts/${attemptId}`;
    const state = statuses.get(attemptId) ?? 'removed';
    const last = subjects.get(subject)?.type;
    const sequences = new Set(bySubject.get(subject)?.map(({ sequence }) => sequence));
    return [
      ...(last === `proctoring.attempt.${state}.v1` ? [] : [`${subject} is ${state}, at the receiver ${last}`]),
      ...(sequences.size === items.length
        ? []
        : [`${subject} has ${items.length} changes, but ${sequences.size} sequences`]),
    ];
  });
}
