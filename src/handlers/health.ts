import { health } from '../api/health/contract.ts';
import { ok } from '../api/http/answer.ts';
import { httpFunction } from '../api/http/pipeline.ts';
import { serve } from '../api/http/serve.ts';

/** Says that requests arrive; asks nothing of anything else. Every path that nothing serves ends here too: 404. */
export const handler = httpFunction([serve(health, () => ok({ status: 'ok' }))]);
