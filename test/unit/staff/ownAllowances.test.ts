import { describe, expect, it } from 'vitest';
import { forgetOwnValues, ownValueOf, recordOwnValue } from '../../../src/staff/ownAllowances.ts';

const seen = { id: 1, modified: '2026-11-20T08:00:00.000Z', value: '15' };

describe('the value of an allowance that a change expects', () => {
  it('is the one that the user has seen, or their own latest work on it', () => {
    expect(ownValueOf(seen)).toBe('15');
    recordOwnValue(seen, '20');
    recordOwnValue(seen, '15');
    recordOwnValue(seen, '30');
    expect(ownValueOf(seen)).toBe('30');
    recordOwnValue(seen, null);
    expect(ownValueOf(seen)).toBe(null);
    forgetOwnValues();
    expect(ownValueOf(seen)).toBe('15');
  });

  it('of another allowance, or of one that was read again, is its own', () => {
    recordOwnValue(seen, '20');
    expect(ownValueOf({ ...seen, id: 2 })).toBe('15');
    expect(ownValueOf({ ...seen, modified: '2026-11-20T09:00:00.000Z', value: '40' })).toBe('40');
    forgetOwnValues();
  });
});
