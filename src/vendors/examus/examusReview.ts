import * as z from 'zod/mini';
import { shortText } from '../../contract/fields.ts';
import { onDemand } from '../../contract/onDemand.ts';
import { deliveredAttemptCode } from '../../contract/vendorReviews.ts';

const link = () => shortText(8192);

/** A moment as the vendor writes it. One that cannot be read is no reason to refuse a verdict. */
const moment = () => z.nullish(shortText(100));

const examusWarning = () =>
  z.object({
    type: shortText(),
    start: moment(),
    end: moment(),
    cyber: z.nullish(z.boolean()),
  });

/** What the service needs of what Constructor Proctor (Examus) posts. */
export const examusReview = onDemand(() =>
  z.object({
    /** The id under which the attempt was given to the vendor: the attempt code. */
    sessionId: deliveredAttemptCode(),
    conclusion: shortText(100),
    comment: z.nullish(z.string()),
    archive: z.nullish(link()),
    reportUrl: z.nullish(link()),
    sessionStart: moment(),
    warnings: z.nullish(z.array(examusWarning())),
    warningTitles: z
      .optional(z.unknown())
      .register(z.globalRegistry, { description: 'What the types of the warnings are called, by type and language.' }),
  }),
);
