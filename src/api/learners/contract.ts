import * as z from 'zod/mini';
import { descriptiveEmail, descriptiveName } from '../contract/descriptive.ts';
import { endpoint } from '../contract/endpoint.ts';
import { id, trimmedIdentifier } from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';

export const registerLearners = endpoint({
  id: 'registerLearners',
  method: 'PUT',
  path: '/api/edx_proctoring/v1/learners',
  access: 'global staff',
  summary: 'Register learners, so that allowances can name them by id, username or email',
  body: lazy(() =>
    z.object({
      learners: z
        .array(
          z.object({
            id: id(),
            username: trimmedIdentifier(),
            email: descriptiveEmail(),
            name: descriptiveName(),
          }),
        )
        .check(z.maxLength(500)),
    }),
  ),
  answer: lazy(() => z.object({ registered: z.number() })),
  problems: ['forbidden'],
});
