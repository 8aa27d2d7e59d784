import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { onDemand } from './onDemand.ts';

export const health = endpoint({
  id: 'health',
  method: 'GET',
  path: '/health',
  who: 'anyone',
  summary: 'Says that requests arrive; asks nothing of anything else',
  answer: onDemand(() => z.object({ status: z.literal('ok') })),
});
