import { describe, expect, it } from 'vitest';
import { median, quantile } from '../../bench/measure/quantile.ts';

describe('a quantile', () => {
  it('is the value that so large a share is not above', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.5, 0.9, 0.99, 1].map(share => quantile(hundred, share))).toEqual([50, 90, 99, 100]);
    expect(median([3, 1, 2])).toBe(2);
  });

  it('of none is 0', () => {
    expect(quantile([], 0.5)).toBe(0);
  });
});
