import * as z from 'zod/mini';
import { endpoint } from '../contract/endpoint.ts';
import { lazy } from '../contract/lazy.ts';

export const getMe = endpoint({
  id: 'getMe',
  method: 'GET',
  path: '/api/proctoring/v1/me',
  access: 'any token',
  summary: 'Read the caller’s own rights',
  answer: lazy(() =>
    z.object({
      user_id: z.number(),
      username: z.string(),
      name: z.string(),
      is_staff: z.boolean(),
      course_staff: z.array(z.string()),
    }),
  ),
});
