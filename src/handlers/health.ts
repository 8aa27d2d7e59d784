import { csrfRoutes } from '../api/csrf/routes.ts';
import { health } from '../api/health/contract.ts';
import { ok } from '../api/http/answer.ts';
import { httpFunction } from '../api/http/pipeline.ts';
import { serve } from '../api/http/serve.ts';

/** Health check and CSRF tokens, without any dependency; also the default route, which answers 404 to unknown paths. */
export const handler = httpFunction([serve(health, () => ok({ status: 'ok' })), ...csrfRoutes()]);
