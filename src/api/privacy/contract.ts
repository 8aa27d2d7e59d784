import * as z from 'zod/mini';
import { endpoint } from '../contract/endpoint.ts';
import { id } from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';

const params = lazy(() => z.object({ user_id: id() }));

export const retireUser = endpoint({
  id: 'retireUser',
  method: 'POST',
  path: '/api/edx_proctoring/v1/retire_user/{user_id}/',
  access: 'global staff',
  summary: 'Anonymise the stored data of a learner; statuses stay; idempotent',
  params,
  success: 204,
  problems: ['forbidden', 'retirement_unfinished', 'busy'],
});

export const retireBackendUser = endpoint({
  id: 'retireBackendUser',
  method: 'POST',
  path: '/api/edx_proctoring/v1/retire_backend_user/{user_id}/',
  access: 'global staff',
  summary: 'Request erasure of a learner at each connected vendor; the response has the result by backend',
  params,
  answer: lazy(() => z.record(z.string(), z.boolean())),
  problems: ['forbidden'],
});
