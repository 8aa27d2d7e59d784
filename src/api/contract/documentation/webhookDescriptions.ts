/** The fields of a webhook, wherever they stand. */
const FIELDS = {
  url: 'The address of the endpoint: https, a public host, the port 443 or one from 1024, no credentials and no fragment.',
  types:
    'Types of events, or the beginnings of several with `*`, such as `proctoring.attempt.*`; `*` for all. Each has to match a type.',
  course_ids: 'Events of these courses only; null for all.',
  include:
    'Data about persons beside ids: `learner` for the username and email of the learner, `reason` for the reason of a change.',
  description: 'A note for the staff.',
};

const STATUS = '`pending` until a test succeeds; events are sent to an `active` one only.';

const WEBHOOK = {
  ...FIELDS,
  id: 'The id of the webhook.',
  status: STATUS,
  disabled_because:
    'The endpoint answered 410 (`gone`), failed for days (`failing`), or a request disabled it; otherwise null.',
  earlier_secrets_until: 'Until then earlier secrets sign beside the newest one; null if none does.',
  created_at: 'The time of its creation, in UTC.',
  modified_at: 'The time of its last change, in UTC.',
  last_success_at: 'The time of the last accepted event, to the minute; null if none was.',
  failing_since: 'The first failure after the last success; null without one.',
  consecutive_failures: 'The failed tries since the last success.',
  parked_since:
    'The time since which events become failures without being sent, until the endpoint accepts one; then they are queued again. Null for a webhook that is not parked.',
};

const SECRET = 'The secret with which events are signed (Standard Webhooks). It is shown this once.';

/** Descriptions of the fields of webhooks, by their contexts. */
export const WEBHOOK_DESCRIPTIONS: Readonly<Record<string, string>> = {
  webhook_id: 'The id of the webhook, such as `whk_…`.',
  ...inContext('Webhook', WEBHOOK),
  ...inContext('CreatedWebhook', { ...WEBHOOK, secret: SECRET }),
  ...inContext('createWebhook', FIELDS),
  ...inContext('changeWebhook', {
    ...FIELDS,
    status:
      '`disabled` ends deliveries; `pending` enables a disabled webhook for its next successful test. `active` is accepted of an active one only.',
  }),
  'listWebhooks.results': 'The webhooks, oldest first.',

  'rotateWebhookSecret.overlap_hours':
    'Hours for which the earlier secrets sign beside the new one; 0 ends them at once.',
  'rotateWebhookSecret.secret': SECRET,
  'rotateWebhookSecret.earlier_secrets_until': WEBHOOK.earlier_secrets_until,

  'testWebhook.is_delivered': 'Whether the endpoint answered with a status from 200 to 299.',
  'testWebhook.status_code': 'The status of the answer; null without one.',
  'testWebhook.answer': 'The beginning of the answer’s body; null without an answer.',
  'testWebhook.fault': 'The reason for which there is no answer: time, connection, or an address that is not public.',
  'testWebhook.took_ms': 'The milliseconds until the answer.',
  'testWebhook.status': 'The status of the webhook after the test.',

  'listWebhookFailures.results': 'The failures of this page, by the time of the event, newest first.',
  'results.event_id': 'The id of the event; it can be read and redelivered as long as it is logged.',
  'listWebhookFailures.type': 'The type of the event.',
  tries: 'The number of tries; 0 if the event was not sent.',
  last_status: 'The status of the last answer; null without one.',
  last_error:
    'The beginning of the last answer’s body, the kind of failure, or the reason for which the event was not sent (`not sent: …`).',
  at: 'The time of the last try, in UTC.',

  'redeliverEvents.event_id': 'The event to be sent again.',
  'redeliverEvents.since': 'Events that were logged from then on; of failures, those whose last try was then or later.',
  'redeliverEvents.until': 'The end of the window, the present by default; of failures, for the times of the changes.',
  'redeliverEvents.only_failed': 'Only events of the window that are among the failures.',
  'redeliverEvents.cursor': 'The `next_cursor` of an earlier answer, for the rest of its window.',
  'redeliverEvents.queued': 'The number of queued events, at most 10,000.',
  'redeliverEvents.next_cursor': 'For the rest of the window; null at its end.',

  'WebhookEventData.webhook': 'The webhook, and its status when the event was made.',
  'webhook.id': WEBHOOK.id,
  'webhook.status': STATUS,
  'webhook.disabled_because': WEBHOOK.disabled_because,

  'event.type': 'The type of the event.',
  'event.data': 'The data of this kind of event.',
  'webhook-id': 'The id of the event.',
  'webhook-timestamp': 'The time of this try, in seconds of the epoch.',
  'webhook-signature':
    'Signatures of `id.timestamp.body`, separated by spaces: `v1,` and the HMAC-SHA256 in base64. One of them has to match.',
};

function inContext(context: string, descriptions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(descriptions).map(([name, text]) => [`${context}.${name}`, text]));
}
