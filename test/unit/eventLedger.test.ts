import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventLedger } from '../../simulator/webhooks/eventLedger.ts';
import { attemptEvent } from '../support/webhookDeliveries.ts';

describe('a consumer’s memory of events', () => {
  it('applies each event once, and none after a later one of its subject', () => {
    const ledger = createEventLedger();
    const [rejected, verified] = [attemptEvent(9, 'rejected'), attemptEvent(10, 'verified')];
    expect([verified, rejected, verified, rejected].map(ledger.record)).toEqual([
      'applied',
      'outdated',
      'duplicate',
      'duplicate',
    ]);
    expect(ledger.record(attemptEvent(1, 'started', 8))).toBe('applied');
    expect([...ledger.subjects.values()].map(({ type }) => type)).toEqual([
      'proctoring.attempt.verified.v1',
      'proctoring.attempt.started.v1',
    ]);
  });

  it('distinguishes services by their source', () => {
    const ledger = createEventLedger();
    const event = attemptEvent(1, 'started');
    expect(ledger.record(event)).toBe('applied');
    expect(ledger.record({ ...event, source: 'https://staging.example.edu' })).toBe('applied');
  });

  it('ends in the same state for every order and repetition', () => {
    const events = Array.from({ length: 6 }, (_, index) => attemptEvent(index + 1, `status_${index}`));
    const deliveries = fc.array(fc.constantFrom(...events), { maxLength: 20 });
    fc.assert(
      fc.property(deliveries, fc.shuffledSubarray(events, { minLength: 6 }), (repeated, all) => {
        const ledger = createEventLedger();
        for (const event of [...repeated, ...all]) ledger.record(event);
        expect([...ledger.subjects.values()]).toEqual([events.at(-1)]);
        expect(ledger.ids.size).toBe(6);
      }),
    );
  });
});
