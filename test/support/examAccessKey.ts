import { generateKeyPairSync } from 'node:crypto';

/** A new private key for access tokens, as the setting EXAM_ACCESS_KEY has it. */
export function examAccessKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return JSON.stringify(privateKey.export({ format: 'jwk' }));
}
