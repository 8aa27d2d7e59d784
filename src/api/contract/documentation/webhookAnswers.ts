import { EXAMPLE_EVENT } from './eventAnswers.ts';
import { WEBHOOKS } from './objects.ts';

const CREATED_AT = '2025-11-01T08:00:00.000Z';
const EXAMPLE_SECRET = 'whsec_RERERERERERERERERERERERERERERERE';

/** A webhook that is active and healthy. */
const webhook = {
  id: WEBHOOKS.active.webhookId,
  url: WEBHOOKS.active.url,
  types: ['proctoring.attempt.*'],
  course_ids: null,
  include: [],
  description: 'Grades',
  status: 'active' as const,
  disabled_because: null,
  earlier_secrets_until: null,
  created_at: CREATED_AT,
  modified_at: CREATED_AT,
  last_success_at: '2025-11-02T13:05:14.000Z',
  failing_since: null,
  consecutive_failures: 0,
  parked_since: null,
};

/** The successful answers about webhooks. */
export const WEBHOOK_ANSWERS = {
  createWebhook: { ...webhook, status: 'pending' as const, last_success_at: null, secret: EXAMPLE_SECRET },
  listWebhooks: { results: [webhook] },
  readWebhook: webhook,
  changeWebhook: {
    ...webhook,
    id: WEBHOOKS.toChange.webhookId,
    url: WEBHOOKS.toChange.url,
    types: ['proctoring.review.*'],
    description: 'Data warehouse',
  },
  removeWebhook: undefined,
  rotateWebhookSecret: { secret: EXAMPLE_SECRET, earlier_secrets_until: '2025-11-03T08:00:00.000Z' },
  testWebhook: {
    is_delivered: true,
    status_code: 204,
    answer: '',
    fault: null,
    took_ms: 180,
    status: 'active' as const,
  },
  listWebhookFailures: {
    results: [
      {
        event_id: EXAMPLE_EVENT.id,
        type: EXAMPLE_EVENT.type,
        tries: 10,
        last_status: 503,
        last_error: 'Down for maintenance',
        at: '2025-11-04T18:41:00.000Z',
      },
    ],
    next_cursor: null,
  },
  redeliverEvents: { queued: 1, next_cursor: null },
};
