import { authenticatedFunction } from '../api/http/authenticatedFunction.ts';
import { edxExamsVendorRoutes } from '../api/vendors/edxExams/routes.ts';
import { vendorRoutes } from '../api/vendors/routes.ts';
import { vendorCallbackPorts } from '../app.ts';
import { withSecrets } from '../secrets/withSecrets.ts';

/** Reviews that vendors post, launches that their browsers request, and redirects of staff to their dashboards. */
export const handler = await withSecrets(process.env, env => {
  const ports = vendorCallbackPorts(env);
  return authenticatedFunction(env, [...vendorRoutes(ports), ...edxExamsVendorRoutes(ports)]);
});
