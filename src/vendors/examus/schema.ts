import * as z from 'zod/mini';
import { decidingText, deliveredFlag, deliveredLink, deliveredText } from '../../api/contract/deliveredFields.ts';
import { lazy } from '../../api/contract/lazy.ts';
import { deliveredAttemptCode } from '../../api/reviews/contract.ts';
import { MAX_COMMENT_LENGTH, MAX_LABEL_LENGTH } from '../../domain/reviews/descriptiveValues.ts';

/** A date and time in the vendor's format. */
const moment = () => deliveredText(100);

const examusWarning = () =>
  z.object({
    type: deliveredText(MAX_LABEL_LENGTH),
    start: moment(),
    end: moment(),
    cyber: deliveredFlag(),
  });

/** For openapi.json. */
const TITLES_METADATA = { description: 'The titles of the warnings’ types, by type and language.' };

/** A delivery of Constructor Proctor (Examus), reduced to the members that the service reads. */
export const examusReview = lazy(() =>
  z.object({
    /** The id with which the LMS registered the attempt: the attempt code. */
    sessionId: deliveredAttemptCode(),
    conclusion: decidingText(100),
    comment: deliveredText(MAX_COMMENT_LENGTH),
    archive: deliveredLink(),
    reportUrl: deliveredLink(),
    sessionStart: moment(),
    warnings: z.nullish(z.array(examusWarning())),
    warningTitles: z.optional(z.unknown()).register(z.globalRegistry, TITLES_METADATA),
  }),
);
