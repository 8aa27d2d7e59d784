import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReceivedEvent } from '../../simulator/webhooks/eventLedger.ts';
import { type EventSources, judgeEvents, type ReceivedEvents } from '../support/faultVerdict/eventVerdict.ts';

/** The verdict on events must notice every violation: a consistent state, tampered with in one place. */
function eventOf(changeKey: string, status: string, sequence: number): ReceivedEvent {
  const digest = createHash('sha256').update(`attempt\nC\n${changeKey}`).digest('hex').slice(0, 20);
  return {
    id: `evt_01a21ce06e00${digest}`,
    source: 'https://proctoring.example.edu',
    type: `proctoring.attempt.${status}.v1`,
    subject: 'attempts/5',
    sequence: String(sequence).padStart(10, '0'),
    data: {},
  };
}

const CHANGES = [
  ['5#1#1', 'started'],
  ['5#2#2', 'error'],
] as const;

function consistentState() {
  const events = CHANGES.map(([changeKey, status], index) => eventOf(changeKey, status, index + 1));
  const [, last] = events;
  const received = {
    name: 'receiver',
    events: new Map(events.map(event => [event.id, event])),
    subjects: new Map(last ? [['attempts/5', last]] : []),
  } satisfies ReceivedEvents;
  const sources: EventSources & { attempts: object[]; history: object[] } = {
    attempts: [{ attempt_id: 5, status: 'error' }],
    history: CHANGES.map(([change_key, to_status]) => ({
      attempt_code: 'C',
      change_key,
      change: 'status_changed',
      to_status,
      attempt: { attempt_id: 5 },
    })),
  };
  return { sources, received, first: events[0]?.id ?? '' };
}
type State = ReturnType<typeof consistentState>;

const verdictOf = (tamper: (state: State) => void) => {
  const state = consistentState();
  tamper(state);
  return judgeEvents(state.sources, state.received);
};

describe('the verdict on the events of a receiver', () => {
  it('accepts each change once or more often', () => {
    expect(verdictOf(() => {})).toEqual([]);
  });

  it.each<[string, (state: State) => void, RegExp]>([
    [
      'an event did not arrive',
      ({ received, first }) => void received.events.delete(first),
      /event of C 5#1#1 did not/,
    ],
    ['an event has no change', ({ sources }) => void sources.history.pop(), /that no change has/],
    [
      'an earlier event was applied last',
      ({ received, first }) => void received.subjects.set('attempts/5', received.events.get(first) as ReceivedEvent),
      /attempts\/5 is error, at the receiver proctoring.attempt.started.v1/,
    ],
    ['nothing was applied', ({ received }) => received.subjects.clear(), /at the receiver undefined/],
    ['the attempt was removed', ({ sources }) => void sources.attempts.pop(), /attempts\/5 is removed/],
    [
      'two events have the same sequence',
      ({ received, first }) => void Object.assign(received.events.get(first) ?? {}, { sequence: '0000000002' }),
      /2 changes, but 1 sequences/,
    ],
  ])('detects that %s', (_case, tamper, complaint) => {
    expect(verdictOf(tamper).join('; ')).toMatch(complaint);
  });

  it('expects the subscribed type only, and no state of a receiver that applies nothing', () => {
    const { sources, received, first } = consistentState();
    const { subjects: _, ...tried } = received;
    const type = 'proctoring.attempt.started.v1';
    expect(judgeEvents(sources, { ...tried, type })).toHaveLength(1);
    tried.events.delete([...tried.events.keys()].find(id => id !== first) ?? '');
    expect(judgeEvents(sources, { ...tried, type })).toEqual([]);
  });
});
