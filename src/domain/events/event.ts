import { type Instant, isInstant } from '../time.ts';
import type { EventData } from './eventData.ts';

/** An event in the JSON format of CloudEvents 1.0, its members in the order in which they are sent. */
export interface ProctoringEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  subject: string;
  time: Instant;
  datacontenttype: 'application/json';
  /** Sorts the events of one subject as text. */
  sequence: string;
  partitionkey: string;
  data: EventData;
}

/** An event without its envelope. */
export interface EventFacts {
  /** The type without its prefix and version. */
  type: string;
  subject: string;
  /** Identifies the change: the same change always yields the same event id. */
  identity: readonly (string | number)[];
  time: Instant;
  sequence: string;
  partitionKey: string;
  data: EventData;
}

export interface EventSettings {
  source: string;
  /** The digest in hex. */
  sha256: (text: string) => string;
}

const DIGEST_DIGITS = 20;

export function toEvent(facts: EventFacts, { source, sha256 }: EventSettings): ProctoringEvent {
  const digest = sha256(facts.identity.join('\n')).slice(0, DIGEST_DIGITS);
  return {
    specversion: '1.0',
    id: `evt_${Date.parse(facts.time).toString(16).padStart(12, '0')}${digest}`,
    source,
    type: `proctoring.${facts.type}.v1`,
    subject: facts.subject,
    time: facts.time,
    datacontenttype: 'application/json',
    sequence: facts.sequence,
    partitionkey: facts.partitionKey,
    data: facts.data,
  };
}

export function toSequence(version: number, digits: number): string {
  return String(version).padStart(digits, '0');
}

/** The recorded time; that of the stream record if a manual edit left none that an event id can hold. */
export function eventTime(recorded: Instant, streamed: Instant): Instant {
  return isInstant(recorded) && Date.parse(recorded) > 0 ? recorded : streamed;
}
