import { readSessionCookieNames, readTokenConfig } from '../../config/auth.ts';
import type { Environment } from '../../config/env.ts';
import { createAuthenticate } from './auth.ts';
import { httpFunction } from './pipeline.ts';
import type { Route } from './router.ts';
import { authorizationOf } from './sessionCookies.ts';

/** An HTTP function whose routes require the tokens that the environment configures, in a header or in cookies. */
export function authenticatedFunction(env: Environment, routes: readonly Route[]) {
  const authenticate = createAuthenticate(readTokenConfig(env));
  const cookieNames = readSessionCookieNames(env);
  return httpFunction(routes, event => authenticate(authorizationOf(event, cookieNames)));
}
