import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ApiCaller, readAttempt, request, tokenOf } from '../support/api.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { createStaffCourse, type StaffCourse } from '../support/staffCourse.ts';
import { inspect, loaded, moveFocus, NARROW, openStaffPage, WIDE, ZOOMED } from '../support/staffPages.ts';
import { until } from '../support/until.ts';

let browser: Browser;
let data: StaffCourse;
let instructor: ApiCaller;

const GLOBAL_STAFF: ApiCaller = { id: 900, name: 'Sam Staff', staff: true };
const coursePath = (rest = '') => `/c/${encodeURIComponent(data.course)}${rest}`;

/** Every screen, by its name. */
const SCREENS: Record<string, { path: () => string; as?: ApiCaller; heading: string }> = {
  courses: { path: () => '/', heading: 'Courses' },
  attempts: { path: () => coursePath(), heading: 'Attempts' },
  attempt: { path: () => coursePath(`/attempts/${data.suspicious.code}`), heading: 'Jonas Weber' },
  live: { path: () => coursePath(`/live/${data.quiz}`), heading: 'Live' },
  allowances: { path: () => coursePath('/allowances'), heading: 'Allowances' },
  reports: { path: () => coursePath('/reports'), heading: 'Reviews and violations' },
  webhooks: { path: () => '/webhooks', as: GLOBAL_STAFF, heading: 'Webhooks' },
};

describe.skipIf(!findBrowser())('the page for staff in a browser', () => {
  beforeAll(async () => {
    [browser, data] = await Promise.all([launchBrowser(), createStaffCourse()]);
    instructor = { id: 4_100_001, name: 'Ines Ferro', courses: [data.course] };
  });
  afterAll(() => browser?.close());

  const open = (path: string, options: Parameters<typeof openStaffPage>[2] = {}) =>
    openStaffPage(browser, path, { as: instructor, ...options });

  const appearances = [
    ['light', WIDE],
    ['dark', WIDE],
    ['light', NARROW],
    ['dark', NARROW],
  ] as const;
  it.each(Object.keys(SCREENS).flatMap(name => appearances.map(appearance => [name, ...appearance] as const)))(
    '%s, %s, %o: accessible, without an error or sideways scrolling',
    async (name, colorScheme, viewport) => {
      const { path, as = instructor, heading } = SCREENS[name] ?? { path: () => '/', heading: '' };
      const { page, problems } = await open(path(), { colorScheme, viewport, as });
      expect(await page.locator('h1').innerText()).toBe(heading);
      await inspect(page, `${name}-${colorScheme}-${viewport.width}`);
      expect(problems).toEqual([]);
      await page.context().close();
    },
  );

  it.each(Object.keys(SCREENS))('twice the size: %s works at zoom 200', async name => {
    const { path, as = instructor, heading } = SCREENS[name] ?? { path: () => '/', heading: '' };
    const { page, problems } = await open(path(), { viewport: ZOOMED, as });
    expect(await page.locator('h1').innerText()).toBe(heading);
    await inspect(page, `${name}-zoom-200`);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('twice the size: the log-in, dialogs and waiting actions work at zoom 200', async () => {
    const login = await openStaffPage(browser, '/', { viewport: ZOOMED });
    await inspect(login.page, 'login-zoom-200');
    await login.page.context().close();
    const { page, problems } = await open(coursePath(), { viewport: ZOOMED });
    const select = page.locator('.selection');
    await page.getByText('Any status').click();
    await inspect(page, 'filters-open-zoom-200');
    await page.getByText('Any status').click();
    await page.getByLabel('Select all 5 shown').check();
    for (const action of ['Verify …', 'Give time …', 'Remove …']) {
      await select.getByRole('button', { name: action }).click();
      await page.locator('dialog .summary').waitFor();
      await inspect(page, `bulk-${action.split(' ')[0]?.toLowerCase()}-zoom-200`);
      const button = page.locator('dialog').getByRole('button', { name: 'Cancel' });
      await button.scrollIntoViewIfNeeded();
      await button.click();
      await page.locator('dialog').waitFor({ state: 'detached' });
    }
    await page.getByRole('link', { name: 'Mina Okafor' }).click();
    await page.getByRole('heading', { name: 'Mina Okafor' }).waitFor();
    await loaded(page);
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByRole('button', { name: 'Rename …' }).click();
    await inspect(page, 'dialog-rename-zoom-200');
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await inspect(page, 'waiting-zoom-200');
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('the log-in: accessible, and rejects what is no token', async () => {
    const { page, problems } = await openStaffPage(browser, '/');
    await inspect(page, 'login');
    await page.getByLabel('Token of the local stack').fill('nonsense');
    await page.getByRole('button', { name: 'Log in with the token' }).click();
    expect(await page.locator('#token-help').innerText()).toContain('not a token');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('dialogs and open filters are accessible', async () => {
    const { page, problems } = await open(coursePath(`/attempts/${data.suspicious.code}`));
    for (const action of ['Give time …', 'Rename …', 'Remove …']) {
      const button = page.getByRole('button', { name: action });
      await button.click();
      await inspect(page, `dialog-${action.split(' ')[0]?.toLowerCase()}`);
      await page.keyboard.press('Escape');
      await page.locator('dialog').waitFor({ state: 'detached' });
      expect(await page.evaluate('document.activeElement.textContent')).toBe(action);
    }
    await page.getByRole('link', { name: 'Attempts', exact: true }).click();
    await loaded(page);
    await page.getByText('Any status').click();
    await inspect(page, 'filters-open');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('filters by exam, status, learner and attention; addresses and the back button restore them', async () => {
    const { page } = await open(coursePath());
    const names = async () => {
      await loaded(page);
      return (await page.locator('tbody th a').allInnerTexts()).sort();
    };
    expect(await names()).toEqual(['Aiko Tanaka', 'Jonas Weber', 'Luis Herrera', 'Mina Okafor', 'Priya Raman']);
    await page.getByLabel('Exam', { exact: true }).selectOption({ label: 'Quiz 3: Entropy' });
    await page.waitForURL(/exam=/);
    await until(names, shown => shown.length === 1);
    expect(await names()).toEqual(['Luis Herrera']);
    await page.goBack();
    await until(names, shown => shown.length === 5);
    await page.getByLabel('Needs attention').check();
    await until(names, shown => shown.length === 1);
    expect(await names()).toEqual(['Aiko Tanaka']);
    await page.getByRole('link', { name: 'Clear filters' }).click();
    const learner = page.getByLabel('Learner', { exact: true });
    const username = `user${data.created.learner.id}`;
    await learner.fill(username);
    await page.keyboard.press('Enter');
    await until(names, shown => shown.length === 1);
    expect(await names()).toEqual(['Priya Raman']);
    // Personal data: in the history of the tab, not in the address.
    expect(page.url()).not.toContain(username);
    await page.getByRole('link', { name: 'Priya Raman' }).click();
    await page.getByRole('heading', { name: 'Priya Raman' }).waitFor();
    await page.goBack();
    await until(names, shown => shown.length === 1);
    await page.reload();
    await page.getByLabel('Token of the local stack').fill(await tokenOf(instructor));
    await page.getByRole('button', { name: 'Log in with the token' }).click();
    await learner.waitFor();
    expect([await learner.inputValue(), await names()]).toEqual([username, ['Priya Raman']]);
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await page.getByText('Any status').click();
    await page.getByLabel('In progress').check();
    await until(names, shown => shown.length === 1);
    expect([await names(), new URL(page.url()).search]).toEqual([['Luis Herrera'], '?status=started']);
    await page.context().close();
  });

  it('the attempt has one time line, and the comments of the review beside a bar', async () => {
    const { page, problems } = await open(coursePath(`/attempts/${data.suspicious.code}`));
    await until(
      async () => {
        await page.reload();
        await page.goto(
          `${inject('stackUrl')}/staff${coursePath(`/attempts/${data.suspicious.code}`)}#token=${await tokenOf(instructor)}`,
        );
        await loaded(page);
        return page.locator('.timeline li').count();
      },
      count => count >= 6,
    );
    // The remarks of the reviewer happened on another time line: that of the recording.
    const entries = page.locator('.timeline li:not(.is-incident) .what');
    expect(await entries.allInnerTexts()).toEqual([
      'Verified',
      expect.stringMatching(/^Review: Suspicious, \d+ comments$/),
      'Submitted',
      'Ready to submit',
      'In progress',
      'Attempt created',
    ]);
    expect(await page.locator('.timeline time').last().getAttribute('title')).toMatch(/^\d{4}-\d\d-\d\d .* UTC$/);
    const comments = page.locator('.comments li');
    await comments.first().getByRole('button').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.comments li.chosen').innerText()).toBe(await comments.nth(1).innerText());
    expect(await page.locator('.bar g').count()).toBe(await comments.count());
    const recording = page.getByRole('link', { name: /Open the recording/ });
    expect([await recording.getAttribute('rel'), await recording.getAttribute('target')]).toEqual([
      'noopener noreferrer',
      '_blank',
    ]);
    const [payload] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the review' }).click(),
    ]);
    expect(payload.suggestedFilename()).toBe(`review-${data.suspicious.code}.json`);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('by the keyboard alone: from the log-in to verified', async () => {
    const { page, problems } = await openStaffPage(browser, coursePath());
    const tabTo = (name: string | RegExp) => moveFocus(page, name);
    await tabTo('token');
    await page.keyboard.insertText(await tokenOf(instructor));
    await tabTo('Log in with the token');
    await page.keyboard.press('Enter');
    await loaded(page);
    await page.getByRole('link', { name: 'Mina Okafor' }).waitFor();
    await tabTo('Mina Okafor');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Mina Okafor' }).waitFor();
    await loaded(page);
    await tabTo('Verify');
    await page.keyboard.press('Space');
    await page.locator('.toast').getByText('Verify: Mina Okafor').waitFor();
    await tabTo('Undo');
    await page.keyboard.press('Enter');
    expect(await readAttempt(data.submitted.id)).toMatchObject({ status: 'submitted' });
    await page.locator('.toast').waitFor({ state: 'detached' });
    await tabTo('Verify');
    await page.keyboard.press('Enter');
    await tabTo('Send now');
    await page.keyboard.press('Enter');
    await page.locator('.state').getByText('Verified').waitFor();
    expect(await page.locator('.announcer').innerText()).toBe('Mina Okafor: Verified');
    expect(await readAttempt(data.submitted.id)).toMatchObject({ status: 'verified' });
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('the second of two staff members sees what the first did, and decides again', async () => {
    const path = coursePath(`/attempts/${data.broken.code}`);
    const { page } = await open(path);
    await request('PUT', `/api/edx_proctoring/v1/proctored_exam/attempt/${data.broken.id}`, {
      json: { action: 'reject' },
    });
    await page.getByRole('button', { name: 'Let resume' }).click();
    await page.getByRole('button', { name: 'Send now' }).click();
    const notice = await page.getByRole('alert').filter({ hasText: 'has changed meanwhile' }).innerText();
    expect(notice).toContain('is now “Rejected”');
    await page.locator('.state').getByText('Rejected').waitFor();
    await page.context().close();
  });

  it('renames, gives time and removes an attempt', async () => {
    const { page, problems } = await open(coursePath(`/attempts/${data.created.code}`));
    await page.getByRole('button', { name: 'Rename …' }).click();
    await page.getByLabel('Name of the learner on this attempt').fill('Priya R. Raman');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByRole('heading', { name: 'Priya R. Raman' }).waitFor();
    await page.getByRole('button', { name: 'Give time …' }).click();
    await page.getByLabel('More minutes').fill('20');
    await page.getByRole('button', { name: 'Give time', exact: true }).click();
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.locator('.facts').getByText('20 more minutes').waitFor();
    await page.getByRole('button', { name: 'Remove …' }).click();
    await page.getByLabel('Reason, for the history').fill('Wrong room');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('heading', { name: 'Attempts' }).waitFor();
    expect((await request('GET', `/api/edx_proctoring/v1/proctored_exam/attempt/${data.created.id}`)).status).toBe(400);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('allowances: pasted lines are checked before they are sent', async () => {
    const { page, problems } = await open(coursePath('/allowances'));
    const username = `user${data.submitted.learner.id}`;
    await page
      .getByLabel('Learners, one a line')
      .fill(
        `username,exam,minutes\n${username},Midterm: Thermodynamics,30\nmina,Nothing,5\nnobody@example.org,Midterm: Thermodynamics,30`,
      );
    await page.getByRole('button', { name: 'Check' }).click();
    await page.locator('.preview').waitFor();
    expect(await page.locator('.faults li').allInnerTexts()).toEqual([
      'Line 3 names an exam that the course does not have: "Nothing"',
      expect.stringMatching(/^Line 4 cannot be granted: /),
    ]);
    await inspect(page, 'allowances-preview');
    await page.getByRole('button', { name: 'Give time to 1 learner' }).click();
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByRole('row', { name: new RegExp(`${username}.*30 `) }).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('the report is a CSV file', async () => {
    const { page } = await open(coursePath('/reports'));
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('violation-report.csv');
    await page.context().close();
  });

  it('every call of every screen is rejected for a learner', async () => {
    const learner: ApiCaller = { id: 4_100_002, name: 'Nosy Learner' };
    const answers: [string, number][] = [];
    for (const { path, as = instructor } of Object.values(SCREENS)) {
      const { page, calls } = await open(path(), { as });
      for (const { method, url, body } of calls) {
        const { pathname, search } = new URL(url);
        const options = body === null ? {} : { json: JSON.parse(body) };
        const { status } = await request(method, pathname + search, { as: learner, ...options });
        answers.push([`${method} ${pathname}`, status]);
      }
      await page.context().close();
    }
    // Everybody may read their own rights.
    const others = answers.filter(([call]) => !call.endsWith('/api/proctoring/v1/me'));
    expect(others.length).toBeGreaterThan(8);
    expect(others.filter(([, status]) => status !== 403)).toEqual([]);
  });

  it('no address that the page requests has a token, and none leads elsewhere', async () => {
    const { page } = await openStaffPage(browser, '/');
    const addresses: string[] = [];
    page.on('request', sent => addresses.push(sent.url()));
    const token = await tokenOf(instructor);
    await page.goto(`${inject('stackUrl')}/staff${coursePath()}#token=${token}`);
    await page.reload();
    await page.goto(`${inject('stackUrl')}/staff/#token=${token}`);
    await loaded(page);
    expect(page.url()).not.toContain('#');
    const { origin } = new URL(inject('stackUrl'));
    const elsewhere = addresses.filter(address => !address.startsWith('data:') && new URL(address).origin !== origin);
    expect([elsewhere, addresses.filter(address => address.split('#')[0]?.includes(token.slice(0, 20)))]).toEqual([
      [],
      [],
    ]);
    await page.context().close();
  });
});
