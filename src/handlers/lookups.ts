import { archiveRoutes } from '../api/archive/routes.ts';
import { authenticatedFunction } from '../api/http/authenticatedFunction.ts';
import { lookupPorts } from '../app.ts';
import { withSecrets } from '../secrets/withSecrets.ts';

/** Lookups by attempt code, for staff: the attempt, its history and its review. Its role has no write permission. */
export const handler = await withSecrets(process.env, env =>
  authenticatedFunction(env, archiveRoutes(lookupPorts(env))),
);
