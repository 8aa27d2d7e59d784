import { csrfRoutes } from '../api/csrf/routes.ts';
import { health } from '../api/health/contract.ts';
import { ok } from '../api/http/answer.ts';
import { httpFunction } from '../api/http/pipeline.ts';
import { serve } from '../api/http/serve.ts';

/** The endpoints without any dependency: health check and CSRF tokens. Unknown paths end here, too: 404. */
export const handler = httpFunction([serve(health, () => ok({ status: 'ok' })), ...csrfRoutes()]);
