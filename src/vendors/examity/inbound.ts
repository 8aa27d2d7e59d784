import type { InboundProtocol } from '../inbound.ts';
import { parseExamityEvent } from './event.ts';

/** Examity's events name an appointment by a number, which proves nothing; the signature does. */
export const examityInbound: InboundProtocol = {
  parse: parseExamityEvent,
  mustBeSigned: true,
  outcomes: {
    // The worst of the flags: none or green, blue (a technical matter), yellow (a rule broken, though hardly to
    // cheat), one that we do not know, red (cheating).
    default: {
      'no violation': 'verified',
      alert: 'verified',
      'possible violation': 'second_review_required',
      'unknown flag': 'second_review_required',
      violation: 'rejected',
    },
  },
};
