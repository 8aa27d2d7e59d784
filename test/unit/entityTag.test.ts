import { describe, expect, it } from 'vitest';
import { entityTag, isUnchanged } from '../../src/api/http/entityTag.ts';

describe('a conditional request', () => {
  const etag = entityTag({ counts: { started: 1 } });

  it.each([
    [undefined, false],
    ['', false],
    ['"other"', false],
    [etag, true],
    [`W/${etag}`, true],
    [`"other", ${etag}`, true],
    ['*', true],
  ])('with If-None-Match %s', (header, expected) => {
    expect(isUnchanged(header, etag)).toBe(expected);
  });

  it('has another tag for another state', () => {
    expect(entityTag({ counts: { started: 2 } })).not.toBe(etag);
    expect(entityTag({ counts: { started: 1 } })).toBe(etag);
  });
});
