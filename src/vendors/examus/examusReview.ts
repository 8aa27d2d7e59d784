import * as z from 'zod/mini';
import { decidingText, deliveredFlag, deliveredLink, deliveredText } from '../../api/contract/deliveredFields.ts';
import { lazy } from '../../api/contract/lazy.ts';
import { deliveredAttemptCode } from '../../api/reviews/contract.ts';
import { MAX_COMMENT_LENGTH, MAX_LABEL_LENGTH } from '../../domain/reviews/descriptiveValues.ts';

/** A moment as the vendor writes it. */
const moment = () => deliveredText(100);

const examusWarning = () =>
  z.object({
    type: deliveredText(MAX_LABEL_LENGTH),
    start: moment(),
    end: moment(),
    cyber: deliveredFlag(),
  });

/** What the service needs of what Constructor Proctor (Examus) posts. */
export const examusReview = lazy(() =>
  z.object({
    /** The id under which the attempt was given to the vendor: the attempt code. */
    sessionId: deliveredAttemptCode(),
    conclusion: decidingText(100),
    comment: deliveredText(MAX_COMMENT_LENGTH),
    archive: deliveredLink(),
    reportUrl: deliveredLink(),
    sessionStart: moment(),
    warnings: z.nullish(z.array(examusWarning())),
    warningTitles: z
      .optional(z.unknown())
      .register(z.globalRegistry, { description: 'What the types of the warnings are called, by type and language.' }),
  }),
);
