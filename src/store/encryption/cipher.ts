import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Encrypts values of items; each is bound to a context, such as the key of its item, and decrypts with no other one. */
export interface Cipher {
  encrypt(text: string, context: string): string;
  /** Null if no configured key decrypts it. */
  decrypt(encrypted: string, context: string): string | null;
  encryptBytes(bytes: Uint8Array, context: string): Uint8Array;
  /** Null if no configured key decrypts them. */
  decryptBytes(encrypted: Uint8Array, context: string): Uint8Array | null;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_BYTES = 4;

/**
 * AES-256-GCM with a random nonce, as `v1.<key id>.<nonce, tag, ciphertext in base64url>`.
 * @param keys 32 bytes each; the first one encrypts, all of them decrypt, so a key can be changed without losing data
 * @param purpose part of the stored ids of the keys
 */
export function createCipher(keys: readonly Uint8Array[], purpose: string): Cipher {
  const keyId = (key: Uint8Array) => createHash('sha256').update(purpose).update(key).digest('hex').slice(0, 8);
  const byId = new Map(keys.map(key => [keyId(key), key]));
  const encryptionKey = () => {
    const [key] = keys;
    if (!key) throw new Error('no key to encrypt with');
    return key;
  };
  return {
    encrypt(text, context) {
      const key = encryptionKey();
      return `v1.${keyId(key)}.${encryptWith(key, Buffer.from(text), context).toString('base64url')}`;
    },

    decrypt(encrypted, context) {
      const [version, id, text] = encrypted.split('.');
      const key = version === 'v1' && id ? byId.get(id) : undefined;
      if (!key || !text) return null;
      return decryptWith(key, Buffer.from(text, 'base64url'), context)?.toString('utf8') ?? null;
    },

    encryptBytes(bytes, context) {
      const key = encryptionKey();
      return Buffer.concat([Buffer.from(keyId(key), 'hex'), encryptWith(key, bytes, context)]);
    },

    decryptBytes(encrypted, context) {
      const key = byId.get(Buffer.from(encrypted.subarray(0, KEY_ID_BYTES)).toString('hex'));
      return key ? decryptWith(key, encrypted.subarray(KEY_ID_BYTES), context) : null;
    },
  };
}

/** Nonce, tag and ciphertext. */
function encryptWith(key: Uint8Array, bytes: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const ciphertext = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** @returns null for bytes that this key did not encrypt */
function decryptWith(key: Uint8Array, bytes: Uint8Array, context: string): Buffer | null {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}
