import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromParts, toParts } from '../../src/store/dynamodb/blobParts.ts';

describe('compressed parts', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 1_500_000])('restore %i random bytes', size => {
    const bytes = randomBytes(size);
    const parts = toParts(bytes);
    expect(parts.every(({ length }) => length > 0 && length <= 380_000)).toBe(true);
    expect(Buffer.from(fromParts(parts)).equals(bytes)).toBe(true);
  });

  it('are one small part for a large text that repeats itself', () => {
    expect(toParts(Buffer.alloc(1_500_000, '{"comment":"no face"},')).map(({ length }) => length < 1000)).toEqual([
      true,
    ]);
  });

  it('never begin like gzip', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), bytes => {
        const [first] = toParts(bytes);
        expect([first?.[0], first?.[1]]).not.toEqual([0x1f, 0x8b]);
      }),
    );
  });

  it('are also read as gzip, the format of earlier releases', () => {
    expect(Buffer.from(fromParts([gzipSync('{"a":1}')])).toString()).toBe('{"a":1}');
  });
});
