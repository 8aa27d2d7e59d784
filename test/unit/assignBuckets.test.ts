import { describe, expect, it } from 'vitest';
import { assignBuckets } from '../../src/usecases/schedule/assignBuckets.ts';

const ALL = [0, 1, 2, 3, 4, 5];
const EVERYTHING = { buckets: ALL, plan: { immediate: true, delayedFrom: 1 } };

describe('the buckets of a run', () => {
  it('of two shares are every second bucket each, immediately', () => {
    expect([0, 1].map(share => assignBuckets({ share, of: 2 }, ALL).buckets)).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
    expect(assignBuckets({ share: 1, of: 2 }, ALL).plan.immediate).toBe(true);
  });

  it('of the straggler sweep are all of them, delayed', () => {
    expect(assignBuckets({ later: true }, ALL)).toEqual({ buckets: ALL, plan: { immediate: false, delayedFrom: 1 } });
  });

  it.each([
    ...[undefined, null, {}, 'now', { share: 3, of: 2 }, { share: 2, of: 2 }, { share: -1, of: 2 }],
    ...[{ share: '0', of: '2' }, { share: 0, of: '2' }, { share: '0', of: 2 }, { of: 2 }, { later: 'yes' }],
  ])('of a manual run with %j are all of them, immediately and delayed', event => {
    expect(assignBuckets(event, ALL)).toEqual(EVERYTHING);
  });
});
