import { createCipheriv } from 'node:crypto';

/**
 * The password with which PSI's browser opens the exam: the attempt code in Triple DES, as PSI prescribes. It protects
 * nothing in this service.
 * @param cryptoKey 24 bytes
 * @throws RangeError for a key of another length
 */
export function examPassword(attemptCode: string, cryptoKey: string): string {
  const cipher = createCipheriv('des-ede3-ecb', Buffer.from(cryptoKey), null);
  return Buffer.concat([cipher.update(attemptCode), cipher.final()]).toString('base64');
}
