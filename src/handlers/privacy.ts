import { authenticatedFunction } from '../api/http/authenticatedFunction.ts';
import { privacyRoutes } from '../api/privacy/routes.ts';
import { privacyPorts } from '../app.ts';
import { errorFields } from '../platform/errorFields.ts';
import { log } from '../platform/log.ts';
import { withSecrets } from '../secrets/withSecrets.ts';

function onVendorFailure(vendor: string, error: unknown): void {
  log.error('vendor failed', { vendor, about: 'learner', ...errorFields(error) });
}

/** Erasure of learners, here and at the vendors. */
export const handler = await withSecrets(process.env, env =>
  authenticatedFunction(env, privacyRoutes({ ...privacyPorts(env), onVendorFailure })),
);
