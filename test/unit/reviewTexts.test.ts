import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/domain/attempts/attempt.ts';
import { readFlag, readLink, readSeconds, readText } from '../../src/domain/reviews/descriptiveValues.ts';
import { redactExternalIdFromReview } from '../../src/domain/reviews/redactExternalIdFromReview.ts';
import { aCaller, aDelivery, anAttempt } from '../support/builders.ts';

describe('descriptive values of a review', () => {
  it.each([
    [12.5, 13],
    [-0.4, 0],
    ['12', 12],
    [' -3.2 ', -3],
    ['.6', 1],
    ['5.', 5],
    ['+7', 7],
    ['01:05', 65],
    ['00:01:05.750', 66],
    ['2:00:00', 7200],
    ['90:30', 5430],
    ['1:59:59', 7199],
    [1e9, 1e9],
    [-1e9, -1e9],
  ])('%j is %i seconds', (value, seconds) => {
    expect(readSeconds(value)).toBe(seconds);
  });

  it.each([
    ...['', 'x', '1e3', '12x', 'x12', '1:60', '1:60:00', '::', '1:', ':05', '1:2:3:4', '1:2:3x', 'x1:2', '.'],
    ...[
      '1'.repeat(13),
      `1.${'0'.repeat(21)}`,
      `.${'0'.repeat(21)}`,
      '9999999:00',
      '9999999:00:00',
      '1:234',
      '1:1234567:00',
    ],
    ...[1e9 + 1, -1e9 - 1, Number.NaN, Number.POSITIVE_INFINITY, null, undefined, true, {}, []],
  ])('rejects %j as seconds', value => {
    expect(readSeconds(value)).toBeNull();
  });

  it('a text is truncated, a number becomes its digits, any other value is empty', () => {
    expect(readText('abcdef', 3)).toBe('abc');
    expect(readText(12.5, 1)).toBe('12.5');
    expect([Number.NaN, null, undefined, true, {}].map(value => readText(value, 9))).toEqual(['', '', '', '', '']);
  });

  it.each([
    [' https://vendor.example/a b ', 'https://vendor.example/a b'],
    ['HTTP://vendor.example', 'HTTP://vendor.example'],
    [`https://v.example/${'x'.repeat(8192 - 18)}`, `https://v.example/${'x'.repeat(8192 - 18)}`],
    [`https://v.example/${'x'.repeat(8192 - 17)}`, null],
    ['javascript:alert(1)//https://vendor.example', null],
    ['vendor.example', null],
    ['https://', null],
    ['https://a:b:c', null],
    ['https://vendor.example/\u0000', null],
    ['https://vendor.example/a\nb', null],
    ['https://vendor.example/\ud800', null],
    ['', null],
    [5, null],
  ])('the link %j is %j', (value, link) => {
    expect(readLink(value)).toBe(link);
  });

  it.each([
    [true, true],
    ['true', true],
    [' TRUE ', true],
    ['false', false],
    ['yes', false],
    ['', false],
    [1, false],
    [null, false],
  ])('the flag %j is %s', (value, expected) => {
    expect(readFlag(value)).toBe(expected);
  });
});

describe('staff who took the exam themselves', () => {
  const attempt = anAttempt({ user: { id: 7, username: '', email: '' }, externalId: 'Loc-1' });
  const comment = { start: 1, stop: 2, duration: 1, comment: 'see LOC-1', status: 'Suspicious', source: 'webcam' };
  const review = {
    videoLink: 'https://vendor.example/?id=loc-1',
    comments: [comment, { ...comment, comment: 'fine', status: 'about loc-1' }, { ...comment, comment: 'fine' }],
    course: 'c',
  };
  const self = aCaller({ userId: 7 });
  const of = (attempt: Attempt | null, learnerId: number | null = null) => ({ attempt, learnerId });

  it('do not see the external id in the vendor’s texts, in upper or lower case', () => {
    expect(redactExternalIdFromReview(review, of(attempt), self)).toEqual({
      course: 'c',
      videoLink: null,
      comments: [
        { ...comment, comment: '', status: '' },
        { ...comment, comment: '', status: '' },
        { ...comment, comment: 'fine' },
      ],
    });
  });

  it('see a link without it, and null without a link', () => {
    const { videoLink } = aDelivery();
    expect(redactExternalIdFromReview({ ...review, videoLink }, of(attempt), self).videoLink).toBe(videoLink);
    expect(redactExternalIdFromReview({ ...review, videoLink: null }, of(attempt), self).videoLink).toBeNull();
    expect(redactExternalIdFromReview({ comments: [] }, of(attempt), self)).toEqual({ comments: [] });
  });

  it('are the only callers from whom it is hidden: not others, global staff, or a review without attempt or external id', () => {
    expect(redactExternalIdFromReview(review, of(attempt), aCaller({ userId: 8 }))).toBe(review);
    expect(redactExternalIdFromReview(review, of(attempt), { ...self, isStaff: true })).toBe(review);
    expect(redactExternalIdFromReview(review, of(null), self)).toBe(review);
    expect(redactExternalIdFromReview(review, of({ ...attempt, externalId: null }), self)).toBe(review);
  });

  it('see no texts of a review whose attempt is unknown', () => {
    expect(redactExternalIdFromReview(review, of(null, 7), self)).toEqual({
      course: 'c',
      videoLink: null,
      comments: review.comments.map(comment => ({ ...comment, comment: '', status: '' })),
    });
    expect(redactExternalIdFromReview(review, of(null, 8), self)).toBe(review);
    expect(redactExternalIdFromReview(review, of(attempt, 8), self).videoLink).toBeNull();
  });
});
