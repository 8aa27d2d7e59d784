import * as z from 'zod/mini';
import { API, endpoint } from './endpoint.ts';
import { id, identifier, shortText } from './fields.ts';

export const registerLearners = endpoint({
  id: 'registerLearners',
  method: 'PUT',
  path: `${API}/v1/learners`,
  who: 'global staff',
  summary: 'Say who learners are, so that allowances can name them by id, username or email',
  body: z.object({
    learners: z
      .array(z.object({ id, username: identifier, email: z.nullish(shortText(254)), name: z.nullish(shortText()) }))
      .check(z.maxLength(500)),
  }),
  answer: z.object({ registered: z.number() }),
  refusals: ['forbidden'],
});
