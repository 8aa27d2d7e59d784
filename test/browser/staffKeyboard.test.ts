import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiCaller, act, newAttempt, newExam, request } from '../support/api.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { createStaffCourse, type StaffCourse } from '../support/staffCourse.ts';
import { focusedName, inspect, loaded, NARROW, openStaffPage, WIDE } from '../support/staffPages.ts';
import { until } from '../support/until.ts';

let browser: Browser;
let data: StaffCourse;
let instructor: ApiCaller;

const coursePath = (rest = '') => `/c/${encodeURIComponent(data.course)}${rest}`;

/** Presses a button by the keyboard. */
async function press(page: Page, name: string | RegExp, within = 'body'): Promise<void> {
  await page.locator(within).getByRole('button', { name }).first().focus();
  await page.keyboard.press('Enter');
}

/** The name of the element with the focus, once it is not the body. */
async function focused(page: Page): Promise<string> {
  await until(
    () => page.evaluate('document.activeElement.tagName'),
    name => name !== 'BODY',
  );
  return focusedName(page);
}

describe.skipIf(!findBrowser())('the page for staff by the keyboard', () => {
  beforeAll(async () => {
    [browser, data] = await Promise.all([launchBrowser(), createStaffCourse()]);
    instructor = { id: 4_700_001, name: 'Ines Ferro', courses: [data.course] };
  });
  afterAll(() => browser?.close());

  const open = (path: string, viewport = WIDE) => openStaffPage(browser, path, { as: instructor, viewport });

  it('keeps the focus when a button disappears or is disabled by its own action', async () => {
    const { page } = await open(coursePath(`/attempts/${data.submitted.code}`));
    await press(page, 'Verify');
    await press(page, 'Undo');
    expect(await focused(page)).toBe('Verify');
    await page.getByLabel('Add a note').fill('Called the learner');
    await press(page, 'Add the note');
    await page.locator('.timeline').getByText('Called the learner').waitFor();
    expect(await focused(page)).toBe('Add the note');
    await page.route(`**/attempt/${data.submitted.id}`, route => route.abort());
    await press(page, 'Verify');
    await press(page, 'Send now');
    await page.getByText(/^Failed: Verify: Mina Okafor/).waitFor();
    expect(await focused(page)).toBe('Verify');
    await press(page, 'Dismiss');
    expect(await focused(page)).toBe('Verify');
    await page.context().close();
  });

  it('keeps the focus on the lists and the report', async () => {
    const { page } = await open(coursePath());
    await page.getByRole('checkbox', { name: /^Select Aiko/ }).check();
    await press(page, 'Let resume …', '.selection');
    await page.locator('dialog .summary').waitFor();
    await press(page, 'Let resume 1');
    await press(page, 'Send now');
    await page.getByRole('heading', { name: 'Results' }).waitFor();
    expect(await focused(page)).toBe('Let resume …');
    await press(page, 'Dismiss the results');
    await page.locator('.outcome').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('Let resume …');
    await page.getByRole('link', { name: 'Reports' }).click();
    await loaded(page);
    const [file] = await Promise.all([page.waitForEvent('download'), press(page, 'Save as CSV')]);
    await file.path();
    expect(await focused(page)).toBe('Save as CSV');
    await page.context().close();
  });

  it('keeps the focus on the live view', async () => {
    const exam = await newExam({ course_id: data.course, exam_name: 'Final' });
    const running = await Promise.all(
      [1, 2].map(async () => {
        const attempt = await newAttempt({ exam_id: exam });
        await act(attempt.id, 'start', attempt.learner);
        return attempt;
      }),
    );
    const monitor = () => request('GET', `/api/proctoring/v1/monitor/exam/${exam}`);
    await until(monitor, ({ body }) => body.in_progress === running.length);
    const { page } = await open(coursePath(`/live/${exam}`));
    await press(page, 'Pause the exam');
    await page.getByRole('button', { name: 'Resume the exam' }).waitFor();
    expect(await focused(page)).toBe('Live');
    await press(page, 'Resume the exam');
    await page.getByRole('button', { name: 'Pause the exam' }).waitFor();
    expect(await focused(page)).toBe('Live');
    const give = async (button: RegExp) => {
      await press(page, button);
      await page.getByLabel('Reason, for the history').fill('Fire alarm');
      await page.keyboard.press('Enter');
      await page.locator('dialog').waitFor({ state: 'detached' });
      return focused(page);
    };
    await page.locator('.running tbody').getByRole('checkbox').first().check();
    expect(await give(/^Give time to 1 selected/)).toMatch(/^Give time to (?:1|those) selected …$/);
    await press(page, 'Give time to those selected …');
    expect([await page.locator('dialog').count(), await page.locator('.announcer').innerText()]).toEqual([
      0,
      'Select learners first',
    ]);
    // The row with the least time moves behind the other.
    expect(await give(/^Give time … to/)).toMatch(/^Give time …/);
    await page.context().close();
  });

  it('moves the focus to the heading of each screen and each attempt, whose titles name no learner', async () => {
    const { page } = await open(coursePath());
    const titles: string[] = [await page.title()];
    const follow = async (name: string | RegExp, within = 'body') => {
      await page.locator(within).getByRole('link', { name }).first().focus();
      await page.keyboard.press('Enter');
      await until(
        () => page.evaluate('document.activeElement.tagName'),
        tag => tag === 'H1',
      );
      await loaded(page);
      titles.push(await page.title());
    };
    const user = { id: data.submitted.learner.id, username: `user${data.submitted.learner.id}` };
    await newAttempt({ exam_id: data.quiz, user, student_name: 'Mina Okafor' });
    await page.locator(`a[href$="${data.submitted.code}"]`).focus();
    await page.keyboard.press('Enter');
    await page.locator('.others a').waitFor();
    titles.push(await page.title());
    const address = page.url();
    await follow(/./, '.others');
    expect(page.url()).not.toBe(address);
    for (const name of ['Live', 'Allowances', 'Reports', 'Proctoring']) await follow(name, 'header');
    expect(titles).toEqual(
      ['Attempts', 'Attempt', 'Attempt', 'Live', 'Allowances', 'Reports', 'Courses'].map(
        title => `${title} – Proctoring`,
      ),
    );
    await page.goto(page.url());
    expect(await page.title()).toBe('Login – Proctoring');
    await page.context().close();
  });

  it('reaches each of many waiting actions, which leave half of a narrow screen', async () => {
    const { page } = await open(coursePath(`/attempts/${data.running.code}`), NARROW);
    for (let time = 0; time < 9; time++) await press(page, time % 2 === 0 ? 'Verify' : 'Reject', '.verdict-form');
    const { y = 0 } = (await page.locator('.pending').boundingBox()) ?? {};
    expect(y).toBeGreaterThanOrEqual(NARROW.height / 2 - 16);
    const first = page.locator('.toast').first().getByRole('button', { name: 'Undo' });
    await first.focus();
    const button = (await first.boundingBox()) ?? { y: 0 };
    expect(button.y).toBeGreaterThanOrEqual(y);
    await inspect(page, 'many-waiting-320');
    for (let time = 0; time < 9; time++) await press(page, 'Undo', '.toast');
    await page.context().close();
  });

  it('marks the present screen in forced colours', async () => {
    const { page } = await open(coursePath());
    await page.emulateMedia({ forcedColors: 'active' });
    const colours = "[...document.querySelectorAll('nav a')].map(link => getComputedStyle(link).borderBottomColor)";
    const [present, ...others] = (await page.evaluate(colours)) as string[];
    expect(new Set(others).size).toBe(1);
    expect(others).toContain(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
    expect(others).not.toContain(present);
    await page.context().close();
  });

  it('reports the failure of a waiting action in an open dialog, and below once it is closed', async () => {
    const { page } = await open(coursePath(`/attempts/${data.broken.code}`));
    await page.clock.install();
    await page.route(`**/attempt/${data.broken.id}`, route => route.abort());
    await press(page, 'Reject', '.verdict-form');
    await press(page, 'Rename …');
    const dialog = page.locator('dialog');
    await dialog.waitFor();
    await page.clock.runFor(10_500);
    await dialog.getByRole('alert').getByText('Failed: Reject: Aiko Tanaka').waitFor();
    await inspect(page, 'dialog-failure');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('alert').getByText('Failed: Reject: Aiko Tanaka').waitFor();
    await page.unroute(`**/attempt/${data.broken.id}`);
    await press(page, 'Rename …');
    expect(await dialog.getByRole('alert').innerText()).toBe('');
    await page.context().close();
  });

  it('has all comments of a review behind one tab stop', async () => {
    const { page } = await open(coursePath(`/attempts/${data.suspicious.code}`));
    const comments = page.locator('.comments li button');
    expect(await comments.count()).toBeGreaterThan(2);
    await comments.first().focus();
    await page.keyboard.press('ArrowRight');
    const second = await comments.nth(1).innerText();
    expect(await focusedName(page)).toBe(second.trim());
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    expect(await focusedName(page)).toBe(second.trim());
    await page.keyboard.press('Shift+Tab');
    expect(await page.evaluate("document.activeElement.closest('.comments ol')")).toBe(null);
    await page.context().close();
  });

  it('has no dialog of an earlier screen', async () => {
    const { page } = await open(coursePath('/allowances'));
    await page.getByRole('link', { name: 'Attempts', exact: true }).click();
    await page.getByRole('checkbox', { name: /^Select Jonas/ }).check();
    await page.locator('.selection').getByRole('button', { name: 'Reject' }).click();
    await page.locator('dialog .summary').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Allowances' }).waitFor();
    await page.goForward();
    await page.getByRole('checkbox', { name: /^Select Jonas/ }).waitFor();
    expect(await page.locator('dialog').count()).toBe(0);
    await page.context().close();
  });

  it('skips to the content and keeps the search', async () => {
    const { page } = await open(coursePath());
    await page.getByLabel('Learner', { exact: true }).fill(`user${data.created.learner.id}`);
    await page.keyboard.press('Enter');
    const rows = () => page.locator('tbody tr').count();
    await until(rows, count => count === 1);
    await page.getByRole('link', { name: 'Skip to the content' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.getByRole('link', { name: 'Priya Raman' }).click();
    await page.getByRole('heading', { name: 'Priya Raman' }).waitFor();
    await page.goBack();
    await until(rows, count => count === 1);
    expect(page.url()).not.toContain('#');
    await page.context().close();
  });
});
