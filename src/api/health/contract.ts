import * as z from 'zod/mini';
import { endpoint } from '../contract/endpoint.ts';
import { lazy } from '../contract/lazy.ts';

export const health = endpoint({
  id: 'health',
  method: 'GET',
  path: '/health',
  access: 'anyone',
  authentication: 'none',
  summary: 'Confirm that requests arrive; no other part is checked',
  answer: lazy(() => z.object({ status: z.literal('ok') })),
});
