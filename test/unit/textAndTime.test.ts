import { describe, expect, it } from 'vitest';
import { drawId } from '../../src/domain/ids.ts';
import { truncate } from '../../src/domain/text.ts';
import { isInstant, isSortableInstant, laterBy, secondsBetween } from '../../src/domain/time.ts';
import { NOW } from '../support/builders.ts';

describe('the beginning of a text', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['ab😀', 3, 'ab'],
    ['a😀b', 3, 'a😀'],
    ['ab\uffffcd', 3, 'ab\uffff'],
    ['😀', 2, '😀'],
    ['😀', 1, ''],
    ['', 0, ''],
    ['a\ud800b', 5, 'a\ufffdb'],
    ['a\ud800b', 2, 'a\ufffd'],
  ])('%j to %i is %j', (text, length, expected) => {
    expect(truncate(text, length)).toBe(expected);
  });
});

describe('an instant', () => {
  it('is whole seconds from another, rounded down', () => {
    expect(secondsBetween(NOW, '2026-11-02T09:40:13.999Z')).toBe(1);
    expect(secondsBetween(NOW, '2026-11-02T09:40:11.999Z')).toBe(-1);
    expect(laterBy(NOW, 90)).toBe('2026-11-02T09:41:42.000Z');
  });

  it.each([
    [NOW, true],
    ['2026-11-02T09:40:12Z', false],
    ['2026-11-02T10:40:12.000+01:00', false],
    ['2026-02-30T00:00:00.000Z', false],
    ['soon', false],
    ['', false],
  ])('%j as the service writes it: %s', (text, expected) => {
    expect(isInstant(text)).toBe(expected);
    expect(isSortableInstant(text)).toBe(expected);
  });

  it.each(['+012026-01-01T00:00:00.000Z', '-000001-01-01T00:00:00.000Z'])('%s does not sort as text', text => {
    expect([isInstant(text), isSortableInstant(text)]).toEqual([true, false]);
  });
});

describe('a drawn id', () => {
  const milliseconds = Date.parse(NOW) - Date.UTC(2020, 0, 1);

  it('is the milliseconds since 2020, then 12 random bits', () => {
    const requested: number[] = [];
    const random = (below: number) => {
      requested.push(below);
      return 5;
    };
    expect(drawId(NOW, random)).toBe(milliseconds * 4096 + 5);
    expect(requested).toEqual([4096]);
    expect(drawId('2020-01-01T00:00:00.000Z', () => 1)).toBe(1);
  });

  it('exceeds the required id with any clock', () => {
    const above = milliseconds * 4096 + 100;
    expect(drawId(NOW, () => 99, above)).toBe(above + 1 + 99);
    expect(drawId(NOW, () => 100, above)).toBe(above + 1 + 100);
    expect(drawId(NOW, () => 101, above)).toBe(above + 1);
  });
});
