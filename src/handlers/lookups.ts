import { archiveRoutes } from '../api/archive/routes.ts';
import { authenticatedFunction } from '../api/http/authenticatedFunction.ts';
import { noteRoutes } from '../api/notes/routes.ts';
import { lookupPorts } from '../app.ts';
import { withSecrets } from '../secrets/withSecrets.ts';

/** Lookups by attempt code, for staff: the attempt, its history, its review and notes. Its role writes nothing but notes. */
export const handler = await withSecrets(process.env, env => {
  const ports = lookupPorts(env);
  return authenticatedFunction(env, [...archiveRoutes(ports), ...noteRoutes(ports)]);
});
