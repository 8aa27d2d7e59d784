import { ok } from '../http/answer.ts';
import { httpFunction } from '../http/httpFunction.ts';

/** Says that requests arrive; asks nothing of anything else. Every path that nothing serves ends here too: 404. */
export const handler = httpFunction([{ method: 'GET', path: '/health', endpoint: () => ok({ status: 'ok' }) }]);
