import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiCaller, act, newAttempt, newExam, request } from '../support/api.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { newCourseId } from '../support/builders.ts';
import { inspect, loaded, NARROW, openStaffPage, WIDE } from '../support/staffPages.ts';

const MARKUP = '<img src=x onerror="document.title=\'owned\'"><script>owned()</script>{{7*7}}';
const REORDERED = '\u202eevil \u2067';
const LONG = 'Ü'.repeat(250);

const VIEWS = [
  ['light', WIDE],
  ['dark', NARROW],
] as const;

describe.skipIf(!findBrowser())('data of learners and vendors on the page for staff', () => {
  let browser: Browser;
  let course: string;
  let exam: number;
  let attempt: Awaited<ReturnType<typeof newAttempt>>;
  let instructor: ApiCaller;
  beforeAll(async () => {
    browser = await launchBrowser();
    course = newCourseId();
    instructor = { id: 4_800_001, name: `Ines ${MARKUP}`, courses: [course] };
    exam = await newExam({ course_id: course, exam_name: `${MARKUP} ${LONG}` });
    [attempt] = (await Promise.all(
      [`${REORDERED}${MARKUP}`, LONG].map(async student_name => {
        const created = await newAttempt({ exam_id: exam, student_name });
        await act(created.id, 'start', created.learner);
        await act(created.id, 'submit', created.learner);
        return created;
      }),
    )) as [Awaited<ReturnType<typeof newAttempt>>];
    await request('POST', `/api/proctoring/v1/attempts/${attempt.code}/notes`, {
      json: { text: `${MARKUP}\n${'x'.repeat(3800)}` },
    });
    const json = {
      exam_id: exam,
      user_info: attempt.learner.id,
      key: 'review_policy_exception',
      value: `${REORDERED}${MARKUP}${'y'.repeat(5000)}`,
    };
    await request('PUT', '/api/edx_proctoring/v1/proctored_exam/allowance', { json });
  });
  afterAll(() => browser?.close());

  const path = (rest = '') => `/c/${encodeURIComponent(course)}${rest}`;
  const expectNoInjection = async (page: Page) => {
    expect(await page.title()).toMatch(/^\w+ – Proctoring$/);
    expect(await page.locator('#page img, #page script, #page iframe').count()).toBe(0);
  };

  it.each(
    VIEWS.flatMap(([colorScheme, viewport]) =>
      (
        [
          ['attempts', () => path()],
          ['attempt', () => path(`/attempts/${attempt.code}`)],
          ['allowances', () => path('/allowances')],
          ['live', () => path(`/live/${exam}`)],
        ] as const
      ).map(([name, address]) => [name, colorScheme, viewport, address] as const),
    ),
  )('are text, and fit: %s, %s, %o', async (name, colorScheme, viewport, address) => {
    const { page, problems } = await openStaffPage(browser, address(), { as: instructor, colorScheme, viewport });
    await inspect(page, `hostile-${name}-${viewport.width}`);
    await expectNoInjection(page);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it.each(VIEWS)(
    'are text in dialogs, waiting actions and notices, whose text direction they do not change: %s, %o',
    async (colorScheme, viewport) => {
      const { page, problems } = await openStaffPage(browser, path(`/attempts/${attempt.code}`), {
        as: instructor,
        colorScheme,
        viewport,
      });
      await page.route(`**/attempt/${attempt.id}`, route =>
        route.fulfill({ status: 429, json: { message: 'Too Many Requests' } }),
      );
      await page.getByRole('button', { name: 'Remove …' }).click();
      await inspect(page, `hostile-dialog-${viewport.width}`);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Reject' }).click();
      await inspect(page, `hostile-toast-${viewport.width}`);
      const label = await page.locator('.toast p').innerText();
      expect([label.startsWith('Reject: evil '), /[\u202a-\u202e\u2066-\u2069]/.test(label)]).toEqual([true, false]);
      await page.getByRole('button', { name: 'Send now' }).click();
      const notice = page.getByRole('alert').filter({ hasText: 'Failed: Reject' });
      expect(await notice.innerText()).toContain('The service is busy or out of order. Try again in a moment.');
      await inspect(page, `hostile-notice-${viewport.width}`);
      await expectNoInjection(page);
      // The browser logs the answer itself.
      expect(problems.filter(text => !text.includes('429'))).toEqual([]);
      await page.context().close();
    },
  );

  it('links of vendors with another scheme than http run nothing', async () => {
    const { page, problems } = await openStaffPage(browser, '/', { as: instructor });
    const review = {
      ...{ attempt_code: attempt.code, attempt_id: attempt.id, vendor: 'v', review_status: MARKUP, version: 1 },
      ...{ received_at: '2026-11-20T10:00:00.000Z', earlier_versions: [] },
      video_url: 'javascript:document.title="owned";//x.mp4',
      comments: [{ start: 1, stop: 2, duration: 1, comment: MARKUP, status: `${REORDERED} violation`, source: MARKUP }],
    };
    await page.route('**/*include=review', async route => {
      const located = await (await route.fetch()).json();
      return route.fulfill({ json: { ...located, review } });
    });
    await page.evaluate(`history.pushState(null, '', '/staff${path(`/attempts/${attempt.code}`)}')`);
    await page.evaluate("dispatchEvent(new PopStateEvent('popstate'))");
    await page.locator('.comments li').first().waitFor();
    await loaded(page);
    for (const link of await page.getByRole('link', { name: /^Open the recording/ }).all()) {
      await link.click();
      await link.click({ modifiers: ['Control'] });
    }
    await expectNoInjection(page);
    for (const other of page.context().pages()) expect(await other.title()).not.toBe('owned');
    await inspect(page, 'hostile-review');
    // The content security policy has blocked the links.
    expect(problems.filter(text => !text.includes('Content Security Policy'))).toEqual([]);
    await page.context().close();
  });

  it.each([WIDE, NARROW])('forced colours: statuses, selections and marks can be told apart, %o', async viewport => {
    const { page } = await openStaffPage(browser, path(), { as: instructor, viewport });
    await page.emulateMedia({ forcedColors: 'active' });
    await page.getByLabel('Select all 2 shown').check();
    await inspect(page, `forced-attempts-${viewport.width}`);
    await page.context().close();
  });
});
