import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ApiCaller, attemptPath, newAttempt, newExam, readAttempt, V1_ATTEMPT } from '../support/api.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { fetchFrom, openPageOf, type PageRequest } from '../support/chromiumPage.ts';

type NewAttempt = Awaited<ReturnType<typeof newAttempt>>;

let browser: Browser;

const openPage = (origin: string, caller: ApiCaller) =>
  openPageOf(browser, { origin, host: inject('stackUrl'), caller });

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const SESSION = { 'USE-JWT-COOKIE': 'true' };

describe.skipIf(!findBrowser())(
  'a page of another origin, in the browser of a learner with a session at the LMS',
  () => {
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser?.close());

    it('that is named asks for a CSRF token, creates an attempt by a form and starts it by JSON', async () => {
      const [exam_id, learner] = [await newExam(), { id: 4_000_001 }];
      const page = await openPage(inject('namedOrigin'), learner);
      const csrf = await fetchFrom(page, { method: 'GET', path: '/csrf/api/v1/token', headers: SESSION });
      const headers = { ...SESSION, 'X-CSRFToken': JSON.parse(csrf.body).csrfToken };
      const body = `exam_id=${exam_id}&start_clock=false&attempt_proctored=true`;
      const created = await fetchFrom(page, {
        method: 'POST',
        path: V1_ATTEMPT,
        headers: { ...headers, ...FORM },
        body,
      });
      expect(created.status, created.body).toBe(200);
      const { exam_attempt_id } = JSON.parse(created.body);
      const started = await fetchFrom(page, {
        ...{ method: 'PUT', path: attemptPath(exam_attempt_id), body: '{"action":"start"}' },
        headers: { ...headers, 'content-type': 'application/json' },
      });
      expect(started.status, started.body).toBe(200);
      expect(await readAttempt(exam_attempt_id)).toMatchObject({ status: 'started', user: { id: learner.id } });
    });

    it('that is named reads errors, also of paths that do not exist', async () => {
      const page = await openPage(inject('namedOrigin'), { id: 4_000_002 });
      const unknown = { method: 'PUT', path: '/api/nothing', headers: SESSION };
      expect(await fetchFrom(page, unknown)).toMatchObject({ status: 404 });
    });

    it.each<[string, (attempt: NewAttempt) => PageRequest]>([
      ['a GET', ({ id }) => ({ method: 'GET', path: attemptPath(id), headers: SESSION })],
      [
        'a form',
        ({ id }) => ({ method: 'PUT', path: attemptPath(id), headers: { ...SESSION, ...FORM }, body: 'action=start' }),
      ],
      [
        'a form without the header',
        ({ id }) => ({ method: 'PUT', path: attemptPath(id), headers: FORM, body: 'action=start' }),
      ],
      [
        'the header of jQuery',
        ({ id }) => ({
          method: 'PUT',
          path: attemptPath(id),
          headers: { ...FORM, 'X-Requested-With': 'XMLHttpRequest' },
          body: 'action=start',
        }),
      ],
      [
        'JSON',
        ({ id }) => ({
          method: 'PUT',
          path: attemptPath(id),
          headers: { ...SESSION, 'content-type': 'application/json' },
          body: '{"action":"start"}',
        }),
      ],
    ])('that is not named cannot send %s', async (_case, requestOf) => {
      const attempt = await newAttempt();
      const page = await openPage(inject('otherOrigin'), attempt.learner);
      expect(await fetchFrom(page, requestOf(attempt))).toMatchObject({ status: -1 });
      expect(await readAttempt(attempt.id)).toMatchObject({ status: 'created' });
    });

    it('that is not named creates nothing by what needs no permission: a form that is sent by its page', async () => {
      const [exam_id, learner] = [await newExam(), { id: 4_000_003 }];
      const page = await openPage(inject('otherOrigin'), learner);
      const opaque = { method: 'POST', path: V1_ATTEMPT, mode: 'no-cors' as const, headers: FORM };
      expect(await fetchFrom(page, { ...opaque, body: `exam_id=${exam_id}` })).toEqual({ status: 0, body: '' });
      const answered = page.waitForResponse(response => response.url().endsWith(V1_ATTEMPT));
      await page.evaluate(`document.body.innerHTML = '<form method="post" action="${inject('stackUrl')}${V1_ATTEMPT}">'
      + '<input name="exam_id" value="${exam_id}"></form>'; document.forms[0].submit()`);
      expect((await answered).status()).toBe(401);
      const mine = await openPage(inject('namedOrigin'), learner);
      const view = {
        method: 'GET',
        path: `/api/edx_proctoring/v1/proctored_exam/active_exams_for_user`,
        headers: SESSION,
      };
      expect(await fetchFrom(mine, view)).toEqual({ status: 200, body: '[]' });
    });
  },
);
