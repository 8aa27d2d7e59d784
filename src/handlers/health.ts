import { csrfRoutes } from '../api/csrf/routes.ts';
import { health } from '../api/health/contract.ts';
import { ok } from '../api/http/answer.ts';
import { httpFunction } from '../api/http/pipeline.ts';
import { serve } from '../api/http/serve.ts';

/** Also the default route: unknown paths are answered 404. Health check and CSRF tokens, without any dependency. */
export const handler = httpFunction([serve(health, () => ok({ status: 'ok' })), ...csrfRoutes()]);
