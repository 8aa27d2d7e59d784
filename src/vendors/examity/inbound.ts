import type { InboundProtocol } from '../inbound.ts';
import { parseExamityEvent } from './parse.ts';

/** Events of Examity. They name an appointment by number, which is no proof: they must be signed. */
export const examityInbound: InboundProtocol = {
  parse: parseExamityEvent,
  mustBeSigned: true,
  outcomes: {
    // By the most severe flag: green, blue (technical), yellow (a violation, probably without intent), unknown, red.
    default: {
      'no violation': 'verified',
      alert: 'verified',
      'possible violation': 'second_review_required',
      'unknown flag': 'second_review_required',
      violation: 'rejected',
    },
  },
};
