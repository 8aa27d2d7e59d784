import { createAuthenticate } from '../api/http/auth.ts';
import { httpFunction } from '../api/http/pipeline.ts';
import { privacyRoutes } from '../api/privacy/routes.ts';
import { readTokenConfig } from '../config/auth.ts';
import { readVendors } from '../config/connectedVendors.ts';
import type { Environment } from '../config/env.ts';
import { readBaseConfig } from '../config/platform.ts';
import { DomainError } from '../domain/errors.ts';
import { log } from '../platform/log.ts';
import { clock } from '../platform/system.ts';
import { withSecrets } from '../secrets/withSecrets.ts';
import { createRetirementStore } from '../store/anonymise/retirement.ts';
import { createDocumentClient } from '../store/dynamodb/client.ts';

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
        error instanceof DomainError ? error.logged : { error: error instanceof Error ? error.name : 'unknown' };
      log.error('vendor failed', { vendor, about: 'learner', ...fault });
    },
    clock,
  };

  return httpFunction(privacyRoutes(ports), createAuthenticate(readTokenConfig(env)));
}

export const handler = await withSecrets(process.env, privacy);
