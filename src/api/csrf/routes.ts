import { randomBytes } from 'node:crypto';
import { ok } from '../http/answer.ts';
import type { Route } from '../http/router.ts';
import { serve } from '../http/serve.ts';
import { csrfToken } from './contract.ts';

export function csrfRoutes(): Route[] {
  return [serve(csrfToken, () => ok({ csrfToken: randomBytes(32).toString('hex') }))];
}
