import { readTokenConfig } from '../../config/auth.ts';
import type { Environment } from '../../config/env.ts';
import { createAuthenticate } from './auth.ts';
import { httpFunction } from './pipeline.ts';
import type { Route } from './router.ts';

/** An HTTP function whose routes require the tokens that the environment configures. */
export function authenticatedFunction(env: Environment, routes: readonly Route[]) {
  return httpFunction(routes, createAuthenticate(readTokenConfig(env)));
}
