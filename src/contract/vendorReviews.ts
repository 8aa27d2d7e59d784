import * as z from 'zod/mini';
import { LONGEST_ATTEMPT_CODE } from '../domain/attempts/locateAttempt.ts';
import { shortText } from './fields.ts';
import { onDemand } from './onDemand.ts';

/** What the service needs of what vendors post. Everything else in it is kept as delivered. */

export const deliveredAttemptCode = onDemand(() => z.string().check(z.minLength(1), z.maxLength(LONGEST_ATTEMPT_CODE)));
const reviewStatus = shortText(100);
const link = shortText(8192);

/** A number of seconds within any recording; PSI sends whole numbers, some of its systems as text. */
const seconds = onDemand(() =>
  z.union([
    z.number().check(z.gte(-1e9), z.lte(1e9)),
    z.pipe(z.string().check(z.regex(/^-?\d{1,9}$/, 'must be a number of seconds')), z.transform(Number)),
  ]),
);

const softwareSecureComment = onDemand(() =>
  z.object({
    comments: z.nullish(z.string()),
    duration: z.nullish(seconds()),
    eventStart: z.nullish(seconds()),
    eventFinish: z.nullish(seconds()),
    eventStatus: z.nullish(z.string()),
  }),
);

/** PSI (RPNow). */
export const softwareSecureReview = onDemand(() =>
  z.object({
    examMetaData: z.object({
      examCode: deliveredAttemptCode(),
      ssiRecordLocator: shortText(),
    }),
    reviewStatus,
    videoReviewLink: z.nullish(link),
    webCamComments: z.nullish(z.array(softwareSecureComment())),
    desktopComments: z.nullish(z.array(softwareSecureComment())),
  }),
);

const restComment = onDemand(() =>
  z.object({
    comment: z.nullish(z.string()),
    status: z.nullish(z.string()),
    start: z.nullish(seconds()),
    stop: z.nullish(seconds()),
    duration: z.nullish(seconds()),
  }),
);

/** The open REST protocol: Proctortrack and others. The path says which attempt it is about. */
export const restReview = onDemand(() =>
  z.object({
    status: reviewStatus,
    comments: z.nullish(z.array(restComment())),
    reviewed_by: z.nullish(z.string()),
  }),
);
