import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiCaller, act, newAttempt, postReview, remove, request, reviewFor } from '../support/api.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { startRecordingHost } from '../support/recordingHost.ts';
import { createStaffCourse, type StaffCourse } from '../support/staffCourse.ts';
import { inspect, loaded, NARROW, openStaffPage, WIDE } from '../support/staffPages.ts';
import { until } from '../support/until.ts';

const STAFF: ApiCaller = { id: 900, name: 'Sam Staff', staff: true };

describe.skipIf(!findBrowser())('the screen of an attempt', () => {
  let browser: Browser;
  let data: StaffCourse;
  let instructor: ApiCaller;
  let host: Awaited<ReturnType<typeof startRecordingHost>>;
  /** An attempt with a review whose recording is a file at the other site. */
  let reviewed: Awaited<ReturnType<typeof newAttempt>>;

  beforeAll(async () => {
    [browser, data, host] = await Promise.all([launchBrowser(), createStaffCourse(), startRecordingHost()]);
    instructor = { id: 4_300_001, name: 'Ines Ferro', courses: [data.course] };
    reviewed = await newAttempt({ exam_id: data.midterm, student_name: 'Noor Haddad', taking_as_proctored: true });
    for (const action of ['start', 'submit']) await act(reviewed.id, action, reviewed.learner);
    await postReview(reviewFor(reviewed, { videoReviewLink: `${host.url}/recordings/1.mp4?sig=abc` }, 'suspicious'));
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), host?.stop()]);
  });

  const path = (code: string) => `/c/${encodeURIComponent(data.course)}/attempts/${code}`;
  const open = (code: string, options: Parameters<typeof openStaffPage>[2] = {}) =>
    openStaffPage(browser, path(code), { as: instructor, ...options });
  const titles = (page: Page) => page.locator('.timeline .what').allInnerTexts();

  it('has notes, time granted with its reason, remarks, review and changes on one time line', async () => {
    const { id, code, learner } = await newAttempt({ exam_id: data.midterm, taking_as_proctored: true });
    await act(id, 'start', learner);
    await request('POST', `/api/proctoring/v1/exams/${data.midterm}/time_jobs`, {
      as: instructor,
      json: { minutes: 7, reason: 'Fire alarm', user_ids: [learner.id], idempotency_key: 'k' },
    });
    const { page, problems } = await open(code);
    await page.getByLabel('Add a note').fill('Called the learner.\nThe webcam was unplugged.');
    await page.getByRole('button', { name: 'Add the note' }).click();
    await page.locator('.timeline').getByText('The webcam was unplugged.').waitFor();
    expect(await page.locator('.announcer').innerText()).toContain('The note on the attempt of');
    await act(id, 'submit', learner);
    await postReview(reviewFor({ ...reviewed, ...(await withExternalId(id, code)) }, {}, 'suspicious'));
    await until(
      async () => {
        await page.getByRole('link', { name: 'Live' }).click();
        await loaded(page);
        await page.goBack();
        await loaded(page);
        return titles(page);
      },
      shown => shown.includes('Verified') && shown.includes('Submitted'),
    );
    const shown = await titles(page);
    const [review, note, time] = ['Review: Suspicious', 'Note', '7 more minutes'].map(text =>
      shown.findIndex(title => title.startsWith(text)),
    );
    // Newest first.
    expect([review ?? -1, note ?? -1, time ?? -1].every(index => index >= 0)).toBe(true);
    expect((review ?? 0) < (note ?? 0) && (note ?? 0) < (time ?? 0)).toBe(true);
    expect(shown.at(-1)).toBe('Attempt created');
    const granted = page.locator('.timeline li').filter({ hasText: '7 more minutes' });
    expect(await granted.innerText()).toMatch(/“Fire alarm”.*Staff \(user 4300001\).*UTC/s);
    expect(shown.some(title => / at \d:\d\d:\d\d/.test(title))).toBe(true);
    for (const [colorScheme, viewport] of [
      ['light', WIDE],
      ['dark', WIDE],
      ['light', NARROW],
      ['dark', NARROW],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      await inspect(page, `timeline-${colorScheme}-${viewport.width}`);
    }
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('opens the recording at a comment, and the vendor’s dashboard, without a referrer, a token or a name', async () => {
    const { page, problems } = await open(reviewed.code);
    const comments = page.locator('.comments li');
    await comments.first().getByRole('button').focus();
    await page.keyboard.press('ArrowRight');
    expect(await comments.nth(1).getByRole('button').getAttribute('aria-current')).toBe('true');
    await page.keyboard.press('ArrowLeft');
    expect(await comments.first().getByRole('button').getAttribute('aria-current')).toBe('true');
    const opened: string[] = [];
    for (const button of [
      page.getByRole('link', { name: /^Open the recording at/ }),
      page.getByRole('link', { name: /^Open the recording in/ }),
      page.getByRole('button', { name: /^Open at the vendor/ }),
    ]) {
      const [popup] = await Promise.all([page.context().waitForEvent('page'), button.click()]);
      await popup.waitForFunction("document.title !== ''");
      expect(JSON.parse(await popup.title())).toEqual([true, '']);
      opened.push(popup.url());
      await popup.close();
    }
    const recording = `${host.url}/recordings/1.mp4?sig=abc`;
    expect(opened).toEqual([expect.stringMatching(/1\.mp4\?sig=abc#t=\d+$/), recording, recording]);
    expect(host.visits).toEqual(
      Array.from({ length: 3 }, () => ({ url: '/recordings/1.mp4?sig=abc', referrer: undefined })),
    );
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('of a removed attempt looks the same, and takes notes', async () => {
    const { id, code, learner } = await newAttempt({ exam_id: data.midterm, student_name: 'Tomas Lind' });
    await act(id, 'start', learner);
    await remove(id, 'Wrong room');
    const { page, problems } = await open(code);
    expect(await page.locator('h1').innerText()).toBe('Tomas Lind');
    expect(await page.locator('.state').innerText()).toContain('Removed');
    expect(await page.getByRole('button', { name: 'Remove …' }).count()).toBe(0);
    await page.getByLabel('Add a note').fill('Moved to room 5');
    await page.getByRole('button', { name: 'Add the note' }).click();
    await page.locator('.timeline').getByText('Moved to room 5').waitFor();
    await inspect(page, 'removed');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('shows deliveries to webhooks that failed to global staff only', async () => {
    const event = (type: string) => ({
      event_id: `evt_${Date.parse(createdAt).toString(16).padStart(12, '0')}${'a'.repeat(20)}`,
      ...{ type, tries: 9, last_status: 500, last_error: 'HTTP 500', at: new Date().toISOString() },
    });
    const createdAt = (await request('GET', `/api/edx_proctoring/v1/proctored_exam/attempt/${data.submitted.id}`)).body
      .created;
    const { page, problems, calls } = await openStaffPage(browser, '/', { as: STAFF });
    const webhook = { id: 'wh_1', url: 'https://lms.example.edu/hook', description: 'LMS', types: ['*'] };
    await page.route('**/v1/webhooks', route => route.fulfill({ json: { results: [webhook] } }));
    await page.route('**/v1/webhooks/wh_1/failures*', route =>
      route.fulfill({ json: { results: [event('proctoring.attempt.submitted.v1')], next_cursor: null } }),
    );
    await page.route('**/v1/events/evt_*', route =>
      route.fulfill({ json: { data: { attempt: { attempt_code: data.submitted.code } } } }),
    );
    await page.evaluate(`history.pushState(null, '', '/staff${path(data.submitted.code)}')`);
    await page.evaluate("dispatchEvent(new PopStateEvent('popstate'))");
    await page.locator('.timeline').getByText('Not delivered to LMS').waitFor();
    expect(problems).toEqual([]);
    await page.context().close();

    const other = await open(data.submitted.code);
    expect([...other.calls].filter(({ url }) => url.includes('webhooks'))).toEqual([]);
    expect(calls.some(({ url }) => url.includes('webhooks'))).toBe(true);
    await other.page.context().close();
  });
});

/** The external id is needed for a review of PSI. */
async function withExternalId(id: number, code: string) {
  const { body } = await request('GET', `/api/edx_proctoring/v1/proctored_exam/attempt/${id}`);
  return { code, externalId: body.external_id as string };
}
