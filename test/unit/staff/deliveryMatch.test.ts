import { describe, expect, it } from 'vitest';
import { toEvent } from '../../../src/domain/events/event.ts';
import { concerns, eventTime, mayConcern } from '../../../src/staff/deliveryMatch.ts';
import type { ProctoringEvent } from '../../../src/staff/wire.ts';

const TIME = '2026-11-20T09:00:00.250Z';
/** An id as the service makes it. */
const { id } = toEvent(
  {
    ...{ type: 'attempt.verified', subject: 'attempts/1', identity: ['attempt', 'CODE-1', '1'], time: TIME },
    ...{ sequence: '1', partitionKey: '1', data: {} as never },
  },
  { source: 'urn:test', sha256: () => 'a'.repeat(64) },
);
const target = { code: 'CODE-1', examId: 5, learnerId: 7, instants: [TIME] };
const event = (data: object) => ({ data }) as unknown as ProctoringEvent;

describe('the events of an attempt', () => {
  it('may be those of its seconds', () => {
    expect(eventTime(id)).toBe(Date.parse(TIME));
    expect(mayConcern(id, ['2026-11-20T08:00:00.000Z', '2026-11-20T09:00:00.000Z'])).toBe(true);
    expect(mayConcern(id, ['2026-11-20T09:00:02.000Z'])).toBe(false);
    for (const other of ['evt_1', '', `${id}0`]) expect(mayConcern(other, [TIME])).toBe(false);
  });

  it.each([
    [{ attempt: { attempt_code: 'CODE-1' } }, true],
    [{ attempt: { attempt_code: 'CODE-2' } }, false],
    [{ allowance: { id: 1 }, exam: { id: 5 }, learner: { id: 7 } }, true],
    [{ allowance: { id: 1 }, exam: { id: 5 }, learner: { id: 8 } }, false],
    [{ allowance: { id: 1 }, exam: null, learner: null }, false],
    [{ webhook: { id: 'wh_1' } }, false],
  ])('with %o: %s', (data, expected) => {
    expect(concerns(event(data), target)).toBe(expected);
  });
});
