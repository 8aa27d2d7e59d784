import * as z from 'zod/mini';
import { readBaseConfig } from './base.ts';
import { readEncryptionKeys } from './encryptionKeys.ts';
import { type Environment, optionalString, parse } from './env.ts';

/** Encrypts the secrets of webhooks in the local stack; deployed stages reject it. */
export const DEVELOPMENT_WEBHOOK_KEY = 'ZGV2ZWxvcG1lbnQtb25seS13ZWJob29rLXNlY3JldCE=';

const webhooks = z.object({
  /**
   * Keys that encrypt the secrets of webhooks: 32 bytes each in base64 (`openssl rand -base64 32`), separated by commas. The
   * first encrypts, all decrypt. Without one no webhook can be created.
   * @defaultValue none; a development key in the local stack
   */
  WEBHOOK_KEYS: optionalString,
});

/** Keys of 32 bytes for the secrets of webhooks, the first of which encrypts; none if webhooks are not configured. */
export function readWebhookKeys(env: Environment): Uint8Array[] {
  const { WEBHOOK_KEYS } = parse(webhooks, env);
  if (WEBHOOK_KEYS === null) return [];
  return readEncryptionKeys('WEBHOOK_KEYS', WEBHOOK_KEYS, {
    developmentKey: DEVELOPMENT_WEBHOOK_KEY,
    isDeployed: readBaseConfig(env).isDeployed,
  });
}
