import { health } from '../contract/health.ts';
import { ok } from '../http/answer.ts';
import { httpFunction } from '../http/httpFunction.ts';
import { serve } from '../http/serve.ts';

/** Says that requests arrive; asks nothing of anything else. Every path that nothing serves ends here too: 404. */
export const handler = httpFunction([serve(health, () => ok({ status: 'ok' }))]);
