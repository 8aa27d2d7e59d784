import { DEVELOPMENT_WEBHOOK_KEY } from '../../../src/config/webhooks.ts';
import type { ProctoringEvent } from '../../../src/domain/events/event.ts';
import { laterBy } from '../../../src/domain/time.ts';
import type { Webhook } from '../../../src/domain/webhooks/webhook.ts';
import { createWebhookStore } from '../../../src/store/webhooks/webhooks.ts';
import type { WebhookStore } from '../../../src/usecases/ports/webhookStore.ts';
import { anEvent, aWebhook } from '../builders.ts';
import { type Course, invocation } from './course.ts';
import { logPage } from './events.ts';
import type { Operation } from './operation.ts';

const PATH = '/api/proctoring/v1/webhooks';
const FUNCTION = 'webhooks';
const FAILURES = 25;
const WEBHOOKS = 10;

/** Nothing listens on the port: connections are refused at once. */
export const UNREACHABLE_URL = 'http://127.0.0.1:9/';

function storeOf({ service }: Course): WebhookStore {
  const keys = [Buffer.from(DEVELOPMENT_WEBHOOK_KEY, 'base64')];
  return createWebhookStore(service.client, service.tables, { keys, retentionDays: 30 });
}

/** These webhooks and no others: their number is limited. */
export async function withWebhooks(course: Course, count: number, overrides: Partial<Webhook> = {}) {
  const store = storeOf(course);
  for (const { webhookId } of await store.list()) await store.remove(webhookId);
  const webhooks = Array.from({ length: count }, () => aWebhook({ status: 'active', ...overrides }));
  for (const webhook of webhooks) await store.create(webhook);
  const [first] = webhooks;
  return { store, webhookId: first?.webhookId ?? '', path: `${PATH}/${first?.webhookId}` };
}

/** Webhooks, by their API. */
export const WEBHOOK_OPERATIONS: readonly Operation[] = [
  {
    id: 'create_webhook',
    title: 'a webhook is created',
    function: FUNCTION,
    async prepare(course) {
      await withWebhooks(course, 0);
      const json = { url: 'https://lms.example.edu/events', types: ['proctoring.attempt.*'] };
      return invocation(FUNCTION, 'POST', PATH, course.staff, { json });
    },
  },
  {
    id: 'list_webhooks',
    title: '10 webhooks are listed',
    function: FUNCTION,
    async prepare(course) {
      await withWebhooks(course, WEBHOOKS);
      return invocation(FUNCTION, 'GET', PATH, course.staff);
    },
  },
  {
    id: 'read_webhook',
    title: 'a webhook is read',
    function: FUNCTION,
    prepare: async course => invocation(FUNCTION, 'GET', (await withWebhooks(course, 1)).path, course.staff),
  },
  {
    id: 'change_webhook',
    title: 'a webhook is changed',
    function: FUNCTION,
    async prepare(course) {
      const { path } = await withWebhooks(course, 1);
      return invocation(FUNCTION, 'PATCH', path, course.staff, { json: { description: 'Grades' } });
    },
  },
  {
    id: 'remove_webhook',
    title: 'a webhook with 25 failures is removed',
    function: FUNCTION,
    async prepare(course) {
      const { path, ...webhook } = await withWebhooks(course, 1);
      await addFailures(webhook);
      return invocation(FUNCTION, 'DELETE', path, course.staff);
    },
  },
  {
    id: 'rotate_webhook_secret',
    title: 'the secret of a webhook is rotated',
    function: FUNCTION,
    async prepare(course) {
      const { path } = await withWebhooks(course, 1);
      return invocation(FUNCTION, 'POST', `${path}/rotate_secret`, course.staff, { json: {} });
    },
  },
  {
    id: 'test_webhook',
    title: 'a test is sent to a webhook, without an answer',
    function: FUNCTION,
    async prepare(course) {
      const { path } = await withWebhooks(course, 1, { url: UNREACHABLE_URL });
      return invocation(FUNCTION, 'POST', `${path}/test`, course.staff);
    },
  },
  {
    id: 'redeliver_event',
    title: 'an event is queued for a webhook again',
    function: FUNCTION,
    async prepare(course) {
      const { path, ...webhook } = await withWebhooks(course, 1, { types: ['*'] });
      const logged = await logPage(course);
      await addFailures(webhook, logged);
      const [{ id: event_id } = anEvent()] = logged;
      return invocation(FUNCTION, 'POST', `${path}/redeliver`, course.staff, { json: { event_id } });
    },
  },
  {
    id: 'redeliver_window',
    title: 'the 25 events of a window are queued for a webhook again',
    function: FUNCTION,
    async prepare(course) {
      const { path } = await withWebhooks(course, 1, { types: ['*'], courseIds: [course.courseId] });
      // No other operation has events of that age, which would be read as well.
      await logPage(course, 1000);
      const now = new Date().toISOString();
      const json = { since: laterBy(now, -1010), until: laterBy(now, -990) };
      return invocation(FUNCTION, 'POST', `${path}/redeliver`, course.staff, { json });
    },
  },
  {
    id: 'redeliver_failures',
    title: '25 failures of a webhook are queued again',
    function: FUNCTION,
    async prepare(course) {
      const { path, ...webhook } = await withWebhooks(course, 1, { types: ['*'] });
      await addFailures(webhook, await logPage(course));
      const json = { since: laterBy(new Date().toISOString(), -110), only_failed: true };
      return invocation(FUNCTION, 'POST', `${path}/redeliver`, course.staff, { json });
    },
  },
  {
    id: 'list_webhook_failures',
    title: 'a page of 25 failures of a webhook',
    function: FUNCTION,
    async prepare(course) {
      const { path, ...webhook } = await withWebhooks(course, 1);
      await addFailures(webhook);
      const query = { limit: String(FAILURES) };
      return invocation(FUNCTION, 'GET', `${path}/failures`, course.staff, { query });
    },
  },
];

async function addFailures(
  { store, webhookId }: { store: WebhookStore; webhookId: string },
  events: readonly ProctoringEvent[] = Array.from({ length: FAILURES }, () => anEvent()),
): Promise<void> {
  for (const { id: eventId, type } of events) {
    const lastError = 'Service Unavailable';
    const at = new Date().toISOString();
    await store.addFailure({ webhookId, eventId, type, tries: 10, lastStatus: 503, lastError, at });
  }
}
