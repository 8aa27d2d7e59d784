import { authenticatedFunction } from '../api/http/authenticatedFunction.ts';
import { edxExamsVendorRoutes } from '../api/vendors/edxExams/routes.ts';
import { vendorRoutes } from '../api/vendors/routes.ts';
import { vendorCallbackPorts } from '../app.ts';
import { withSecrets } from '../secrets/withSecrets.ts';

/** Reviews and ready attempts that vendors report, launches by their browsers, and redirects of staff to their dashboards. */
export const handler = await withSecrets(process.env, env => {
  const ports = vendorCallbackPorts(env);
  return authenticatedFunction(env, [...vendorRoutes(ports), ...edxExamsVendorRoutes(ports)]);
});
