import { allowanceRoutes } from '../api/allowances/routes.ts';
import { courseStaffRoutes } from '../api/courseStaff/routes.ts';
import { authenticatedFunction } from '../api/http/authenticatedFunction.ts';
import { allowancePorts } from '../app.ts';
import { withSecrets } from '../secrets/withSecrets.ts';

/** Allowances, and the registration of learners and of course staff. */
export const handler = await withSecrets(process.env, env => {
  const ports = allowancePorts(env);
  return authenticatedFunction(env, [...allowanceRoutes(ports), ...courseStaffRoutes(ports)]);
});
