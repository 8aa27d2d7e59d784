import type { InboundProtocol } from '../inbound.ts';
import { restOutcomes } from './outcomes.ts';
import { parseRestReview } from './parse.ts';

/** Reviews by the open REST protocol: posted to the attempt, with a token. */
export const restInbound: InboundProtocol = { parseAt: parseRestReview, outcomes: restOutcomes };
