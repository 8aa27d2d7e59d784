import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Encrypts the personal data of reviews: links to videos, and refused reviews. */
export interface ReviewCipher {
  encrypt(link: string, attemptCode: string): string;
  /** Null if no configured key decrypts it. */
  decrypt(encrypted: string, attemptCode: string): string | null;
  encryptBytes(bytes: Uint8Array, attemptCode: string): Uint8Array;
  /** Null if no configured key decrypts them. */
  decryptBytes(encrypted: Uint8Array, attemptCode: string): Uint8Array | null;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_BYTES = 4;

/**
 * AES-256-GCM with a random nonce, bound to the attempt code, as `v1.<key id>.<nonce, tag, ciphertext in base64url>`.
 * @param keys 32 bytes each; the first one encrypts, all of them decrypt, so a key can be changed without losing data
 */
export function createReviewCipher(keys: readonly Uint8Array[]): ReviewCipher {
  const byId = new Map(keys.map(key => [keyId(key), key]));
  const encryptionKey = () => {
    const [key] = keys;
    if (!key) throw new Error('no key to encrypt with');
    return key;
  };
  return {
    encrypt(link, attemptCode) {
      const key = encryptionKey();
      return `v1.${keyId(key)}.${encryptWith(key, Buffer.from(link), attemptCode).toString('base64url')}`;
    },

    decrypt(encrypted, attemptCode) {
      const [version, id, text] = encrypted.split('.');
      const key = version === 'v1' && id ? byId.get(id) : undefined;
      if (!key || !text) return null;
      return decryptWith(key, Buffer.from(text, 'base64url'), attemptCode)?.toString('utf8') ?? null;
    },

    encryptBytes(bytes, attemptCode) {
      const key = encryptionKey();
      return Buffer.concat([Buffer.from(keyId(key), 'hex'), encryptWith(key, bytes, attemptCode)]);
    },

    decryptBytes(encrypted, attemptCode) {
      const key = byId.get(Buffer.from(encrypted.subarray(0, KEY_ID_BYTES)).toString('hex'));
      return key ? decryptWith(key, encrypted.subarray(KEY_ID_BYTES), attemptCode) : null;
    },
  };
}

/** Nonce, tag and ciphertext. */
function encryptWith(key: Uint8Array, bytes: Uint8Array, attemptCode: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(attemptCode));
  const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** @returns null for bytes that this key did not encrypt */
function decryptWith(key: Uint8Array, bytes: Uint8Array, attemptCode: string): Buffer | null {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(attemptCode))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

/** Identifies a key without disclosing it. */
function keyId(key: Uint8Array): string {
  return createHash('sha256').update('video link key').update(key).digest('hex').slice(0, 8);
}
