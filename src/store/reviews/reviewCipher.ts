import { type Cipher, createCipher } from '../encryption/cipher.ts';

/** Encrypts the personal data of reviews, links to videos and refused reviews, bound to the attempt code. */
export type ReviewCipher = Cipher;

export function createReviewCipher(keys: readonly Uint8Array[]): ReviewCipher {
  return createCipher(keys, 'video link key');
}
