import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Encrypts video links, which are personal data. */
export interface VideoLinkCipher {
  encrypt(link: string, attemptCode: string): string;
  /** Null when no configured key fits: the key was retired, or the text is not ours. */
  decrypt(encrypted: string, attemptCode: string): string | null;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with a random nonce, bound to the attempt code, as `v1.<key id>.<nonce, tag, ciphertext in base64url>`.
 * @param keys 32 bytes each; the first one encrypts, all of them decrypt, so a key can be changed without losing links
 */
export function createVideoLinkCipher(keys: readonly Uint8Array[]): VideoLinkCipher {
  const byId = new Map(keys.map(key => [keyId(key), key]));
  return {
    encrypt(link, attemptCode) {
      const [key] = keys;
      if (!key) throw new Error('no key to encrypt video links with');
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(attemptCode));
      const ciphertext = Buffer.concat([cipher.update(link, 'utf8'), cipher.final()]);
      return `v1.${keyId(key)}.${Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64url')}`;
    },

    decrypt(encrypted, attemptCode) {
      const [version, id, text] = encrypted.split('.');
      const key = version === 'v1' && id ? byId.get(id) : undefined;
      if (!key || !text) return null;
      const bytes = Buffer.from(text, 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
          .setAAD(Buffer.from(attemptCode))
          .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return null;
      }
    },
  };
}

/** Names a key without telling anything of it that could be used. */
function keyId(key: Uint8Array): string {
  return createHash('sha256').update('video link key').update(key).digest('hex').slice(0, 8);
}
