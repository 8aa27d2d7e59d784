import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromParts, toParts } from '../../src/store/dynamodb/blobParts.ts';

describe('what is kept compressed in parts', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 1_500_000])('comes back whole: %i random bytes', size => {
    const bytes = randomBytes(size);
    const parts = toParts(bytes);
    expect(parts.every(({ length }) => length > 0 && length <= 380_000)).toBe(true);
    expect(Buffer.from(fromParts(parts)).equals(bytes)).toBe(true);
  });

  it('is never taken for gzip, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), bytes => {
        const [first] = toParts(bytes);
        expect([first?.[0], first?.[1]]).not.toEqual([0x1f, 0x8b]);
      }),
    );
  });

  it('is read as well where it is gzip, as it was stored before', () => {
    expect(Buffer.from(fromParts([gzipSync('{"a":1}')])).toString()).toBe('{"a":1}');
  });
});
