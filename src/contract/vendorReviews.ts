import * as z from 'zod/mini';
import { LONGEST_ATTEMPT_CODE } from '../domain/attempts/locateAttempt.ts';
import { shortText, wholeNumber } from './fields.ts';

/** What the service needs of what vendors post. Everything else in it is kept as delivered. */

const attemptCode = z.string().check(z.minLength(1), z.maxLength(LONGEST_ATTEMPT_CODE));
const reviewStatus = shortText(100);
const link = shortText(8192);

/** A number of seconds within any recording; PSI sends whole numbers, some of its systems as text. */
const seconds = z.union([
  z.number().check(z.gte(-1e9), z.lte(1e9)),
  z.pipe(z.string().check(z.regex(/^-?\d{1,9}$/, 'must be a number of seconds')), z.transform(Number)),
]);

const softwareSecureComment = z.object({
  comments: z.nullish(z.string()),
  duration: z.nullish(seconds),
  eventStart: z.nullish(seconds),
  eventFinish: z.nullish(seconds),
  eventStatus: z.nullish(z.string()),
});

/** PSI (RPNow). */
export const softwareSecureReview = z.object({
  examMetaData: z.object({
    examCode: attemptCode,
    ssiRecordLocator: shortText(),
  }),
  reviewStatus,
  videoReviewLink: z.nullish(link),
  webCamComments: z.nullish(z.array(softwareSecureComment)),
  desktopComments: z.nullish(z.array(softwareSecureComment)),
});

const restComment = z.object({
  comment: z.nullish(z.string()),
  status: z.nullish(z.string()),
  start: z.nullish(seconds),
  stop: z.nullish(seconds),
  duration: z.nullish(seconds),
});

/** The open REST protocol: Proctortrack and others. The path says which attempt it is about. */
export const restReview = z.object({
  status: reviewStatus,
  comments: z.nullish(z.array(restComment)),
  reviewed_by: z.nullish(z.string()),
});

/** A moment as the vendor writes it. One that cannot be read is no reason to refuse a verdict. */
const moment = z.nullish(shortText(100));

const examusWarning = z.object({
  type: shortText(),
  start: moment,
  end: moment,
  cyber: z.nullish(z.boolean()),
});

/** Constructor Proctor (Examus). */
export const examusReview = z.object({
  /** The id under which the attempt was given to the vendor: the attempt code. */
  sessionId: attemptCode,
  conclusion: reviewStatus,
  comment: z.nullish(z.string()),
  archive: z.nullish(link),
  reportUrl: z.nullish(link),
  sessionStart: moment,
  warnings: z.nullish(z.array(examusWarning)),
  warningTitles: z
    .optional(z.unknown())
    .register(z.globalRegistry, { description: 'What the types of the warnings are called, by type and language.' }),
});

/** Examity: something became of an appointment. */
export const examityEvent = z.object({
  event_name: shortText(100),
  test_mode: z.nullish(z.boolean()),
  data: z.object({
    appointment_id: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    flags: z.nullish(z.array(z.unknown())),
  }),
});
