import * as z from 'zod/mini';
import { MAX_ATTEMPT_CODE_LENGTH } from '../../domain/attempts/attemptIds.ts';
import { MAX_COMMENT_LENGTH, MAX_LABEL_LENGTH } from '../../domain/reviews/descriptiveValues.ts';
import {
  decidingId,
  decidingText,
  deliveredLink,
  deliveredSeconds,
  deliveredText,
} from '../contract/deliveredFields.ts';
import { lazy } from '../contract/lazy.ts';

/** Deliveries, reduced to the members that the service reads; the others are stored as delivered. */

export const deliveredAttemptCode = lazy(() => decidingId(MAX_ATTEMPT_CODE_LENGTH));
const reviewStatus = lazy(() => decidingText(100));

const softwareSecureComment = lazy(() =>
  z.object({
    comments: deliveredText(MAX_COMMENT_LENGTH),
    duration: deliveredSeconds(),
    eventStart: deliveredSeconds(),
    eventFinish: deliveredSeconds(),
    eventStatus: deliveredText(MAX_LABEL_LENGTH),
  }),
);

/** PSI (RPNow). */
export const softwareSecureReview = lazy(() =>
  z.object({
    examMetaData: z.object({
      examCode: deliveredAttemptCode(),
      ssiRecordLocator: decidingText(255),
    }),
    reviewStatus: reviewStatus(),
    videoReviewLink: deliveredLink(),
    webCamComments: z.nullish(z.array(softwareSecureComment())),
    desktopComments: z.nullish(z.array(softwareSecureComment())),
  }),
);

const restComment = lazy(() =>
  z.object({
    comment: deliveredText(MAX_COMMENT_LENGTH),
    status: deliveredText(MAX_LABEL_LENGTH),
    start: deliveredSeconds(),
    stop: deliveredSeconds(),
    duration: deliveredSeconds(),
  }),
);

/** The open REST protocol (Proctortrack and others); the path identifies the attempt. */
export const restReview = lazy(() =>
  z.object({
    status: reviewStatus(),
    comments: z.nullish(z.array(restComment())),
    reviewed_by: deliveredText(MAX_LABEL_LENGTH),
  }),
);
