import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barSeconds, groupOf, inOrder, marksOf } from '../../../src/staff/reviewBar.ts';
import { wireComment } from '../../support/staffWire.ts';

describe('the bar of comments', () => {
  it('is as long as the exam, or to the end of the last comment', () => {
    const comments = [wireComment({ start: 10, stop: 400 })];
    expect(barSeconds(comments, 300)).toBe(400);
    expect(barSeconds(comments, 3600)).toBe(3600);
    expect(barSeconds([], null)).toBe(1);
  });

  it('has marks at the times of comments, in thousandths', () => {
    const comments = [wireComment({ start: 100, stop: 200 }), wireComment({ start: 500, stop: null })];
    expect(marksOf(comments, 1000)).toEqual([
      { index: 0, x: 100, width: 100, group: 'suspicious' },
      { index: 1, x: 500, width: 6, group: 'suspicious' },
    ]);
    expect(marksOf([wireComment({ start: null })], 1000)).toEqual([]);
  });

  it('has every mark within the bar', () => {
    const second = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }));
    const comment = fc.record({ start: second, stop: second }).map(wireComment);
    fc.assert(
      fc.property(fc.array(comment), fc.option(fc.double({ min: 0, max: 1e5, noNaN: true })), (comments, duration) => {
        for (const { x, width } of marksOf(comments, barSeconds(comments, duration))) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(width).toBeGreaterThan(0);
          expect(x + width).toBeLessThanOrEqual(1000);
        }
      }),
    );
  });

  it('lists comments in the order of the recording, those without a time last', () => {
    const starts = [null, 30, 5, null, 20];
    const ordered = inOrder(starts.map((start, index) => wireComment({ start, comment: String(index) })));
    expect(ordered.map(({ comment }) => comment)).toEqual(['2', '4', '1', '0', '3']);
  });

  it.each([
    ['Rules Violation', 'violation'],
    ['Suspicious', 'suspicious'],
    ['Clean', 'clean'],
    ['passed', 'clean'],
    ['Note', 'other'],
  ])('groups %s as %s', (status, group) => {
    expect(groupOf(status)).toBe(group);
  });
});
