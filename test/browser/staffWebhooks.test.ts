import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiCaller, act, newAttempt, newExam, request } from '../support/api.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { newCourseId } from '../support/builders.ts';
import { json, scriptedServer } from '../support/scriptedServer.ts';
import { inspect, loaded, NARROW, openStaffPage, WIDE } from '../support/staffPages.ts';
import { until } from '../support/until.ts';

const STAFF: ApiCaller = { id: 900, name: 'Sam Staff', staff: true };
const AT = '2026-11-28T10:00:00.000Z';

/** Webhooks as the service answers them: one fails, one is parked. */
const webhook = (id: string, description: string, overrides: object) => ({
  ...{ id, description, url: `https://${id}.example.edu/hook`, types: ['proctoring.*'], course_ids: null, include: [] },
  ...{ status: 'active', disabled_because: null, earlier_secrets_until: null, created_at: AT, modified_at: AT },
  ...{ last_success_at: AT, failing_since: null, consecutive_failures: 0, parked_since: null, ...overrides },
});
const WEBHOOKS = [
  webhook('lms', 'LMS', { failing_since: AT, consecutive_failures: 12 }),
  webhook('data', 'Data lake', { failing_since: AT, consecutive_failures: 900, parked_since: AT }),
];
const failure = (number: number) => ({
  ...{ event_id: `evt_${number}`, type: 'proctoring.attempt.verified.v1', tries: 9, last_status: 500 },
  ...{ last_error: 'HTTP 500', at: AT },
});

describe.skipIf(!findBrowser())('the screen of webhooks that fail', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  async function open(colorScheme: 'light' | 'dark', viewport: typeof WIDE) {
    const opened = await openStaffPage(browser, '/', { as: STAFF, colorScheme, viewport });
    const { page } = opened;
    const sent: unknown[] = [];
    await page.route('**/v1/webhooks', route => route.fulfill({ json: { results: WEBHOOKS } }));
    await page.route('**/v1/webhooks/*/failures*', route =>
      route.fulfill({ json: { results: [1, 2].map(failure), next_cursor: 'more' } }),
    );
    await page.route('**/v1/webhooks/*/redeliver', route => {
      const body = route.request().postDataJSON();
      sent.push(body);
      const rest = 'since' in body ? { queued: 2, next_cursor: 'rest' } : { queued: 1, next_cursor: null };
      return route.fulfill({ status: 202, json: rest });
    });
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await page.getByRole('heading', { name: 'LMS' }).waitFor();
    await loaded(page);
    return { ...opened, sent };
  }

  it.each([
    ['light', WIDE],
    ['dark', WIDE],
    ['light', NARROW],
    ['dark', NARROW],
  ] as const)('tells which fail, and is accessible: %s, %o', async (colorScheme, viewport) => {
    const { page, problems } = await open(colorScheme, viewport);
    await page.getByText('12 failures in a row').waitFor();
    await page.getByText('Parked: it fails').waitFor();
    await inspect(page, `webhooks-failing-${colorScheme}-${viewport.width}`);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('delivers one event, or all failures, again', async () => {
    const { page, problems, sent } = await open('light', WIDE);
    await page.getByRole('button', { name: 'Deliver again event evt_1' }).first().click();
    await page.locator('.announcer').getByText('The event is queued for LMS again').waitFor();
    // Pressed twice, it delivers once.
    await page.getByRole('button', { name: 'Deliver all failures again to LMS' }).dblclick();
    await page.locator('.announcer').getByText('3 events are queued for LMS again').waitFor();
    expect(sent).toEqual([{ event_id: 'evt_1' }, { since: expect.any(String), only_failed: true }, { cursor: 'rest' }]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(!findBrowser())('a webhook whose endpoint gives up, on the local stack', () => {
  const WEBHOOKS = '/api/proctoring/v1/webhooks';
  const NAME = `Gradebook ${newCourseId().slice(12, 20)}`;
  let browser: Browser;
  let endpoint: Awaited<ReturnType<typeof scriptedServer>>;
  let webhookId = '';
  /** The status with which the endpoint answers events, and the ids of the events that it has accepted. */
  let status = 204;
  const accepted: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    endpoint = await scriptedServer((received, response) => {
      const isTest = received.body.includes('proctoring.webhook.test.v1');
      if (status === 204 && !isTest) accepted.push(String(received.headers['webhook-id']));
      json(response, isTest ? 204 : status, {});
    });
  });
  afterAll(async () => {
    if (webhookId) await request('DELETE', `${WEBHOOKS}/${webhookId}`);
    await endpoint?.close();
    await browser?.close();
  });

  it('is shown with the event that it did not accept, is enabled, and gets the event again', async () => {
    const course = newCourseId();
    const { body: created } = await request('POST', WEBHOOKS, {
      json: { url: endpoint.url, types: ['proctoring.attempt.*'], course_ids: [course], description: NAME },
    });
    webhookId = created.id;
    const { page, problems } = await openStaffPage(browser, '/', { as: STAFF, colorScheme: 'light', viewport: WIDE });
    const openWebhooks = () => page.getByRole('link', { name: 'Webhooks' }).click();
    /** A reload would end the session. */
    const reopen = async () => {
      await page.locator('a.brand').click();
      await page.getByRole('heading', { name: 'Courses' }).waitFor();
      await openWebhooks();
    };
    await openWebhooks();
    const section = page.getByRole('region', { name: NAME });
    await section.getByText('Pending: no test has succeeded yet').waitFor();
    await section.getByRole('button', { name: 'Send a test' }).click();
    await page.locator('.announcer').getByText(`${NAME} accepted the test`).waitFor();
    await section.getByText('Active', { exact: true }).waitFor();

    status = 410;
    const { id, learner } = await newAttempt({ exam_id: await newExam({ course_id: course }) });
    await act(id, 'start', learner);
    const failures = () => request('GET', `${WEBHOOKS}/${webhookId}/failures`);
    const { body } = await until(failures, ({ body }) => body.results.length === 1);
    const [{ event_id }] = body.results;

    await reopen();
    await section.getByText('Disabled: the receiver answered that it is gone').waitFor();
    const again = section.getByRole('button', { name: `Deliver again event ${event_id}` });
    expect(await again.isDisabled()).toBe(true);

    status = 204;
    await section.getByRole('button', { name: 'Enable, and send a test' }).click();
    await section.getByText('Active', { exact: true }).waitFor();
    await again.and(page.locator(':enabled')).click();
    await page.locator('.announcer').getByText(`The event is queued for ${NAME} again`).waitFor();
    await until(
      () => accepted,
      ids => ids.includes(event_id),
    );
    await reopen();
    await section.getByText('No event has failed.').waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
