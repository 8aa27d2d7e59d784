import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiCaller } from '../support/api.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { inspect, loaded, NARROW, openStaffPage, WIDE } from '../support/staffPages.ts';

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
    await page.getByRole('button', { name: 'Deliver all failures again to LMS' }).click();
    await page.locator('.announcer').getByText('3 events are queued for LMS again').waitFor();
    expect(sent).toEqual([{ event_id: 'evt_1' }, { since: expect.any(String), only_failed: true }, { cursor: 'rest' }]);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
