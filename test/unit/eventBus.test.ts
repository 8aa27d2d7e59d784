import { describe, expect, it } from 'vitest';
import type { AwsAnswer } from '../../src/aws/awsCall.ts';
import { createEventBus } from '../../src/eventBus/eventBus.ts';
import { anEvent } from '../support/builders.ts';

interface Entry {
  EventBusName: string;
  Source: string;
  DetailType: string;
  Time: number;
  Detail: string;
}

/** A bus whose calls are answered by `answer`, from the number of the call; each takes the same time. */
function aBus(answer: (entries: Entry[], call: number) => AwsAnswer = acceptAll, millisecondsPerCall = 0) {
  const calls: { operation: string; entries: Entry[] }[] = [];
  let now = 0;
  const bus = createEventBus(
    async (operation, input) => {
      const { Entries: entries } = input as { Entries: Entry[] };
      calls.push({ operation, entries });
      now += millisecondsPerCall;
      return answer(entries, calls.length);
    },
    { name: 'exams', milliseconds: () => now },
  );
  return { bus, calls };
}

const accept = (isAccepted: (index: number) => boolean) => (entries: Entry[]) => ({
  content: {
    FailedEntryCount: entries.filter((_, index) => !isAccepted(index)).length,
    Entries: entries.map((_, index) =>
      isAccepted(index) ? { EventId: `${index}` } : { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' },
    ),
  },
});
const acceptAll = accept(() => true);
const FAULT: AwsAnswer = { fault: 'InternalException', isRetryable: true };

describe('putting events on the bus', () => {
  it('makes one call for ten, with the type, the time and the whole event of each', async () => {
    const { bus, calls } = aBus();
    const events = Array.from({ length: 12 }, () => anEvent({ time: '2026-11-27T12:00:00.999Z' }));
    expect(await bus.put(events)).toEqual([]);
    expect(calls.map(({ operation, entries }) => [operation, entries.length])).toEqual([
      ['PutEvents', 10],
      ['PutEvents', 2],
    ]);
    const entries = calls.flatMap(({ entries }) => entries);
    expect(entries.map(({ Detail }) => JSON.parse(Detail))).toEqual(events);
    for (const { Detail: _, ...entry } of entries) {
      const DetailType = events[0]?.type;
      expect(entry).toEqual({ EventBusName: 'exams', Source: 'proctoring', DetailType, Time: 1_795_780_800 });
    }
  });

  it('makes no call without events', async () => {
    const { bus, calls } = aBus();
    expect(await bus.put([])).toEqual([]);
    expect(calls).toEqual([]);
  });

  it('keeps each call below 256 KB', async () => {
    const { bus, calls } = aBus();
    expect(await bus.put(Array.from({ length: 10 }, () => anEvent({ subject: 'ü\uffff'.repeat(5000) })))).toEqual([]);
    expect(calls.length).toBeGreaterThan(1);
    const sizes = calls.map(({ entries }) => entries.reduce((sum, { Detail }) => sum + Buffer.byteLength(Detail), 0));
    for (const size of sizes) expect(size).toBeLessThanOrEqual(262_144);
  });

  it('repeats those that were not accepted, and no others', async () => {
    const { bus, calls } = aBus((entries, call) =>
      call === 1 ? accept(index => index !== 1)(entries) : acceptAll(entries),
    );
    const events = [anEvent(), anEvent(), anEvent()];
    expect(await bus.put(events)).toEqual([]);
    expect(calls[1]?.entries.map(({ Detail }) => JSON.parse(Detail))).toEqual([events[1]]);
  });

  it.each<[string, AwsAnswer]>([
    ['a failed call', FAULT],
    ['an answer without results', { content: {} }],
    ['results that are no objects', { content: { Entries: [null, 7] } }],
  ])('returns those that were never accepted: %s', async (_case, answer) => {
    const { bus, calls } = aBus(() => answer);
    const events = [anEvent(), anEvent()];
    expect(await bus.put(events)).toEqual(events);
    expect(calls).toHaveLength(3);
  });

  it('begins no repetition after eight seconds: the function has thirty', async () => {
    const { bus, calls } = aBus(() => FAULT, 8001);
    const events = [anEvent()];
    expect(await bus.put(events)).toEqual(events);
    expect(calls).toHaveLength(1);
  });
});
