import * as z from 'zod/mini';
import { DISABLED_BECAUSE, WEBHOOK_STATUSES } from '../../domain/webhooks/webhook.ts';
import { actor } from '../contract/actor.ts';
import { endpoint } from '../contract/endpoint.ts';
import {
  examTypeName,
  instant,
  moment,
  pathIdentifier,
  segmentIdentifier,
  unspacedIdentifier,
  wholeNumber,
} from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';

const path = '/api/proctoring/v1/events';

const examOfEvent = () =>
  z.nullable(
    z.object({
      id: z.number(),
      course_id: z.string(),
      content_id: z.nullable(z.string()),
      type: z.nullable(examTypeName()),
    }),
  );
/** The names are sent to webhooks that include them. */
const learnerOfEvent = () =>
  z.nullable(
    z.object({
      id: z.number(),
      username: z.optional(z.nullable(z.string())),
      email: z.optional(z.nullable(z.string())),
    }),
  );
const author = () => ({ changed_by: actor(), reason: z.nullable(z.string()) });

/** Data of `proctoring.attempt.*`: the attempt after the change; its exam, learner and flags as they were before. */
export const attemptEventData = lazy(() =>
  z.object({
    attempt: z.object({
      id: z.number(),
      attempt_code: z.string(),
      attempt_number: z.nullable(z.number()),
      version: z.number(),
      status: z.nullable(z.string()),
      previous_status: z.nullable(z.string()),
      started_at: z.nullable(z.string()),
      completed_at: z.nullable(z.string()),
      taking_as_proctored: z.nullable(z.boolean()),
      is_sample_attempt: z.nullable(z.boolean()),
    }),
    exam: examOfEvent(),
    learner: learnerOfEvent(),
    ...author(),
  }),
);

/** Data of `proctoring.review.*`. */
export const reviewEventData = lazy(() =>
  z.object({
    review: z.object({
      version: z.number(),
      status: z.string(),
      verdict: z.nullable(z.string()),
      vendor: z.string(),
    }),
    attempt: z.object({ id: z.number(), attempt_code: z.string() }),
    exam: examOfEvent(),
    learner: learnerOfEvent(),
  }),
);

/** Data of `proctoring.allowance.*`. */
export const allowanceEventData = lazy(() =>
  z.object({
    allowance: z.object({ id: z.number(), key: z.string(), version: z.number() }),
    exam: examOfEvent(),
    learner: learnerOfEvent(),
    ...author(),
  }),
);

/** Data of `proctoring.webhook.*`, which concern no person. */
export const webhookEventData = lazy(() =>
  z.object({
    webhook: z.object({
      id: z.string(),
      status: z.enum(WEBHOOK_STATUSES),
      disabled_because: z.nullable(z.enum(DISABLED_BECAUSE)),
    }),
  }),
);

/** An event of CloudEvents 1.0. */
export const proctoringEvent = lazy(() =>
  z.object({
    specversion: z.literal('1.0'),
    id: z.string(),
    source: z.string(),
    type: z.string(),
    subject: z.string(),
    time: moment(),
    datacontenttype: z.literal('application/json'),
    sequence: z.string(),
    partitionkey: z.string(),
    data: z.union([attemptEventData(), reviewEventData(), allowanceEventData(), webhookEventData()]),
  }),
);

export const listEvents = endpoint({
  id: 'listEvents',
  method: 'GET',
  path,
  access: 'course staff',
  summary: 'List events in the order in which they were logged, to be polled; with `course_id` for its staff',
  query: lazy(() =>
    z.object({
      type: z.optional(
        z.string().check(z.regex(/^[a-z0-9_.]{1,100}\*?$/, 'must be a type of event, or its beginning and *')),
      ),
      course_id: z.optional(unspacedIdentifier(pathIdentifier())),
      since: z.optional(instant()),
      cursor: z.optional(z.string().check(z.maxLength(2000))),
      limit: z._default(wholeNumber(1, 500), 100),
    }),
  ),
  answer: lazy(() => z.object({ results: z.array(proctoringEvent()), next_cursor: z.string(), has_more: z.boolean() })),
  problems: ['forbidden'],
});

export const readEvent = endpoint({
  id: 'readEvent',
  method: 'GET',
  path: `${path}/{event_id}`,
  access: 'course staff',
  summary: 'Read an event',
  params: lazy(() => z.object({ event_id: segmentIdentifier() })),
  answer: proctoringEvent,
  problems: ['forbidden', 'event_not_found'],
});
