import { createHash, createHmac, createSecretKey, type Hash, type Hmac } from 'node:crypto';

/**
 * The hash of request signatures: SHA-256, or HMAC with a secret. The SDK passes the secret as bytes, which takes Node five
 * times as long as a key object.
 */
export class Sha256Node {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | Uint8Array) {
    const key = secret instanceof Uint8Array ? createSecretKey(secret) : secret;
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}
