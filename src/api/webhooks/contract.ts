import * as z from 'zod/mini';
import { EVENT_TYPES, matchesType } from '../../domain/events/eventTypes.ts';
import { DISABLED_BECAUSE, INCLUDABLE, WEBHOOK_STATUSES } from '../../domain/webhooks/webhook.ts';
import { MAX_URL_LENGTH } from '../../domain/webhooks/webhookUrl.ts';
import { endpoint } from '../contract/endpoint.ts';
import {
  bool,
  instant,
  moment,
  pathIdentifier,
  segmentIdentifier,
  shortText,
  unspacedIdentifier,
  wholeNumber,
} from '../contract/fields.ts';
import { lazy } from '../contract/lazy.ts';

const path = '/api/proctoring/v1/webhooks';

const MAX_TYPES = 20;
const MAX_COURSES = 100;
/** A week. */
const MAX_OVERLAP_HOURS = 168;

const webhookParams = lazy(() => z.object({ webhook_id: segmentIdentifier() }));

const cursor = () => z.string().check(z.maxLength(2000));

const typePattern = () =>
  z.string().check(
    z.regex(/^(?:[a-z0-9_.]{1,100}\*?|\*)$/, {
      error: 'must be a type of event, or its beginning and *',
      abort: true,
    }),
    z.refine(
      (pattern: string) => EVENT_TYPES.some(type => matchesType(type, pattern)),
      'must match a type of event, such as proctoring.attempt.verified.v1 or proctoring.attempt.*',
    ),
  );

/** The fields that a caller sets. */
const terms = () => ({
  // The use case checks the rest: what is permitted depends on the stage.
  url: z.string().check(z.minLength(1), z.maxLength(MAX_URL_LENGTH)),
  types: z.array(typePattern()).check(z.minLength(1), z.maxLength(MAX_TYPES)),
  course_ids: z.optional(
    z.nullable(z.array(unspacedIdentifier(pathIdentifier())).check(z.minLength(1), z.maxLength(MAX_COURSES))),
  ),
  include: z.optional(z.array(z.enum(INCLUDABLE)).check(z.maxLength(INCLUDABLE.length))),
  description: z.optional(shortText()),
});

const status = () => z.enum(WEBHOOK_STATUSES);

const members = () => ({
  id: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  course_ids: z.nullable(z.array(z.string())),
  include: z.array(z.enum(INCLUDABLE)),
  description: z.string(),
  status: status(),
  disabled_because: z.nullable(z.enum(DISABLED_BECAUSE)),
  earlier_secrets_until: z.nullable(moment()),
  created_at: moment(),
  modified_at: moment(),
  last_success_at: z.nullable(moment()),
  failing_since: z.nullable(moment()),
  consecutive_failures: z.number(),
  parked_since: z.nullable(moment()),
});

/** A webhook without its secrets, which are shown by the request that makes them only. */
export const webhook = lazy(() => z.object(members()));

export const createdWebhook = lazy(() => z.object({ ...members(), secret: z.string() }));

export const createWebhook = endpoint({
  id: 'createWebhook',
  method: 'POST',
  path,
  access: 'global staff',
  summary: 'Create a webhook; it is pending until a test succeeds, and its secret is shown this once',
  body: lazy(() => z.object(terms())),
  success: 201,
  answer: createdWebhook,
  problems: ['forbidden', 'too_many_webhooks', 'webhooks_not_configured'],
});

export const listWebhooks = endpoint({
  id: 'listWebhooks',
  method: 'GET',
  path,
  access: 'global staff',
  summary: 'List the webhooks, the oldest first',
  answer: lazy(() => z.object({ results: z.array(webhook()) })),
  problems: ['forbidden'],
});

export const readWebhook = endpoint({
  id: 'readWebhook',
  method: 'GET',
  path: `${path}/{webhook_id}`,
  access: 'global staff',
  summary: 'Read a webhook with the state of its deliveries',
  params: webhookParams,
  answer: webhook,
  problems: ['forbidden', 'webhook_not_found'],
});

export const changeWebhook = endpoint({
  id: 'changeWebhook',
  method: 'PATCH',
  path: `${path}/{webhook_id}`,
  access: 'global staff',
  summary: 'Change the given fields of a webhook; with another URL it is pending again',
  params: webhookParams,
  body: lazy(() => z.partial(z.object({ ...terms(), status: status() }))),
  answer: webhook,
  problems: ['forbidden', 'webhook_not_found', 'webhook_not_verified'],
});

export const removeWebhook = endpoint({
  id: 'removeWebhook',
  method: 'DELETE',
  path: `${path}/{webhook_id}`,
  access: 'global staff',
  summary: 'Remove a webhook with its failures',
  params: webhookParams,
  success: 204,
  problems: ['forbidden', 'webhook_not_found'],
});

export const rotateWebhookSecret = endpoint({
  id: 'rotateWebhookSecret',
  method: 'POST',
  path: `${path}/{webhook_id}/rotate_secret`,
  access: 'global staff',
  summary: 'Add a secret, shown this once; the earlier ones sign beside it for some hours',
  params: webhookParams,
  body: lazy(() => z.object({ overlap_hours: z._default(wholeNumber(0, MAX_OVERLAP_HOURS), 24) })),
  answer: lazy(() => z.object({ secret: z.string(), earlier_secrets_until: z.nullable(moment()) })),
  problems: ['forbidden', 'webhook_not_found', 'too_many_secrets', 'webhooks_not_configured'],
});

export const testWebhook = endpoint({
  id: 'testWebhook',
  method: 'POST',
  path: `${path}/{webhook_id}/test`,
  access: 'global staff',
  summary: 'Send a test event and wait for the answer; a success activates a pending webhook',
  params: webhookParams,
  answer: lazy(() =>
    z.object({
      is_delivered: z.boolean(),
      status_code: z.nullable(z.number()),
      answer: z.nullable(z.string()),
      fault: z.nullable(z.enum(['timed_out', 'unreachable', 'forbidden_address'])),
      took_ms: z.number(),
      status: status(),
    }),
  ),
  problems: ['forbidden', 'webhook_not_found', 'webhooks_not_configured'],
});

export const listWebhookFailures = endpoint({
  id: 'listWebhookFailures',
  method: 'GET',
  path: `${path}/{webhook_id}/failures`,
  access: 'global staff',
  summary: 'List the events that a webhook did not accept and that are no longer retried, the newest first',
  params: webhookParams,
  query: lazy(() => z.object({ cursor: z.optional(cursor()), limit: z._default(wholeNumber(1, 500), 100) })),
  answer: lazy(() =>
    z.object({
      results: z.array(
        z.object({
          event_id: z.string(),
          type: z.string(),
          tries: z.number(),
          last_status: z.nullable(z.number()),
          last_error: z.string(),
          at: moment(),
        }),
      ),
      next_cursor: z.nullable(z.string()),
    }),
  ),
  problems: ['forbidden', 'webhook_not_found'],
});

const hasOne = ({ event_id, since, cursor }: { event_id?: unknown; since?: unknown; cursor?: unknown }) =>
  [event_id, since, cursor].filter(Boolean).length === 1;

export const redeliverEvents = endpoint({
  id: 'redeliverEvents',
  method: 'POST',
  path: `${path}/{webhook_id}/redeliver`,
  access: 'global staff',
  summary: 'Queue an event, or those of a window, for a webhook again; repeat with `next_cursor` for the rest',
  params: webhookParams,
  body: lazy(() =>
    z
      .object({
        event_id: z.optional(segmentIdentifier()),
        since: z.optional(instant()),
        until: z.optional(instant()),
        only_failed: z._default(bool(), false),
        cursor: z.optional(cursor()),
      })
      .check(z.refine(hasOne, 'must have exactly one of event_id, since and cursor')),
  ),
  success: 202,
  answer: lazy(() => z.object({ queued: z.number(), next_cursor: z.nullable(z.string()) })),
  problems: ['forbidden', 'webhook_not_found', 'webhook_not_active', 'event_not_found'],
});
