import * as z from 'zod/mini';
import { endpoint } from '../contract/endpoint.ts';
import { lazy } from '../contract/lazy.ts';

/**
 * Front ends of Open edX request a token before each write and send it as X-CSRFToken, which nothing here reads: the
 * header that goes with the cookies is the protection (`authorizationOf`).
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
