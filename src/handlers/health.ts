import { health } from '../api/health/contract.ts';
import { ok } from '../api/http/answer.ts';
import { httpFunction } from '../api/http/pipeline.ts';
import { serve } from '../api/http/serve.ts';

/** Confirms that requests arrive, without any dependency. Unknown paths end here, too: 404. */
export const handler = httpFunction([serve(health, () => ok({ status: 'ok' }))]);
