import { readFile } from 'node:fs/promises';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type ApiCaller, readAttempt, request, tokenOf, V1_ATTEMPT } from '../support/api.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { createStaffCourse, type StaffCourse } from '../support/staffCourse.ts';
import { focusedName, inspect, loaded, moveFocus, NARROW, openStaffPage, WIDE } from '../support/staffPages.ts';
import { until } from '../support/until.ts';

let browser: Browser;
let data: StaffCourse;
let instructor: ApiCaller;

const coursePath = (rest = '') => `/c/${encodeURIComponent(data.course)}${rest}`;
const readStatus = async (attempt: { id: number }) => (await readAttempt(attempt.id)).status;

/** The reason of the latest change of the submitted attempt, when the archive has it. */
async function lastReason(status: string): Promise<unknown> {
  const { body } = await until(
    () => request('GET', `${V1_ATTEMPT}/code/${data.submitted.code}/history`),
    answer => answer.body.results?.[0]?.to_status === status,
  );
  return body.results[0].reason;
}

/** The results of an action on several attempts, or the lines of its preview. */
const lines = async (page: Page, within: string) =>
  (await page.locator(`${within} .rows li`).allInnerTexts()).map(text => text.split(/\s+/).join(' '));

async function select(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) await page.getByRole('checkbox', { name: new RegExp(`^Select ${name}`) }).check();
}

/** Opens the dialog of an action on the selection, and waits for its preview. */
async function choose(page: Page, action: string): Promise<string> {
  await page.locator('.selection').getByRole('button', { name: action }).click();
  return page.locator('dialog .summary').innerText();
}

describe.skipIf(!findBrowser())('lists of the page for staff, and actions on many attempts', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    data = await createStaffCourse();
    instructor = { id: 4_200_001, name: 'Ines Ferro', courses: [data.course] };
  });
  afterAll(() => browser?.close());

  const open = (path = coursePath(), options: Parameters<typeof openStaffPage>[2] = {}) =>
    openStaffPage(browser, path, { as: instructor, ...options });

  it.each([
    ['light', WIDE],
    ['dark', WIDE],
    ['light', NARROW],
    ['dark', NARROW],
  ] as const)('the preview tells why attempts cannot be verified: %s, %o', async (colorScheme, viewport) => {
    const { page, problems } = await open(coursePath(), { colorScheme, viewport });
    await page.getByLabel('Select all 5 shown').check();
    await inspect(page, `selected-${colorScheme}-${viewport.width}`);
    expect(await choose(page, 'Verify')).toBe('3 of 5 can be verified; 2 cannot:');
    expect((await lines(page, 'dialog')).sort()).toEqual([
      'Jonas Weber is verified already Midterm: Thermodynamics',
      'Priya Raman has the status “Created” Midterm: Thermodynamics',
    ]);
    await inspect(page, `bulk-verify-${colorScheme}-${viewport.width}`);
    await page.keyboard.press('Escape');
    expect(await choose(page, 'Give time')).toBe('5 of 5 can be given time.');
    await page.getByLabel('More minutes for each learner').fill('10');
    expect((await lines(page, 'dialog')).sort()).toEqual(['1 attempt: 15 → 25 minutes', '4 attempts: 0 → 10 minutes']);
    await inspect(page, `bulk-time-${colorScheme}-${viewport.width}`);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('an action on several attempts is undone, or sent with a result for each and one reason', async () => {
    const { page, problems } = await open();
    await select(page, 'Mina', 'Aiko', 'Jonas');
    await choose(page, 'Verify');
    await page.getByLabel('Reason').fill('Power cut in the building');
    await page.getByRole('button', { name: 'Verify 2' }).click();
    await page.locator('.toast').getByText('Verify: 2 attempts').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    expect([await readStatus(data.submitted), await readStatus(data.broken)]).toEqual(['submitted', 'error']);
    await select(page, 'Mina', 'Aiko');
    await choose(page, 'Verify');
    await page.getByLabel('Reason').fill('Power cut in the building');
    await page.getByRole('button', { name: 'Verify 2' }).click();
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByRole('heading', { name: 'Results' }).waitFor();
    expect(await page.locator('.announcer').innerText()).toBe('Verified: 2 of 2');
    expect(await lines(page, '.outcome')).toEqual([
      expect.stringMatching(/^(Mina|Aiko) .* Verified/),
      expect.stringMatching(/^(Mina|Aiko) .* Verified/),
    ]);
    await inspect(page, 'bulk-results');
    expect(await lastReason('verified')).toBe('Power cut in the building');
    await page.getByRole('button', { name: 'Dismiss the results' }).click();
    await page.locator('.outcome').waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('lets resume, gives time, rejects and removes', async () => {
    const { page, problems } = await open();
    const act = async (action: string, names: string[], fill: (page: Page) => Promise<unknown>, button: string) => {
      await select(page, ...names);
      await choose(page, action);
      await fill(page);
      await page.locator('dialog').getByRole('button', { name: button }).click();
      if (action !== 'Remove') await page.getByRole('button', { name: 'Send now' }).click();
      await until(
        () => lines(page, '.outcome'),
        shown => shown.length === names.length,
      );
      const results = await lines(page, '.outcome');
      await page.getByRole('button', { name: 'Dismiss the results' }).click();
      return results;
    };
    const minutes = (shown: Page) => shown.getByLabel('More minutes').fill('10');
    const reason = (shown: Page) => shown.getByLabel('Reason').fill('Fire alarm');
    expect(await act('Let resume', ['Aiko'], reason, 'Let resume 1')).toEqual([expect.stringContaining('May resume')]);
    expect((await act('Give time', ['Luis', 'Mina'], minutes, 'Give time to 2')).join()).toContain('Has the time');
    expect(await act('Reject', ['Luis'], reason, 'Reject 1')).toEqual([expect.stringContaining('Rejected')]);
    expect(await act('Remove', ['Priya', 'Mina'], reason, 'Remove 2')).toHaveLength(2);
    await page.locator('.more').getByText('3 attempts').waitFor();
    const allowances = await request(
      'GET',
      `/api/edx_proctoring/v1/proctored_exam/${encodeURIComponent(data.course)}/allowance`,
    );
    const totals = allowances.body.map((row: { user: { id: number }; value: string }) => [row.user.id, row.value]);
    expect(new Map(totals)).toEqual(
      new Map([
        [data.running.learner.id, '25'],
        [data.submitted.learner.id, '10'],
      ]),
    );
    expect(await readStatus(data.running)).toBe('rejected');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('an attempt that changes meanwhile shows what happened, and can be decided again', async () => {
    const { page, problems } = await open();
    await select(page, 'Mina', 'Aiko');
    expect(await choose(page, 'Verify')).toBe('2 of 2 can be verified.');
    await page.getByLabel('Reason').fill('Looks fine');
    await page.getByRole('button', { name: 'Verify 2' }).click();
    await request('PUT', `${V1_ATTEMPT}/${data.broken.id}`, { json: { action: 'reject' } });
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByRole('heading', { name: 'Results' }).waitFor();
    expect(await lines(page, '.outcome')).toEqual([
      expect.stringMatching(/^Aiko Tanaka has changed meanwhile and is now “Rejected”/),
      expect.stringMatching(/^Mina Okafor Verified/),
    ]);
    await inspect(page, 'bulk-changed');
    await page.getByRole('button', { name: 'Decide again on 1 attempt' }).click();
    await page.locator('dialog').getByText('1 of 1 can be verified.').waitFor();
    expect(await page.getByLabel('Reason').inputValue()).toBe('Looks fine');
    await page.getByRole('button', { name: 'Verify 1' }).click();
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.locator('.outcome').getByText('Verified: 1 of 1').waitFor();
    expect(await readStatus(data.broken)).toBe('verified');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('two members of staff decide on one attempt: the second sees the verdict of the first, and decides again', async () => {
    const path = coursePath(`/attempts/${data.submitted.code}`);
    const colleague: ApiCaller = { id: 4_200_002, name: 'Ola Berg', courses: [data.course] };
    const [first, second] = await Promise.all([open(path), open(path, { as: colleague })]);
    await first.page.getByRole('button', { name: 'Verify' }).click();
    await first.page.getByRole('button', { name: 'Send now' }).click();
    await first.page.locator('.state').getByText('Verified').waitFor();
    const reject = async (page: Page) => {
      await page.getByLabel('Reason, for the history').fill('A second person in the room');
      await page.getByRole('button', { name: 'Reject' }).click();
      await page.getByRole('button', { name: 'Send now' }).click();
    };
    const [answer] = await Promise.all([
      second.page.waitForResponse(response => response.request().method() === 'PUT'),
      reject(second.page),
    ]);
    expect([answer.status(), (await answer.json()).type]).toEqual([409, expect.stringContaining('attempt_changed')]);
    const notice = second.page.getByRole('alert').filter({ hasText: 'has changed meanwhile' });
    expect(await notice.innerText()).toContain('is now “Verified”');
    await second.page.locator('.state').getByText('Verified').waitFor();
    await inspect(second.page, 'changed-meanwhile');
    await reject(second.page);
    await second.page.locator('.state').getByText('Rejected').waitFor();
    expect(await lastReason('rejected')).toBe('A second person in the room');
    expect(first.problems).toEqual([]);
    await Promise.all([first, second].map(({ page }) => page.context().close()));
  });

  it('time is added to what a colleague gives meanwhile', async () => {
    const colleague: ApiCaller = { id: 4_200_002, name: 'Ola Berg', courses: [data.course] };
    const path = coursePath(`/attempts/${data.running.code}`);
    const [inList, onAttempt] = await Promise.all([open(), open(path, { as: colleague })]);
    await select(inList.page, 'Luis', 'Priya');
    await choose(inList.page, 'Give time');
    await inList.page.getByLabel('More minutes').fill('10');
    await inList.page.locator('dialog').getByRole('button', { name: 'Give time to 2' }).click();
    await inList.page.locator('.toast').waitFor();
    await onAttempt.page.getByRole('button', { name: 'Give time …' }).click();
    await onAttempt.page.getByLabel('More minutes').fill('5');
    await onAttempt.page.getByRole('button', { name: 'Give time', exact: true }).click();
    await onAttempt.page.locator('.toast').getByText('5 more minutes: Luis Herrera').waitFor();
    await inList.page.getByRole('button', { name: 'Send now' }).click();
    await inList.page.locator('.outcome').getByText('Has the time: 2 of 2').waitFor();
    await onAttempt.page.getByRole('button', { name: 'Send now' }).click();
    await onAttempt.page.locator('.facts').getByText('30 more minutes').waitFor();
    expect((await readAttempt(data.running.id)).allowed_time_limit_mins).toBe(50);
    expect([...inList.problems, ...onAttempt.problems]).toEqual([]);
    await Promise.all([inList, onAttempt].map(({ page }) => page.context().close()));
  });

  it('an allowance that a colleague has changed meanwhile stays, is shown, and can be decided on again', async () => {
    const { page } = await open(coursePath('/allowances'));
    const username = `user${data.running.learner.id}`;
    const put = (value: string) =>
      request('PUT', '/api/edx_proctoring/v1/proctored_exam/allowance', {
        json: { exam_id: data.quiz, user_info: data.running.learner.id, key: 'additional_time_granted', value },
      });
    const change = async (value: string) => {
      await page.getByRole('button', { name: /^Change the allowance/ }).click();
      await page.locator('dialog input').fill(value);
      await page.locator('dialog').getByRole('button', { name: 'Change', exact: true }).click();
    };
    const sendNow = () => page.getByRole('button', { name: 'Send now' }).click();
    await change('20');
    await put('40');
    await sendNow();
    await page.getByRole('alert').getByText('is now “40 more minutes in total”').waitFor();
    await page.getByRole('row', { name: /40 more minutes/ }).waitFor();
    await change('50');
    await sendNow();
    await page.getByRole('row', { name: /50 more minutes/ }).waitFor();
    await page.getByRole('button', { name: /^Remove the allowance/ }).click();
    await put('60');
    await sendNow();
    await page.getByRole('alert').getByText('is now “60 more minutes in total”').waitFor();
    await page.getByLabel('Learners, one a line').fill(`${username},${data.quiz},70`);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.locator('.preview').getByText('70 instead of 60').waitFor();
    await page.getByRole('button', { name: 'Give time to 1 learner' }).click();
    await put('80');
    await sendNow();
    await page.locator('.import .results').getByText('not granted. Meanwhile it is 80 minutes').waitFor();
    await page.getByRole('row', { name: /80 more minutes/ }).waitFor();
    await page.context().close();
  });

  it('two waiting changes of one’s own of an allowance follow each other, also a removal', async () => {
    const { page, problems } = await open(coursePath('/allowances'));
    const change = async (value: string) => {
      await page.getByRole('button', { name: /^Change the allowance/ }).click();
      await page.locator('dialog input').fill(value);
      await page.locator('dialog').getByRole('button', { name: 'Change', exact: true }).click();
    };
    const sendAll = async () => {
      const buttons = page.getByRole('button', { name: 'Send now' });
      while ((await buttons.count()) > 0) await buttons.first().click();
    };
    await change('20');
    await change('015');
    await change('30');
    await sendAll();
    await page.getByRole('row', { name: /30 more minutes/ }).waitFor();
    await change('40');
    await page.getByRole('button', { name: /^Remove the allowance/ }).click();
    await sendAll();
    await page.getByText('No allowances are granted in this course.').waitFor();
    expect(await page.getByRole('alert').allInnerTexts()).toEqual(['']);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('time whose answer is lost is given once, however often it is sent', async () => {
    const { page } = await open(coursePath(`/attempts/${data.running.code}`));
    let losses = 0;
    await page.route('**/time_jobs', async route => {
      if (++losses > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    const give = async () => {
      await page.getByRole('button', { name: 'Give time …' }).click();
      await page.getByLabel('More minutes').fill('5');
      await page.getByRole('button', { name: 'Give time', exact: true }).click();
      await page.getByRole('button', { name: 'Send now' }).click();
    };
    await give();
    await page.getByRole('alert').getByText('cannot be reached').waitFor();
    await page.locator('.facts').getByText('20 more minutes').waitFor();
    await give();
    await until(
      () => page.locator('.announcer').innerText(),
      text => text === 'Luis Herrera: 5 more minutes',
    );
    await give();
    await page.locator('.facts').getByText('25 more minutes').waitFor();
    await page.context().close();
  });

  it('two waiting actions of one’s own on an attempt do not conflict; a colleague’s change still does', async () => {
    const { page, problems } = await open(coursePath(`/attempts/${data.submitted.code}`));
    await page.getByRole('button', { name: 'Give time …' }).click();
    await page.getByLabel('More minutes').fill('5');
    await page.getByRole('button', { name: 'Give time', exact: true }).click();
    await page.getByRole('button', { name: 'Rename …' }).click();
    await page.getByLabel('Name of the learner on this attempt').fill('Mina O.');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByRole('button', { name: 'Reject' }).click();
    for (const label of ['Rename', 'Verify:', 'Reject:', '5 more']) {
      await page.locator('.toast').filter({ hasText: label }).getByRole('button', { name: 'Send now' }).click();
    }
    await page.locator('.toast').waitFor({ state: 'detached' });
    await page.locator('.state').getByText('Rejected').waitFor();
    expect(await page.getByRole('alert').innerText()).toBe('');
    await page.getByRole('button', { name: 'Verify' }).click();
    await request('PATCH', `${V1_ATTEMPT}/${data.submitted.id}`, { json: { student_name: 'Mina Okafor' } });
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByRole('alert').getByText('has changed meanwhile').waitFor();
    expect(await readStatus(data.submitted)).toBe('rejected');
    expect(problems.filter(text => !text.includes('409'))).toEqual([]);
    await page.context().close();
  });

  it('the end of a log-in sends waiting actions and reports those that it cannot send; the next user sends none', async () => {
    const code = data.submitted.code;
    const { page } = await open(coursePath(`/attempts/${code}`));
    await page.route('**/attempts/*/notes', route => route.fulfill({ status: 401, json: {} }));
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByLabel('Add a note').fill('x');
    await page.getByRole('button', { name: 'Add the note' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    expect(await page.locator('.login .notice').innerText()).toContain('Not sent: Verify: Mina Okafor.');
    const calls: string[] = [];
    page.on('request', sent => calls.push(sent.method()));
    await page.clock.install();
    await page
      .getByLabel('Token of the local stack')
      .fill(await tokenOf({ id: 4_200_002, name: 'Ola Berg', courses: [data.course] }));
    await page.getByRole('button', { name: 'Log in with the token' }).click();
    await page.getByText('Ola Berg').waitFor();
    await loaded(page);
    await page.clock.runFor(15_000);
    expect(calls).not.toContain('PUT');
    expect(await readStatus(data.submitted)).toBe('submitted');
    await page.context().close();
  });

  it('an action that waits is sent before the token expires', async () => {
    const { page } = await openStaffPage(browser, '/');
    await page.clock.install();
    const path = coursePath(`/attempts/${data.submitted.code}`);
    await page.goto(`${inject('stackUrl')}/staff${path}#token=${await tokenOf(instructor)}`);
    await page.reload();
    await page.goto(`${inject('stackUrl')}/staff/#token=${await tokenOf(instructor)}`);
    await page.evaluate(`history.pushState(null, '', '/staff${path}')`);
    await page.evaluate("dispatchEvent(new PopStateEvent('popstate'))");
    await page.getByRole('heading', { name: 'Mina Okafor' }).waitFor();
    // The token is valid for ten minutes.
    await page.clock.runFor(592_000);
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.clock.runFor(4000);
    await page.locator('.state').getByText('Verified').waitFor();
    expect(await readStatus(data.submitted)).toBe('verified');
    await page.clock.runFor(10_000);
    await page.getByText('Your log-in has expired').waitFor();
    await page.context().close();
  });

  it('a single attempt is decided on in the list', async () => {
    const { page, problems } = await open();
    await page.getByRole('button', { name: 'Decide … on the attempt of Mina Okafor' }).click();
    await page.getByLabel('Reason, for the history').fill('Recording is clean');
    await inspect(page, 'decide-in-list');
    await page.locator('dialog').getByRole('button', { name: 'Verify' }).click();
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByRole('row', { name: /Mina Okafor.*Verified/ }).waitFor();
    expect(await readStatus(data.submitted)).toBe('verified');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('every call of the actions is rejected for a learner', async () => {
    const { page } = await open();
    const nosy: ApiCaller = { id: 4_200_009, name: 'Nosy Learner' };
    const answers: [string, number][] = [];
    await page.route('**/api/**', async route => {
      const sent = route.request();
      const { pathname, search } = new URL(sent.url());
      const body = sent.postData();
      const options = body === null ? {} : { json: JSON.parse(body) };
      const { status } = await request(sent.method(), pathname + search, { as: nosy, ...options });
      const isDryRun = body?.includes('"dry_run":true') ?? false;
      answers.push([
        `${sent.method()} ${pathname.replaceAll(/\/\d+(?=$|\/)/g, '/ID')}${isDryRun ? ' dry run' : ''}`,
        status,
      ]);
      await route.continue();
    });
    const sendNow = () => page.getByRole('button', { name: 'Send now' }).click();
    const actOnMany = async (action: string, name: string, fill: string, button: string) => {
      await select(page, name);
      await choose(page, action);
      await page.getByLabel(fill).fill('10');
      await page.locator('dialog').getByRole('button', { name: button }).click();
      if (action !== 'Remove') await sendNow();
      await page.getByRole('button', { name: 'Dismiss the results' }).click();
    };
    await actOnMany('Verify', 'Mina', 'Reason', 'Verify 1');
    await actOnMany('Give time', 'Mina', 'More minutes', 'Give time to 1');
    await actOnMany('Remove', 'Mina', 'Reason', 'Remove 1');
    await page.getByRole('button', { name: 'Decide … on the attempt of Jonas Weber' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Reject' }).click();
    await sendNow();
    await page.getByRole('row', { name: /Jonas Weber.*Rejected/ }).waitFor();
    await page.getByLabel('Learner', { exact: true }).fill('user');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('Clear filters').waitFor();
    await page.getByRole('link', { name: 'Allowances' }).click();
    await page.getByLabel('Learners, one a line').fill(`user${data.running.learner.id},${data.quiz},40`);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Give time to 1 learner' }).click();
    await sendNow();
    await page.getByRole('row', { name: /40 more minutes/ }).waitFor();
    await page
      .getByRole('button', { name: /^Change the allowance/ })
      .first()
      .click();
    await page.locator('dialog input').fill('41');
    await page.locator('dialog').getByRole('button', { name: 'Change', exact: true }).click();
    await sendNow();
    await page.getByRole('row', { name: /41 more minutes/ }).waitFor();
    await page
      .getByRole('button', { name: /^Remove the allowance/ })
      .first()
      .click();
    await sendNow();
    await page.getByRole('link', { name: 'Reports' }).click();
    await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as CSV' }).click()]);
    expect(answers.filter(([, status]) => status !== 403)).toEqual([]);
    const calls = new Set(answers.map(([call]) => call));
    const v1 = '/api/edx_proctoring/v1/proctored_exam';
    for (const call of [
      'POST /api/proctoring/v1/attempts/bulk dry run',
      'POST /api/proctoring/v1/attempts/bulk',
      `PUT ${v1}/attempt/ID`,
      'POST /api/proctoring/v1/exams/ID/time_jobs',
      `PUT ${v1}/bulk_allowance dry run`,
      `PUT ${v1}/bulk_allowance`,
      `PUT ${v1}/allowance`,
      `DELETE ${v1}/allowance`,
    ]) {
      expect(calls).toContain(call);
    }
    await page.context().close();
  });

  it('an action that waits is sent when the page is closed', async () => {
    const { page } = await open();
    await select(page, 'Mina', 'Aiko');
    await choose(page, 'Verify');
    await page.getByRole('button', { name: 'Verify 2' }).click();
    await page.locator('.toast').waitFor();
    await page.goto('about:blank');
    await until(
      async () => [await readStatus(data.submitted), await readStatus(data.broken)],
      statuses => statuses.every(status => status === 'verified'),
    );
    // Closing a context, unlike a page, ends its requests.
    await page.context().close();
  });

  it('asks before it is left with two actions on one attempt; one is sent, and the next page reports the other', async () => {
    const { page } = await open(coursePath(`/attempts/${data.submitted.code}`));
    const dialogs: string[] = [];
    let acceptsLeaving = false;
    page.on('dialog', dialog => {
      dialogs.push(dialog.type());
      return acceptsLeaving ? dialog.accept() : dialog.dismiss();
    });
    const leave = () => page.evaluate("location.assign('/staff/webhooks')");
    await page.getByRole('button', { name: 'Rename …' }).click();
    await page.getByLabel('Name of the learner on this attempt').fill('Mina O.');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await page.getByRole('button', { name: 'Verify' }).click();
    await leave();
    await until(
      () => dialogs,
      types => types.length === 1,
    );
    expect([await page.locator('.toast').count(), await readStatus(data.submitted)]).toEqual([2, 'submitted']);
    acceptsLeaving = true;
    await leave();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('1 action was not sent when this page was closed');
    await until(
      () => readStatus(data.submitted),
      status => status === 'verified',
    );
    expect(await readAttempt(data.submitted.id)).toMatchObject({ student_name: 'Mina Okafor' });
    expect(dialogs).toEqual(['beforeunload', 'beforeunload']);
    await page.context().close();
  });

  it('a late answer closes no other dialog, leaves no other screen, and its results outlast the screen', async () => {
    const { page } = await open();
    let answer = Promise.withResolvers<void>();
    const hold = async (route: Route) => {
      const sent = route.request();
      const isRemoval = sent.method() === 'DELETE' || (sent.postData() ?? '').includes('"remove"');
      if (isRemoval && !sent.postData()?.includes('"dry_run":true')) await answer.promise;
      return route.continue();
    };
    await page.route('**/api/**', hold);
    await select(page, 'Priya');
    await choose(page, 'Remove');
    await page.getByLabel('Reason').fill('Wrong room');
    await page.getByRole('button', { name: 'Remove 1' }).click();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await choose(page, 'Verify');
    answer.resolve();
    await page.locator('.outcome').getByText('Removed: 1 of 1').waitFor();
    expect(await page.locator('dialog h2').innerText()).toBe('Verify: 1 attempt');
    await page.keyboard.press('Escape');

    answer = Promise.withResolvers();
    await page.getByRole('link', { name: 'Aiko Tanaka' }).click();
    await page.getByRole('button', { name: 'Remove …' }).click();
    await page.locator('dialog textarea').fill('Wrong room');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Allowances' }).click();
    await page.getByLabel('Learners, one a line').fill(`user${data.running.learner.id},${data.quiz},40`);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: 'Give time to 1 learner' }).click();
    await page.getByRole('link', { name: 'Reports' }).click();
    answer.resolve();
    await page.locator('.announcer').getByText('the attempt is removed').waitFor();
    expect(await page.locator('h1').innerText()).toBe('Reviews and violations');
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.locator('.announcer').getByText('1 of 1 line granted').waitFor();
    await page.getByRole('link', { name: 'Allowances' }).click();
    await page.locator('.import .results').getByText('40 minutes at Quiz 3: Entropy').waitFor();
    await page.context().close();
  });

  it('by the keyboard alone: several attempts are verified', async () => {
    const { page, problems } = await openStaffPage(browser, coursePath());
    const moveTo = (name: string | RegExp, key?: string) => moveFocus(page, name, key);
    await moveTo('token');
    await page.keyboard.insertText(await tokenOf(instructor));
    await moveTo('Log in with the token');
    await page.keyboard.press('Enter');
    await loaded(page);
    await page.getByRole('link', { name: 'Mina Okafor' }).waitFor();
    await moveTo(/^Select Aiko/);
    await page.keyboard.press('Space');
    await moveTo(/^Select Mina/);
    await page.keyboard.press('Space');
    await moveTo('Verify …', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('dialog .summary').waitFor();
    await moveTo('bulk-reason');
    await page.keyboard.insertText('Seen by two of us');
    await moveTo('Verify 2');
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await until(
      () => focusedName(page),
      name => name === 'Verify …',
    );
    await moveTo('Send now');
    await page.keyboard.press('Enter');
    await page.locator('.outcome').getByText('Verified: 2 of 2').waitFor();
    expect([await readStatus(data.submitted), await readStatus(data.broken)]).toEqual(['verified', 'verified']);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});

describe.skipIf(!findBrowser())('large courses on the page for staff', () => {
  let template: Record<string, unknown>;
  beforeAll(async () => {
    [browser, data] = await Promise.all([launchBrowser(), createStaffCourse()]);
    instructor = { id: 4_200_003, name: 'Ines Ferro', courses: [data.course] };
    template = { ...(await readAttempt(data.submitted.id)), all_attempts: [], all_attempts_count: 1 };
  });
  afterAll(() => browser?.close());

  /** Opens a screen whose calls to some addresses are answered by the test. */
  async function openWith(path: string, answers: Record<string, (route: Route) => unknown>) {
    const { page, problems } = await openStaffPage(browser, '/', { as: instructor });
    for (const [address, answer] of Object.entries(answers)) {
      await page.route(address, async route => route.fulfill({ json: await answer(route) }));
    }
    await page.goto(`${inject('stackUrl')}/staff${path}#token=${await tokenOf(instructor)}`);
    await loaded(page);
    return { page, problems };
  }
  const listPage = (from: number, count: number, next_cursor: string | null) => ({
    proctored_exam_attempts: Array.from({ length: count }, (_, index) => ({
      ...template,
      ...{ id: from + index, attempt_code: `CODE-${from + index}`, student_name: `Learner ${from + index}` },
    })),
    next_cursor,
    attempt_url: '',
  });
  const cursorOf = (route: Route) => new URL(route.request().url()).searchParams.get('cursor') ?? '';

  it('more than 100 attempts are several requests', async () => {
    const calls: { dry_run: boolean; count: number }[] = [];
    const { page, problems } = await openWith(coursePath(), {
      '**/attempt/grouped/**': route => {
        const from = Number(cursorOf(route)) || 1;
        return listPage(from, 25, from < 101 ? String(from + 25) : null);
      },
      '**/attempts/bulk': route => {
        const { attempts, dry_run } = route.request().postDataJSON();
        calls.push({ dry_run, count: attempts.length });
        const results = attempts.map(({ attempt_id }: { attempt_id: number }) => ({
          attempt_id,
          ok: true,
          changed: true,
        }));
        return { results };
      },
    });
    for (const shown of [50, 75, 100, 125]) {
      await page.getByRole('button', { name: 'Show more' }).click();
      await page.locator('.more').getByText(`${shown} attempts`).waitFor();
    }
    await page.getByLabel('Select all 125 shown').check();
    expect(await choose(page, 'Verify')).toBe('125 of 125 can be verified.');
    await page.getByRole('button', { name: 'Verify 125' }).click();
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.locator('.outcome').getByText('Verified: 125 of 125').waitFor();
    const counts = (dry: boolean) =>
      calls
        .filter(({ dry_run }) => dry_run === dry)
        .map(({ count }) => count)
        .sort();
    expect([counts(true), counts(false)]).toEqual([
      [100, 25],
      [100, 25],
    ]);
    expect(await page.locator('tbody tr').count()).toBe(125);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('a search that the service has cut off can be continued', async () => {
    const { page } = await openWith(coursePath('?status=submitted'), {
      '**/attempt/grouped/**': route => (cursorOf(route) === '' ? listPage(1, 0, '500') : listPage(500, 2, null)),
    });
    expect(await page.locator('.more').innerText()).toContain('has searched 10,000 attempts');
    await inspect(page, 'cut-off');
    await page.getByRole('button', { name: 'Search on' }).click();
    await page.locator('.more').getByText('2 attempts', { exact: true }).waitFor();
    await page.context().close();
  });

  it('the report is written page by page into one file', async () => {
    const row = { attempt_id: 1, review_version: 1, attempt_code: 'C', student_name: '=1+1', review_status: 'Clean' };
    const counts = { rules_violation_count: 0, suspicious_count: 0, attempt_status: null, exam_name: null };
    const cursors: string[] = [];
    const { page } = await openWith(coursePath('/reports'), {
      '**/violation_report/**': route => {
        const { searchParams } = new URL(route.request().url());
        const [limit, cursor] = [Number(searchParams.get('limit')), Number(searchParams.get('cursor') ?? 0)];
        if (limit === 1000) cursors.push(String(cursor));
        const results = Array.from({ length: limit }, (_, index) => ({
          ...{ ...row, ...counts, received_at: '2026-11-20T08:00:00.000Z' },
          attempt_id: cursor + index,
        }));
        return { results, next_cursor: cursor < 2000 ? String(cursor + 1000) : null };
      },
    });
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    const text = await readFile(await file.path(), 'utf8');
    const rows = text.trimEnd().split('\r\n');
    expect([cursors, rows.length, rows.filter(line => line.includes('attempt_id')).length]).toEqual([
      ['0', '1000', '2000'],
      3001,
      1,
    ]);
    expect(rows[3000]).toContain("2999,1,C,'=1+1,Clean");
    await page.context().close();
  });
});
