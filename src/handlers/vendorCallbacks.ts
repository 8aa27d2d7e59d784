import { authenticatedFunction } from '../api/http/authenticatedFunction.ts';
import { vendorRoutes } from '../api/vendors/routes.ts';
import { vendorCallbackPorts } from '../app.ts';
import { withSecrets } from '../secrets/withSecrets.ts';

/** Reviews that vendors post, and launches that their browsers request. */
export const handler = await withSecrets(process.env, env =>
  authenticatedFunction(env, vendorRoutes(vendorCallbackPorts(env))),
);
