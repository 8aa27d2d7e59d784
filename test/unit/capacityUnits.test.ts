import { describe, expect, it } from 'vitest';
import { itemSize, type WireItem } from '../support/capacity/itemSize.ts';
import { type Index, indexWriteUnits, readUnits, writeUnits } from '../support/capacity/units.ts';

describe('the size of an item', () => {
  it.each<[string, WireItem, number]>([
    ['a text', { ab: { S: 'xyz' } }, 2 + 3],
    ['a text by its UTF-8 bytes, its name as well', { ä: { S: '€' } }, 2 + 3],
    ['an empty text', { a: { S: '' } }, 1],
    ['true', { a: { BOOL: true } }, 1 + 1],
    ['null', { a: { NULL: true } }, 1 + 1],
    ['one digit', { a: { N: '7' } }, 1 + 1 + 1],
    ['two digits', { a: { N: '42' } }, 1 + 1 + 1],
    ['three digits', { a: { N: '123' } }, 1 + 2 + 1],
    ['zero', { a: { N: '0' } }, 1 + 1],
    ['zeros at the end do not count', { a: { N: '5400' } }, 1 + 1 + 1],
    ['nor do those at the beginning', { a: { N: '0.0012' } }, 1 + 1 + 1],
    ['those in between do', { a: { N: '1001' } }, 1 + 2 + 1],
    ['an exponent has no digits', { a: { N: '1.5E+20' } }, 1 + 1 + 1],
    ['a sign is a byte', { a: { N: '-42' } }, 1 + 1 + 1 + 1],
    ['bytes', { a: { B: new Uint8Array(10) } }, 1 + 10],
    ['bytes as they are in the body of a call', { a: { B: 'AAECAw==' } as unknown as { B: Uint8Array } }, 1 + 4],
    ['an empty map', { a: { M: {} } }, 1 + 3],
    [
      'a map: 3, and 1 for each member',
      { a: { M: { b: { S: 'x' }, c: { N: '1' } } } },
      1 + 3 + (1 + 1 + 1) + (1 + 1 + 2),
    ],
    ['an empty list', { a: { L: [] } }, 1 + 3],
    ['a list: 3, and 1 for each member', { a: { L: [{ S: 'x' }, { BOOL: false }] } }, 1 + 3 + (1 + 1) + (1 + 1)],
    ['all attributes', { a: { S: 'x' }, b: { S: 'y' } }, 4],
  ])('%s', (_, item, bytes) => {
    expect(itemSize(item)).toBe(bytes);
  });

  it('of a set of numbers is that of its numbers', () => {
    expect(itemSize({ a: { NS: ['7', '1001'] } })).toBe(1 + 2 + 3);
  });

  it('of a set of binaries is not known', () => {
    expect(() => itemSize({ a: { BS: [new Uint8Array(1)] } })).toThrow(TypeError);
  });
});

/** An item of a number of bytes, with additional attributes. */
const ofSize = (bytes: number, attributes: WireItem = {}): WireItem => {
  const item = { ...attributes, x: { S: '' } };
  return { ...item, x: { S: 'x'.repeat(bytes - itemSize(item)) } };
};

describe('read units', () => {
  it.each([
    [0, 1, 0.5],
    [1, 1, 0.5],
    [4096, 1, 0.5],
    [4097, 2, 1],
    [409_600, 100, 50],
  ])('of %i bytes: %d consistently, %d otherwise', (bytes, consistent, otherwise) => {
    expect(readUnits(bytes, true)).toBe(consistent);
    expect(readUnits(bytes, false)).toBe(otherwise);
  });
});

describe('write units', () => {
  it.each<[string, WireItem | undefined, WireItem | undefined, number]>([
    ['a small item', undefined, ofSize(100), 1],
    ['just 1 KB', undefined, ofSize(1024), 1],
    ['a byte more', undefined, ofSize(1025), 2],
    ['an item that shrinks', ofSize(3000), ofSize(100), 3],
    ['a deleted item', ofSize(3000), undefined, 3],
    ['nothing that is deleted', undefined, undefined, 1],
    ['a refused write of what is there', ofSize(1500), ofSize(1500), 2],
  ])('of %s, and twice as many in a transaction', (_, before, after, units) => {
    expect(writeUnits(before, after)).toBe(units);
    expect(writeUnits(before, after, true)).toBe(2 * units);
  });
});

describe('write units of an index', () => {
  const index: Index = { name: 'by_k', keys: ['k', 'id'], projected: ['id', 'k', 'name'] };
  const id = { id: { N: '1' } };
  const listed = (k: string, name = 'mina', attributes: WireItem = {}): WireItem => ({
    ...id,
    k: { S: k },
    name: { S: name },
    ...attributes,
  });
  const long = 'x'.repeat(1500);

  it.each<[string, WireItem | undefined, WireItem | undefined, number]>([
    ['an item that comes', undefined, listed('a'), 1],
    ['an item that goes', listed('a'), undefined, 1],
    ['an item without the key that comes', undefined, id, 0],
    ['an item that gets the key', id, listed('a'), 1],
    ['an item that loses the key', listed('a'), id, 1],
    ['a change of what is not in the index', listed('a'), listed('a', 'mina', { status: { S: 'x' } }), 0],
    ['a change of what is in the index', listed('a'), listed('a', 'ada'), 1],
    ['a change of the key', listed('a'), listed('b'), 2],
    ['a large entry that shrinks in its place', listed('a', long), listed('a'), 2],
    ['a large entry whose key changes', listed('a', long), listed('b', long), 4],
    ['a write that changes nothing', listed('a'), listed('a'), 0],
  ])('%s', (_, before, after, units) => {
    expect(indexWriteUnits(index, before, after)).toBe(units);
  });

  it('with all attributes: any change', () => {
    const all: Index = { ...index, projected: undefined };
    expect(indexWriteUnits(all, listed('a'), listed('a', 'mina', { status: { S: 'x' } }))).toBe(1);
  });
});
