import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Sha256Node } from '../../build/lean-sdk/sha256.ts';

async function digest(secret: string | Uint8Array | undefined, ...parts: string[]): Promise<string> {
  const hash = new Sha256Node(secret);
  for (const part of parts) hash.update(Buffer.from(part));
  return Buffer.from(await hash.digest()).toString('hex');
}

describe('the signing hash of bundles', () => {
  it('is SHA-256 without a secret', async () => {
    // FIPS 180-2, appendix B.1.
    expect(await digest(undefined, 'a', 'bc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(await digest(undefined)).toBe(createHash('sha256').digest('hex'));
  });

  it('is the HMAC by a secret, as text or bytes', async () => {
    // RFC 4231, test case 2.
    const expected = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    expect(await digest('Jefe', 'what do ya want ', 'for nothing?')).toBe(expected);
    expect(await digest(Buffer.from('Jefe'), 'what do ya want for nothing?')).toBe(expected);
  });

  it('accepts any non-empty secret', async () => {
    const secret = new Uint8Array([0, 255, 128]);
    expect(await digest(secret, 'text')).toBe(createHmac('sha256', secret).update('text').digest('hex'));
  });
});
