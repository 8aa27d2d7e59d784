import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiCaller, act, newAttempt, newExam, readAttempt, request } from '../support/api.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { newCourseId } from '../support/builders.ts';
import { inspect, NARROW, openStaffPage, WIDE } from '../support/staffPages.ts';
import { until } from '../support/until.ts';

const LEARNERS = 3;

describe.skipIf(!findBrowser())('the live view of an exam', () => {
  let browser: Browser;
  let course: string;
  let exam: number;
  let running: Awaited<ReturnType<typeof newAttempt>>[];
  let waiting: Awaited<ReturnType<typeof newAttempt>>;
  let instructor: ApiCaller;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    course = newCourseId();
    instructor = { id: 4_400_001, name: 'Ines Ferro', courses: [course] };
    exam = await newExam({ course_id: course, exam_name: 'Final' });
    running = await Promise.all(
      Array.from({ length: LEARNERS }, async () => {
        const attempt = await newAttempt({ exam_id: exam });
        await act(attempt.id, 'start', attempt.learner);
        return attempt;
      }),
    );
    waiting = await newAttempt({ exam_id: exam });
    const monitor = () => request('GET', `/api/proctoring/v1/monitor/exam/${exam}`);
    await until(monitor, ({ body }) => body.in_progress === LEARNERS && body.not_started_count === 1);
  });
  afterAll(() => browser?.close());

  const path = (rest = '') => `/c/${encodeURIComponent(course)}/live/${exam}${rest}`;
  const open = (options: Parameters<typeof openStaffPage>[2] = {}) =>
    openStaffPage(browser, path(), { as: instructor, ...options });
  const minutesOf = async ({ id }: { id: number }) => (await readAttempt(id)).allowed_time_limit_mins;

  it.each([
    ['light', WIDE],
    ['dark', WIDE],
    ['light', NARROW],
    ['dark', NARROW],
  ] as const)('shows counts, time left, and who has not started: %s, %o', async (colorScheme, viewport) => {
    const { page, problems } = await open({ colorScheme, viewport });
    const counts = await page.locator('.counts > div').allInnerTexts();
    expect(counts.map(text => text.split(/\s+/).join(' '))).toEqual([
      expect.stringMatching(/^Created 1/),
      expect.stringMatching(/^In progress 3/),
    ]);
    expect(await page.locator('.running tbody tr').count()).toBe(LEARNERS);
    const [first] = await page.locator('.running [data-label="Time left"]').allInnerTexts();
    expect(first).toMatch(/1 h (29|30) min/);
    expect(await page.locator('.waiting tbody th').allInnerTexts()).toEqual([`user${waiting.learner.id}`]);
    await page.getByLabel(`Select user${running[0]?.learner.id}`).check();
    await inspect(page, `live-${colorScheme}-${viewport.width}`);
    await page.getByRole('button', { name: 'Give time to all in progress …' }).click();
    await inspect(page, `live-minutes-${colorScheme}-${viewport.width}`);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('gives minutes to one, to those selected and to all, and shows the progress', async () => {
    const { page, problems } = await open();
    const give = async (button: string | RegExp, minutes: string) => {
      await page.getByRole('button', { name: button }).first().click();
      await page.getByLabel('More minutes').fill(minutes);
      await page.getByLabel('Reason, for the history').fill('Fire alarm');
      await page.locator('dialog').getByRole('button', { name: 'Give time' }).click();
      await page.locator('dialog').waitFor({ state: 'detached' });
    };
    const [first, second, third] = running;
    if (!first || !second || !third) throw new Error('too few');
    await give(`Give time … to user${first.learner.id}`, '5');
    await page.locator('.job').getByText(`5 more minutes for user${first.learner.id}: 1 learner has them`).waitFor();
    for (const { learner } of [first, second]) await page.getByLabel(`Select user${learner.id}`).check();
    await give('Give time to 2 selected …', '10');
    await page.locator('.job').getByText('10 more minutes for 2 selected: 2 learners have them').waitFor();
    await give('Give time to all in progress …', '20');
    await page.locator('.job').getByText('20 more minutes for all in progress: 3 learners have them').waitFor();
    await inspect(page, 'live-jobs');
    expect(await Promise.all([first, second, third].map(minutesOf))).toEqual([125, 120, 110]);
    await page.getByRole('button', { name: 'Dismiss 5 minutes' }).click();
    expect(await page.locator('.job').count()).toBe(2);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('tells in the dialog that minutes were not given, and gives them once', async () => {
    const { page } = await open();
    let losses = 0;
    await page.route('**/time_jobs', async route => {
      if (++losses > 1) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.getByRole('button', { name: 'Give time to all in progress …' }).click();
    await page.getByLabel('Reason, for the history').fill('Fire alarm');
    const submit = page.locator('dialog').getByRole('button', { name: 'Give time' });
    await submit.click();
    await page.locator('dialog').getByRole('alert').getByText('cannot be reached').waitFor();
    await inspect(page, 'live-minutes-lost');
    await submit.click();
    await page.locator('.job').getByText('10 more minutes for all in progress').waitFor();
    await until(
      () => page.locator('.announcer').innerText(),
      text => text.includes('3 learners have them'),
    );
    expect(await Promise.all(running.map(minutesOf))).toEqual([100, 100, 100]);
    await page.context().close();
  });

  it('tells that one’s own attempt got no minutes', async () => {
    const [own] = running;
    if (!own) throw new Error('too few');
    const as: ApiCaller = { ...own.learner, name: 'Ines Ferro', courses: [course] };
    const { page, problems } = await open({ as });
    await page.getByRole('button', { name: `Give time … to user${own.learner.id}` }).click();
    await page.getByLabel('Reason, for the history').fill('Fire alarm');
    await page.locator('dialog').getByRole('button', { name: 'Give time' }).click();
    const notice = 'no learners have them. Your own attempt is left out: staff do not give time to themselves';
    await page.locator('.job').getByText(notice).waitFor();
    expect(await page.locator('.announcer').innerText()).toContain(notice);
    await inspect(page, 'live-own-attempt');
    expect(await minutesOf(own)).toBe(90);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('pauses and resumes the exam at once', async () => {
    const { page, problems } = await open();
    await page.getByRole('button', { name: 'Pause the exam' }).click();
    await page.getByText(/The exam is paused since .* by Staff \(user \d+\)/).waitFor();
    const someone = await newAttempt({ exam_id: exam });
    expect(someone.id).toBeUndefined();
    expect(await page.locator('.running [data-label="Ends"]').first().innerText()).toContain('–');
    await inspect(page, 'live-paused');
    await page.getByRole('button', { name: 'Resume the exam' }).click();
    await page.getByRole('button', { name: 'Pause the exam' }).waitFor();
    expect((await request('GET', `/api/proctoring/v1/exams/${exam}/pause`)).body).toMatchObject({ paused_at: null });
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it('asks once in ten seconds, is answered 304 while nothing changes, tells changes, and rests while hidden', async () => {
    const { page, problems } = await open();
    const answers: number[] = [];
    const sentRequests: string[] = [];
    page.on('request', sent => {
      if (sent.url().includes('/monitor/')) sentRequests.push(sent.url());
    });
    page.on('response', answer => {
      if (answer.url().includes('/monitor/')) answers.push(answer.status());
    });
    await page.clock.install();
    await page.clock.runFor(10_000);
    await until(
      () => answers,
      seen => seen.length === 1,
    );
    await page.clock.runFor(10_000);
    await until(
      () => answers,
      seen => seen.length === 2,
    );
    expect(answers).toEqual([304, 304]);
    const [first] = running;
    if (first) await act(first.id, 'submit', first.learner);
    await until(
      async () => {
        await page.clock.runFor(10_000);
        return answers;
      },
      seen => seen.includes(200),
    );
    const announced = () => page.locator('.announcer').innerText();
    await until(announced, text => text !== '');
    expect(await announced()).toBe('1 fewer: In progress; 1 more: Submitted. 2 in progress');
    const hide = (isHidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))`,
      );
    await until(
      () => answers.length,
      count => count === sentRequests.length,
    );
    await hide(true);
    const before = sentRequests.length;
    await page.clock.runFor(60_000);
    expect(sentRequests.length).toBe(before);
    await hide(false);
    await until(
      () => sentRequests.length,
      count => count === before + 1,
    );
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it.each<[string, ApiCaller]>([
    ['a learner', { id: 4_400_002, name: 'Nosy Learner' }],
    ['staff of another course', { id: 4_400_003, name: 'Other Staff', courses: ['course-v1:Other+1+1'] }],
  ])('and the screen of an attempt are nothing for %s: each call is a 403', async (_, nosy) => {
    const [attempt] = running;
    const calls: { method: string; url: string; body: string | null }[] = [];
    for (const rest of [path(), `/c/${encodeURIComponent(course)}/attempts/${attempt?.code}`]) {
      const opened = await openStaffPage(browser, rest, { as: instructor });
      calls.push(...opened.calls);
      await opened.page.context().close();
    }
    const control = `/api/proctoring/v1/exams/${exam}`;
    const changes = [
      ['PUT', `${control}/pause`, null],
      ['DELETE', `${control}/pause`, null],
      ['POST', `${control}/time_jobs`, { minutes: 5, idempotency_key: 'nosy' }],
      ['POST', `${control}/time_jobs`, { minutes: 5, idempotency_key: 'nosy', user_ids: [nosy.id] }],
      ['GET', `${control}/time_jobs/nosy`, null],
      ['POST', `/api/proctoring/v1/attempts/${attempt?.code}/notes`, { text: 'x' }],
      [
        'GET',
        `/api/edx_proctoring/v1/instructor/${encodeURIComponent(course)}/${exam}?attempt=${attempt?.externalId}&link=true`,
        null,
      ],
    ] as const;
    const requests = [
      ...calls.map(({ method, url, body }) => {
        const { pathname, search } = new URL(url);
        return [method, pathname + search, body === null ? null : JSON.parse(body)] as const;
      }),
      ...changes,
    ].filter(([, address]) => !address.endsWith('/me'));
    expect(requests.length).toBeGreaterThan(13);
    const answers = await Promise.all(
      requests.map(async ([method, address, json]) => {
        const { status } = await request(method, address, { as: nosy, ...(json && { json }) });
        return [method, address, status];
      }),
    );
    expect(answers.filter(([, , status]) => status !== 403)).toEqual([]);
    expect((await request('GET', `${control}/pause`)).body).toMatchObject({ paused_at: null, paused_seconds: 0 });
    expect(await Promise.all(running.map(minutesOf))).toEqual([90, 90, 90]);
  });
});
