import type { ParsedReview, ReviewDelivery } from '../../src/domain/reviews/review.ts';
import { parseExamityEvent } from '../../src/vendors/examity/parse.ts';
import { parseExamusReview } from '../../src/vendors/examus/parse.ts';
import { parseRestReview } from '../../src/vendors/rest/parse.ts';
import { parseReviewCallback } from '../../src/vendors/softwareSecure/parse.ts';

type Outcome = ReviewDelivery | ParsedReview | 'ignored';

interface InboundParser {
  /** The name of the folder of its samples. */
  vendor: string;
  parse: (body: Uint8Array) => Outcome;
  /** The smallest valid delivery, before and after its list of comments. */
  around: readonly [before: string, after: string];
}

/** The parsers of all vendors' deliveries. */
export const INBOUND_PARSERS: readonly InboundParser[] = [
  {
    vendor: 'software-secure',
    parse: parseReviewCallback,
    around: ['{"reviewStatus":"Clean","examMetaData":{"examCode":"A","ssiRecordLocator":"B"},"webCamComments":', '}'],
  },
  {
    vendor: 'rest',
    parse: body => parseRestReview(body, 'attempt-9'),
    around: ['{"status":"passed","comments":', '}'],
  },
  {
    vendor: 'examus',
    parse: parseExamusReview,
    around: ['{"sessionId":"A","conclusion":"accepted","warnings":', '}'],
  },
  {
    vendor: 'examity',
    parse: parseExamityEvent,
    around: ['{"event_name":"appointment.approved-by-auditor","data":{"appointment_id":1,"flags":', '}}'],
  },
];
