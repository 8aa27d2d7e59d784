/** The members of an event that its order and identity depend on. */
export interface ReceivedEvent {
  id: string;
  source: string;
  type: string;
  subject: string;
  sequence: string;
  data: unknown;
}

/** `duplicate`: received before; `outdated`: a later event of its subject was applied before. */
export type Outcome = 'applied' | 'duplicate' | 'outdated';

export interface EventLedger {
  /** Decides on an event once, as a consumer does in one transaction. */
  record(event: ReceivedEvent): Outcome;
  /** The last applied event of each subject. */
  readonly subjects: ReadonlyMap<string, ReceivedEvent>;
  /** The ids of all events, applied or outdated. */
  readonly ids: ReadonlySet<string>;
}

/** A consumer's memory of events: applies each once, and never an earlier one of its subject after a later one. */
export function createEventLedger(): EventLedger {
  const seen = new Set<string>();
  const ids = new Set<string>();
  const subjects = new Map<string, ReceivedEvent>();
  return {
    ids,
    subjects,
    record(event) {
      const { id, source, subject } = event;
      const key = JSON.stringify([source, id]);
      if (seen.has(key)) return 'duplicate';
      seen.add(key);
      ids.add(id);
      const last = subjects.get(subject);
      if (last && isEarlier(event, last)) return 'outdated';
      subjects.set(subject, event);
      return 'applied';
    },
  };
}

/** Sequences have leading zeros: they are compared as text. Manual changes can repeat one; ids begin with the time. */
function isEarlier(a: ReceivedEvent, b: ReceivedEvent): boolean {
  return a.sequence === b.sequence ? a.id < b.id : a.sequence < b.sequence;
}
