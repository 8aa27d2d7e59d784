import { randomBytes } from 'node:crypto';
import { csrfToken } from '../api/csrf/contract.ts';
import { health } from '../api/health/contract.ts';
import { ok } from '../api/http/answer.ts';
import { httpFunction } from '../api/http/pipeline.ts';
import { serve } from '../api/http/serve.ts';

/** The endpoints without any dependency: health check and CSRF tokens. Unknown paths end here, too: 404. */
export const handler = httpFunction([
  serve(health, () => ok({ status: 'ok' })),
  serve(csrfToken, () => ok({ csrfToken: randomBytes(32).toString('hex') })),
]);
