import { describe, expect, it } from 'vitest';
import { assignBuckets } from '../../src/usecases/schedule/assignBuckets.ts';

const ALL = [0, 1, 2, 3, 4, 5];
const EVERYTHING = { buckets: ALL, plan: { immediate: true, delayedFrom: 1 } };

describe('the part of the schedule that a run sees to', () => {
  it('of two shares is every second bucket, at once', () => {
    expect([0, 1].map(share => assignBuckets({ share, of: 2 }, ALL).buckets)).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
    expect(assignBuckets({ share: 1, of: 2 }, ALL).plan.immediate).toBe(true);
  });

  it('of the later look is all of them, later', () => {
    expect(assignBuckets({ later: true }, ALL)).toEqual({ buckets: ALL, plan: { immediate: false, delayedFrom: 1 } });
  });

  it.each([undefined, null, {}, 'now', { share: 3, of: 2 }, { share: -1, of: 2 }, { share: '0', of: '2' }, { of: 2 }])(
    'of a run by hand with %j is everything, at once and later',
    event => {
      expect(assignBuckets(event, ALL)).toEqual(EVERYTHING);
    },
  );
});
