import * as z from 'zod/mini';
import { endpoint } from '../contract/endpoint.ts';
import { lazy } from '../contract/lazy.ts';

/**
 * Front ends of Open edX request a token before each write and send it as X-CSRFToken. The service ignores it: another
 * header, without which session cookies do not count, prevents CSRF (`authorizationOf`).
 */
export const csrfToken = endpoint({
  id: 'csrfToken',
  method: 'GET',
  path: '/csrf/api/v1/token',
  access: 'anyone',
  authentication: 'none',
  summary:
    'Get a token for the header X-CSRFToken, which front ends of Open edX send with each write; it is not checked',
  answer: lazy(() => z.object({ csrfToken: z.string().check(z.length(64)) })),
});
