import { ConfigError, configError, type Environment } from '../config/env.ts';
import { errorFields } from '../platform/errorFields.ts';
import { isLocalStack } from '../platform/localStack.ts';
import { log } from '../platform/log.ts';
import { extractValue, type SecretReference, secretReferences } from './secretReference.ts';
import { createReadSecret, type ReadSecret } from './secretsManager.ts';

/** Maximum age of a secret: a rotated one is in use after this time. */
const MAX_AGE_MS = 300_000;
/** Interval after a failed refresh; the cached values remain in use. */
const RETRY_AFTER_MS = 60_000;

interface SecretPorts {
  readSecret: ReadSecret;
  /** Milliseconds of a monotonic clock. */
  now: () => number;
}

/**
 * Builds a function's handler from its settings, with `aws-secret:ID#MEMBER` replaced by the secret. Secrets are read again
 * after five minutes; a change rebuilds the handler.
 * @param build creates the handler; throws ConfigError for an invalid setting
 * @throws ConfigError naming the setting whose secret cannot be read
 */
export async function withSecrets<Arguments extends unknown[], Result>(
  env: Environment,
  build: (settings: Environment) => (...args: Arguments) => Promise<Result>,
  ports: SecretPorts = { readSecret: createReadSecret(env), now: () => performance.now() },
): Promise<(...args: Arguments) => Promise<Result>> {
  const references = secretReferences(env);
  const [firstReference] = references;
  if (!firstReference) return build(env);
  if (isLocalStack(env)) {
    throw configError(
      firstReference.variable,
      'refers to AWS Secrets Manager, which the local stack does not reach; set the value directly',
    );
  }
  let settings = await resolve(env, references, ports.readSecret);
  let handler = build(settings);
  let refreshAt = ports.now() + MAX_AGE_MS;
  return async (...args) => {
    if (ports.now() >= refreshAt) {
      try {
        const latest = await resolve(env, references, ports.readSecret);
        if (references.some(({ variable }) => latest[variable] !== settings[variable])) {
          handler = build(latest);
          settings = latest;
        }
        refreshAt = ports.now() + MAX_AGE_MS;
      } catch (error) {
        refreshAt = ports.now() + RETRY_AFTER_MS;
        // The message of a ConfigError names the setting, and no value.
        const detail = error instanceof ConfigError ? error.message : undefined;
        log.error('secrets not refreshed', { detail, ...errorFields(error) });
      }
    }
    return await handler(...args);
  };
}

/** Replaces references by their secrets, each of which is read once. */
async function resolve(
  env: Environment,
  references: readonly SecretReference[],
  readSecret: ReadSecret,
): Promise<Environment> {
  const secrets = new Map<string, Promise<string>>();
  const values = await Promise.all(
    references.map(async reference => {
      const { variable, secretId } = reference;
      const secret = secrets.get(secretId) ?? readSecret(secretId);
      secrets.set(secretId, secret);
      try {
        return [variable, extractValue(reference, await secret)] as const;
      } catch (error) {
        throw configError(variable, error instanceof Error ? error.message : 'cannot be read');
      }
    }),
  );
  return { ...env, ...Object.fromEntries(values) };
}
