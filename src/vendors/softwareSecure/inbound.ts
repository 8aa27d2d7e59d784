import type { InboundProtocol } from '../inbound.ts';
import { softwareSecureOutcomes } from './outcomes.ts';
import { parseReviewCallback } from './parse.ts';

/** The review callback of PSI RPNow (SoftwareSecure). */
export const softwareSecureInbound: InboundProtocol = {
  parse: parseReviewCallback,
  outcomes: softwareSecureOutcomes,
};
