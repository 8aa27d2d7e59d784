import { type Instant, laterBy } from '../time.ts';
import type { WebhookSecret } from './webhook.ts';

/** Signatures of a delivery; each costs a header of 46 characters and a digest. */
export const MAX_SECRETS = 5;

/** The secrets that sign at this time, the newest first. */
export function validSecrets(secrets: readonly WebhookSecret[], now: Instant): WebhookSecret[] {
  return secrets.filter(({ until }) => until === null || until > now);
}

/** The secrets after a rotation. Earlier ones sign for the overlap, but never longer than they would have. */
export function rotateSecrets(
  secrets: readonly WebhookSecret[],
  secret: string,
  { now, overlapSeconds }: { now: Instant; overlapSeconds: number },
): WebhookSecret[] {
  const end = laterBy(now, overlapSeconds);
  const earlier = secrets.map(entry => ({
    ...entry,
    until: entry.until !== null && entry.until < end ? entry.until : end,
  }));
  return [{ secret, until: null }, ...validSecrets(earlier, now)];
}

/** The end of the last overlap; null if only the newest secret signs. */
export function earlierSecretsUntil(secrets: readonly WebhookSecret[], now: Instant): Instant | null {
  const ends = validSecrets(secrets, now).flatMap(({ until }) => until ?? []);
  return ends.sort().at(-1) ?? null;
}
