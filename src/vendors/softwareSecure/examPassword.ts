import { createCipheriv } from 'node:crypto';

/**
 * The password that PSI's browser opens the exam with: the attempt code in Triple DES, as PSI prescribes it. It is no
 * secret of ours and protects nothing here.
 * @param cryptoKey 24 bytes
 * @throws RangeError for a key of another length
 */
export function examPassword(attemptCode: string, cryptoKey: string): string {
  const cipher = createCipheriv('des-ede3-ecb', Buffer.from(cryptoKey), null);
  return Buffer.concat([cipher.update(attemptCode, 'utf8'), cipher.final()]).toString('base64');
}
