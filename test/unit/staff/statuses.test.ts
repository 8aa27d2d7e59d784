import { describe, expect, it } from 'vitest';
import { ATTEMPT_STATUSES } from '../../../src/domain/attempts/status.ts';
import { TRANSITIONS } from '../../../src/domain/attempts/transitions.ts';
import { mayDecide, statusText } from '../../../src/staff/statuses.ts';
import { STATUSES } from '../../../src/staff/wording.ts';

describe('the wording of statuses', () => {
  it('exists for every status, each with a label of its own', () => {
    expect(Object.keys(STATUSES).sort()).toEqual([...ATTEMPT_STATUSES].sort());
    const labels = Object.values(STATUSES).map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
    for (const { explanation } of Object.values(STATUSES)) expect(explanation).toMatch(/^[A-Z].{15,}\.$/);
  });

  it('tells statuses of the same colour apart by a shape', () => {
    const decided = ['verified', 'rejected', 'second_review_required', 'submitted', 'started'] as const;
    expect(new Set(decided.map(status => STATUSES[status].shape)).size).toBe(decided.length);
  });

  it.each(['paused_by_robot', 'constructor', ''])('is never empty: %j', status => {
    expect(statusText(status)).toMatchObject({ label: status.replaceAll('_', ' '), explanation: expect.any(String) });
  });
});

it.each(ATTEMPT_STATUSES)('staff may decide on an attempt in %s exactly if the service permits it', status => {
  const permits = (action: 'verify' | 'reject') =>
    TRANSITIONS.some(
      ({ capacity, action: permitted, from }) =>
        capacity === 'staff' && permitted === action && (from === 'any' || from.includes(status)),
    );
  expect([permits('verify'), permits('reject')]).toEqual([mayDecide(status), mayDecide(status)]);
});
