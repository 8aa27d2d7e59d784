import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ApiCaller } from '../support/api.ts';
import { findBrowser, launchBrowser } from '../support/browser.ts';
import { newLearnerId } from '../support/builders.ts';
import { frontEndIn, openPageOf } from '../support/chromiumPage.ts';
import { newInstructor, publishCourse, specialExamsPages, takeExam } from '../support/instructorWalk.ts';
import { examPage, publishExam } from '../support/learnerWalk.ts';
import { useVendorGateway } from '../support/useVendorGateway.ts';
import { dashboardClaims } from '../support/vendorDashboard.ts';

let browser: Browser;
/** The service's address with the host name of the pages, so that its cookies are sent with their requests. */
let host: string;

async function openFrontEnd(caller: ApiCaller): Promise<Page> {
  return openPageOf(browser, { origin: inject('namedOrigin'), host, caller });
}

/** Loads a document into the page and waits for the address that its frame, or new tab, is redirected to. */
async function addressAfter(page: Page, html: string, arrival: Promise<{ url(): string }>): Promise<string> {
  await page.evaluate(html => {
    (globalThis as unknown as { document: { body: { innerHTML: string } } }).document.body.innerHTML = html;
  }, html);
  return (await arrival).url();
}

describe.skipIf(!findBrowser())('front ends of Open edX in a browser, on another origin than the service', () => {
  const origin = inject('namedOrigin');
  const gateway = useVendorGateway({
    CORS_ORIGINS: origin,
    LEARNING_MFE_EXAM_URL: `${origin}/course/{course_id}/{content_id}`,
    EXAM_URL: `${origin}/courses/{course_id}/jump_to/{content_id}`,
  });
  beforeAll(async () => {
    browser = await launchBrowser();
    host = gateway.url.replace('127.0.0.1', 'localhost');
  });
  afterAll(() => browser?.close());

  it('a learner takes a proctored exam from its offer to the verdict', async () => {
    const published = await publishExam({ backend: 'software_secure', time_limit_mins: 60 });
    const learner = { id: newLearnerId(), name: 'Mina Okafor' };
    const page = await openFrontEnd(learner);
    const exam = examPage(frontEndIn(page, host), published, learner);
    expect(await exam.view()).toMatchObject({ exam: { type: 'proctored', attempt: {} }, active_attempt: {} });
    expect((await exam.instructions()).settings).toMatchObject({ provider_name: 'Simulated PSI' });
    const { status, body } = await exam.create(false, true);
    expect([status, body]).toEqual([200, { exam_attempt_id: expect.any(Number) }]);
    const id = body.exam_attempt_id;
    expect((await exam.create(false, true)).body.detail).toMatch(/\w/);
    const { attempt_code } = await exam.attempt();
    expect((await exam.act(id, 'click_download_software')).status).toBe(200);
    // The vendor's browser, which is not logged in, is led back to the exam.
    const secured = await (await browser.newContext()).newPage();
    await secured.goto(`${host}/api/edx_proctoring/proctoring_launch_callback/start_exam/${attempt_code}`);
    expect(secured.url()).toContain(`${inject('namedOrigin')}/courses/${published.course_id}/jump_to/`);
    const { exam_started_poll_url } = await exam.attempt();
    expect(await exam.poll(exam_started_poll_url)).toMatchObject({ status: 'ready_to_start' });
    for (const [action, attempt_status] of [
      ['start', 'started'],
      ['stop', 'ready_to_submit'],
      ['submit', 'submitted'],
    ] as const) {
      expect((await exam.act(id, action)).body).toEqual({ exam_attempt_id: id });
      expect(await exam.attempt()).toMatchObject({ attempt_id: id, attempt_status });
    }
    expect(await gateway.control.deliver({ attempt_code, verdict: 'clean' })).toEqual([200]);
    expect(await exam.view()).toMatchObject({ exam: { attempt: { attempt_status: 'verified' } }, active_attempt: {} });
  });

  it('an instructor resumes and resets attempts, changes allowances and opens the vendor’s dashboard', async () => {
    const { course_id, final, quiz } = await publishCourse();
    const instructor = await newInstructor(course_id);
    const page = await openFrontEnd(instructor);
    const pages = specialExamsPages(frontEndIn(page, host), course_id);
    expect(await pages.settings()).toMatchObject({ review_dashboard_available: true });
    const broken = await takeExam(final.exam_id, 'start', 'error');
    expect(await pages.attempts({ search: broken.username })).toMatchObject({
      results: [{ id: broken.id, status: 'error', ready_to_resume: false }],
    });
    expect((await pages.resume(broken.id, broken.user_id)).body).toEqual({ exam_attempt_id: broken.id });
    expect(await pages.attempts()).toMatchObject({ results: [{ id: broken.id, ready_to_resume: true }] });

    const grant = { user_ids: [broken.username], allowance_type: 'additional_time_granted', value: '15' };
    const exam_ids = (await pages.exams()).map(({ id }: { id: number }) => id);
    expect(exam_ids.sort()).toEqual([final.exam_id, quiz.exam_id]);
    expect((await pages.grant({ exam_ids, ...grant })).body.results).toMatchObject([
      { success: true },
      { success: true },
    ]);
    const first = await pages.allowances({ page_size: '1' });
    expect(await pages.turn(first.next)).toMatchObject({ count: 2, next: null });
    const revoked = await pages.revoke(quiz.exam_id, [broken.user.id], grant.allowance_type);
    expect(revoked.body.results).toMatchObject([{ success: true }]);
    expect(await pages.allowances()).toMatchObject({ count: 1 });
    expect((await pages.reset(final.exam_id, 'nobody')).status).toBe(404);
    expect((await pages.reset(final.exam_id, broken.username)).body).toEqual({ success: true });
    expect(await pages.attempts()).toMatchObject({ count: 0 });

    const framed = page.waitForEvent('framenavigated', frame => frame.parentFrame() !== null);
    const dashboard = `<iframe src="${host}/api/edx_proctoring/v1/instructor/${course_id}"></iframe>`;
    expect(await dashboardClaims(await addressAfter(page, dashboard, framed))).toMatchObject({ course_id });
    const tab = page.waitForEvent('popup').then(async opened => {
      await opened.waitForLoadState();
      return opened;
    });
    const link = `<a target="_blank" href="${host}/lti/exam/${final.exam_id}/instructor_tool">Review dashboard</a>`;
    const address = addressAfter(page, link, tab);
    await page.getByText('Review dashboard').click();
    expect(await dashboardClaims(await address)).toMatchObject({ course_id, exam_id: expect.any(String) });
  });
});
