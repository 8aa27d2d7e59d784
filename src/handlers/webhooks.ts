import { authenticatedFunction } from '../api/http/authenticatedFunction.ts';
import { webhookRoutes } from '../api/webhooks/routes.ts';
import { webhookPorts } from '../app/events.ts';
import { withSecrets } from '../secrets/withSecrets.ts';

/** Webhooks for global staff: their settings, tests, failures and the redelivery of events. */
export const handler = await withSecrets(process.env, env =>
  authenticatedFunction(env, webhookRoutes(webhookPorts(env))),
);
