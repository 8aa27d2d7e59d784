import { describe, expect, it } from 'vitest';
import { isAddressableId } from '../../src/domain/attempts/addressableId.ts';
import { hasExternalId } from '../../src/domain/attempts/attemptIds.ts';
import { requireAddressable } from '../../src/domain/vendors/vendor.ts';
import { anAttempt } from '../support/builders.ts';

describe('an id in a path', () => {
  it.each(['A91F', 'a b', '...', 'ready2', 'my-code', 'прав', '😀', 'codex', 'x'.repeat(255)])(
    '%j is one segment',
    id => {
      expect(isAddressableId(id)).toBe(true);
      expect(requireAddressable('rest', id)).toBe(id);
    },
  );

  it.each([
    ...['', '.', '..', 'a/b', 'a%2Fb', 'a?b', 'a#b', 'a\nb', 'a\u0000', '\ud800', 'x'.repeat(256)],
    ...['code', 'course_id', 'grouped', 'ready', 'reviewed'],
  ])('%j is none', id => {
    expect(isAddressableId(id)).toBe(false);
    expect(() => requireAddressable('rest', id)).toThrow(
      expect.objectContaining({
        code: 'vendor_failed',
        isFinal: true,
        message: 'The proctoring vendor "rest" rejected the request. Contact support.',
        logged: { vendor: 'rest', fault: 'not_addressable', idCharacters: id.length },
      }),
    );
  });
});

describe('the vendor’s id of an attempt', () => {
  it('is the same in another case', () => {
    expect(hasExternalId(anAttempt({ externalId: 'Abc-1' }), 'aBC-1')).toBe(true);
    expect(hasExternalId(anAttempt({ externalId: 'Abc-1' }), 'abc-2')).toBe(false);
    expect(hasExternalId(anAttempt({ externalId: null }), 'null')).toBe(false);
  });
});
