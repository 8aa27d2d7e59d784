import { type Caller, requireGlobalStaff } from '../../domain/actors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Clock, Instant } from '../../domain/time.ts';
import { earlierSecretsUntil, MAX_SECRETS, rotateSecrets } from '../../domain/webhooks/webhookSecrets.ts';
import type { WebhookStore } from '../ports/webhookStore.ts';
import { replaceWebhook } from './replaceWebhook.ts';

interface Ports {
  webhooks: Pick<WebhookStore, 'find' | 'replace'>;
  drawSecret: () => string;
  clock: Clock;
}

const SECONDS_OF_AN_HOUR = 3600;

/**
 * Adds a secret; the earlier ones sign beside it for some hours, in which the receiver is changed.
 * @throws DomainError `forbidden`, `webhook_not_found`, `too_many_secrets`, `webhooks_not_configured`, `busy`
 */
export async function rotateSecret(
  ports: Ports,
  caller: Caller,
  webhookId: string,
  overlapHours: number,
): Promise<{ secret: string; earlierSecretsUntil: Instant | null }> {
  requireGlobalStaff(caller);
  const secret = ports.drawSecret();
  const now = ports.clock();
  const { secrets } = await replaceWebhook(ports, webhookId, before => {
    const after = rotateSecrets(before.secrets, secret, { now, overlapSeconds: overlapHours * SECONDS_OF_AN_HOUR });
    if (after.length > MAX_SECRETS) throw tooManySecrets(webhookId);
    return { ...before, secrets: after, version: before.version + 1, modifiedAt: now };
  });
  return { secret, earlierSecretsUntil: earlierSecretsUntil(secrets, now) };
}

function tooManySecrets(webhookId: string): DomainError {
  return new DomainError(
    'too_many_secrets',
    `Webhook ${webhookId} has ${MAX_SECRETS} secrets that sign. Wait until an overlap ends, or rotate without one.`,
  );
}
