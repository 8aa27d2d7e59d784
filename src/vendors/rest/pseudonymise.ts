import { createHmac } from 'node:crypto';

/** A person's id at this vendor: a keyed hash, always the same for person and vendor. */
export function pseudonymise(key: string, vendor: string, userId: number): string {
  return createHmac('sha256', key).update(`${vendor}\n${userId}`).digest('hex');
}
