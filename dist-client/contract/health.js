import * as z from 'zod/mini';
import { endpoint } from './endpoint.js';
export const health = endpoint({
    id: 'health',
    method: 'GET',
    path: '/health',
    who: 'anyone',
    summary: 'Says that requests arrive; asks nothing of anything else',
    answer: z.object({ status: z.literal('ok') }),
});
