import { readTokenConfig } from '../config/auth.ts';
import { readBaseConfig } from '../config.ts';
import { readVendors } from '../connectedVendors.ts';
import { Refusal } from '../domain/errors.ts';
import type { Environment } from '../environment.ts';
import { httpFunction } from '../http/httpFunction.ts';
import { privacyRoutes } from '../http/privacyRoutes.ts';
import { createAuthenticate } from '../http/token.ts';
import { log } from '../platform/log.ts';
import { clock } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createDocumentClient } from '../store/client.ts';
import { createRetirementStore } from '../store/retirement.ts';

/** The retirement of learners, here and at the vendors. */
function privacy(env: Environment) {
  const { tables } = readBaseConfig(env);
  // A review's transaction carries up to 4 MB.
  const client = createDocumentClient({ requestTimeout: 5000, maxAttempts: 2 });

  const ports = {
    retirement: createRetirementStore(client, tables),
    vendors: readVendors(env),
    onVendorFailure: (vendor: string, error: unknown) => {
      const fault =
        error instanceof Refusal ? error.logged : { error: error instanceof Error ? error.name : 'unknown' };
      log.error('vendor failed', { vendor, about: 'learner', ...fault });
    },
    clock,
  };

  return httpFunction(privacyRoutes(ports), createAuthenticate(readTokenConfig(env)));
}

export const handler = await withSecrets(process.env, privacy);
