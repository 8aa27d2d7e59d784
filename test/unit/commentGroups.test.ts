import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMENT_GROUPS, groupComments } from '../../src/domain/reviews/commentGroups.ts';
import type { ReviewComment } from '../../src/domain/reviews/review.ts';

function remark(status: string, comment = 'Looked away'): ReviewComment {
  return { start: 1, stop: 2, duration: 1, comment, status, source: 'webcam' };
}

describe('comments by their statuses', () => {
  it.each([
    ['Rules Violation', 'rules_violation'],
    ['rules violation ', 'rules_violation'],
    ['violation', 'rules_violation'],
    ['Suspicious', 'suspicious'],
    ['suspicious', 'suspicious'],
    ['Clean', 'clean'],
    ['passed', 'clean'],
    ['noise', 'other'],
    ['', 'other'],
    ['constructor', 'other'],
  ] as const)('%j is in the group %s', (status, group) => {
    const groups = groupComments([remark(status)]);
    expect(COMMENT_GROUPS.filter(name => groups[name].count > 0)).toEqual([group]);
  });

  it('are listed in order; those without a group with the vendor’s status', () => {
    const groups = groupComments([
      remark('Suspicious', 'Looked away'),
      remark('noise', 'A dog'),
      remark('Suspicious', 'Looked away again'),
      remark('', 'No status'),
    ]);
    expect(groups).toEqual({
      rules_violation: { count: 0, text: '' },
      suspicious: { count: 2, text: 'Looked away; Looked away again' },
      clean: { count: 0, text: '' },
      other: { count: 2, text: 'noise: A dog; No status' },
    });
  });

  it('are counted even if their texts were anonymised', () => {
    const { suspicious, other } = groupComments([remark('Suspicious', ''), remark('noise', ''), remark('noise', ' ')]);
    expect(suspicious).toEqual({ count: 1, text: '' });
    expect(other).toEqual({ count: 2, text: '' });
  });

  it('fit a cell of a spreadsheet, and mark a cut', () => {
    const { suspicious } = groupComments(Array.from({ length: 10_000 }, () => remark('Suspicious', '😀 looked away')));
    expect(suspicious.count).toBe(10_000);
    expect(suspicious.text).toMatch(/ … \(cut here: the review has all of them\)$/);
    expect(suspicious.text).toHaveLength(32_000);
    const whole = 'a'.repeat(32_000);
    expect(groupComments([remark('Suspicious', whole)]).suspicious.text).toBe(whole);
    const { other } = groupComments([remark('x', `${'a'.repeat(31_956)}😀${'b'.repeat(100)}`)]);
    expect(other.text.isWellFormed()).toBe(true);
  });

  it('are each in exactly one group, for any statuses', () => {
    const comment = fc.tuple(fc.string(), fc.string()).map(([status, text]) => remark(status, text));
    fc.assert(
      fc.property(fc.array(comment), comments => {
        const groups = groupComments(comments);
        const counted = COMMENT_GROUPS.reduce((sum, name) => sum + groups[name].count, 0);
        expect(counted).toBe(comments.length);
      }),
    );
  });
});
