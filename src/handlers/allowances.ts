import { allowanceRoutes } from '../api/allowances/routes.ts';
import { authenticatedFunction } from '../api/http/authenticatedFunction.ts';
import { allowancePorts } from '../app.ts';
import { withSecrets } from '../secrets/withSecrets.ts';

/** Allowances, and the registration of learners. */
export const handler = await withSecrets(process.env, env =>
  authenticatedFunction(env, allowanceRoutes(allowancePorts(env))),
);
