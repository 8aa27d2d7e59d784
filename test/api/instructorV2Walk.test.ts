import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type ApiCaller, act, readAttempt, request, V1_ATTEMPT } from '../support/api.ts';
import { navigate, openFrontEnd } from '../support/browserCaller.ts';
import { newLearnerId } from '../support/builders.ts';
import {
  changeStaff,
  type LearnerAttempt,
  MOMENT,
  newestFirst,
  newInstructor,
  problem,
  publishCourse,
  specialExamsPages,
  takeExam,
  takeOften,
} from '../support/instructorWalk.ts';
import { publishExam } from '../support/learnerWalk.ts';
import { useVendorGateway } from '../support/useVendorGateway.ts';
import { dashboardClaims } from '../support/vendorDashboard.ts';

/** The Special Exams pages of the newer instructor dashboard: their requests, in their order. */
useVendorGateway();

const TIME = 'additional_time_granted';
const problemOf = (code: string, status: number) => ({
  ...{ status, body: { detail: expect.any(String), type: expect.stringContaining(`:${code}`) } },
});

async function openPages(course_id: string, viewer: ApiCaller) {
  const pages = specialExamsPages(await openFrontEnd(viewer), course_id);
  const frame = (rest = '') => navigate(viewer, `/api/edx_proctoring/v1/instructor/${course_id}${rest}`);
  return { ...pages, frame };
}

async function aCourse() {
  const { course_id, final, quiz } = await publishCourse();
  const instructor = await newInstructor(course_id);
  const pages = await openPages(course_id, instructor);
  return { course_id, content_id: final.content_id, final: final.exam_id, quiz: quiz.exam_id, instructor, ...pages };
}
type Course = Awaited<ReturnType<typeof aCourse>>;

const createAgain = ({ learner }: LearnerAttempt, exam_id: number) =>
  request('POST', V1_ATTEMPT, { as: learner, json: { exam_id, attempt_proctored: 'true' } });

const idsOf = ({ results }: { results: { id: number }[] }) => results.map(({ id }) => id);

describe('the tabs', () => {
  it('are those of the course’s vendor', async () => {
    const { settings } = await aCourse();
    const shown = {
      ...{ proctoring_provider: 'proctortrack', proctoring_escalation_email: 'help@example.edu' },
      ...{ create_zendesk_tickets: false, enable_proctored_exams: true },
    };
    expect(await settings()).toEqual({ ...shown, supports_onboarding: true, review_dashboard_available: true });
    const { course_id } = await publishExam({ is_proctored: false });
    const timed = await openPages(course_id, await newInstructor(course_id));
    expect(await timed.settings()).toMatchObject({
      ...{ proctoring_provider: null, enable_proctored_exams: false },
      ...{ supports_onboarding: false, review_dashboard_available: false },
    });
  });
});

describe('the attempts of a course', () => {
  it('are listed with all that their table shows, and searched by username and email', async () => {
    const { final, quiz, attempts } = await aCourse();
    const empty = { count: 0, num_pages: 1, next: null, previous: null, results: [] };
    expect(await attempts()).toEqual(empty);
    const [waiting, ended] = [await takeExam(final), await takeExam(quiz, 'start', 'submit')];
    expect(await attempts()).toEqual({
      ...empty,
      count: 2,
      results: [
        {
          ...{ id: ended.id, user: ended.user, exam_id: quiz, exam_name: 'Quiz', exam_type: 'timed' },
          ...{ status: 'submitted', start_time: MOMENT, end_time: MOMENT, allowed_time_limit_mins: 45 },
          ready_to_resume: false,
        },
        {
          ...{ id: waiting.id, user: waiting.user, exam_id: final, exam_name: 'Final', exam_type: 'proctored' },
          ...{ status: 'created', start_time: null, end_time: null, allowed_time_limit_mins: null },
          ready_to_resume: false,
        },
      ],
    });
    const { user } = waiting;
    for (const search of [user.username, user.username.toUpperCase(), user.email, ` ${user.email.slice(0, -3)}`]) {
      expect(idsOf(await attempts({ search }))).toEqual([waiting.id]);
    }
    expect(idsOf(await attempts({ search: 'personal.example' }))).toEqual([ended.id, waiting.id]);
    expect(await attempts({ search: 'nobody' })).toEqual(empty);
  });

  it('are sorted and turned page by page, there and back', async () => {
    const { final, quiz, attempts, turn } = await aCourse();
    const all = newestFirst([...(await takeOften(quiz, 4)), ...(await takeOften(final, 3))]);
    const first = await attempts({ page_size: '5' });
    expect(first).toMatchObject({ count: 7, num_pages: 2, previous: null });
    const second = await turn(first.next);
    expect(second).toMatchObject({ count: 7, num_pages: 2, next: null });
    expect([...idsOf(first), ...idsOf(second)]).toEqual(all.map(({ id }) => id));
    expect(await turn(second.previous)).toEqual(first);

    const ordering = '-user.username';
    const sorted = await attempts({ ordering, page_size: '4', search: 'USER' });
    const rest = await turn(sorted.next);
    const names = [...sorted.results, ...rest.results].map(({ user }) => user.username);
    expect(names).toEqual(
      all
        .map(({ username }) => username)
        .sort()
        .reverse(),
    );
    expect(await turn(rest.previous)).toEqual(sorted);
    // A page that has gone since it was offered.
    expect(await attempts({ ordering, page_size: '4', search: 'USER', page: '9' })).toEqual(rest);
    const types = (await attempts({ ordering: 'exam_type' })).results.map(
      ({ exam_type }: { exam_type: string }) => exam_type,
    );
    expect(types).toEqual([...Array(3).fill('proctored'), ...Array(4).fill('timed')]);
  });

  it('are resumed after an error: the learner goes on in an attempt of its own row', async () => {
    const { final, attempts, resume } = await aCourse();
    const broken = await takeExam(final, 'start', 'error');
    const offered = { id: broken.id, status: 'error', ready_to_resume: false };
    expect((await attempts({ ordering: 'status' })).results).toMatchObject([offered]);
    expect((await resume(broken.id, broken.user_id)).body).toEqual({ exam_attempt_id: broken.id });
    const readyAttempt = { ...offered, ready_to_resume: true };
    expect((await attempts({ ordering: 'ready_to_resume' })).results).toMatchObject([readyAttempt]);
    const resumed = (await createAgain(broken, final)).body.exam_attempt_id;
    const next = { id: resumed, status: 'created', ready_to_resume: false };
    expect((await attempts()).results).toMatchObject([next, { ...readyAttempt, status: expect.any(String) }]);
  });

  it('are reset: all of a learner at the exam, who begins anew', async () => {
    const { final, quiz, attempts, reset, resume } = await aCourse();
    const broken = await takeExam(final, 'start', 'error');
    const other = await takeExam(quiz);
    await resume(broken.id, broken.user_id);
    await createAgain(broken, final);
    expect(await attempts()).toMatchObject({ count: 3 });
    expect(await reset(final, broken.username)).toMatchObject({ status: 200, body: { success: true } });
    expect(idsOf(await attempts())).toEqual([other.id]);
    expect(await reset(final, broken.username)).toMatchObject(problemOf('attempt_not_found', 404));
    expect((await createAgain(broken, final)).status).toBe(200);
  });
});

describe('the allowances of a course', () => {
  it('are added in bulk, listed, edited and deleted', async () => {
    const { course_id, content_id, final, quiz, exams, allowances, grant, revoke } = await aCourse();
    const [ada, ben] = [await takeExam(final, 'start'), await takeExam(quiz)];
    // The dialog offers the exams of the type that is selected.
    const about = { course_id, due_date: null, is_practice_exam: false, is_active: true, hide_after_due: false };
    const atFinal = {
      ...{ ...about, id: final, content_id, exam_name: 'Final', time_limit_mins: 90 },
      ...{ exam_type: 'proctored', is_proctored: true, backend: 'proctortrack' },
    };
    expect(await exams('proctored')).toEqual([atFinal]);
    expect(await exams('timed')).toMatchObject([{ ...about, id: quiz, exam_type: 'timed', is_proctored: false }]);

    const user_ids = [ada.username, ben.user.email];
    const added = await grant({ exam_ids: [final, quiz], user_ids, allowance_type: TIME, value: '15' });
    const done = [final, quiz].flatMap(exam_id =>
      user_ids.map(identifier => ({ identifier, exam_id, success: true as const })),
    );
    expect(added.status).toBe(200);
    expect(added.body).toMatchObject({ allowance_type: TIME, value: '15' });
    expect(added.body.results).toHaveLength(4);
    expect(added.body.results).toEqual(expect.arrayContaining(done));
    const listed = await allowances({ ordering: 'proctored_exam.exam_name' });
    expect(listed).toMatchObject({ count: 4, num_pages: 1, next: null, previous: null });
    const row = { id: expect.any(Number), created: MOMENT, modified: MOMENT, key: TIME, value: '15' };
    expect(listed.results).toContainEqual({ ...row, user: ada.user, proctored_exam: atFinal });

    const minutes = async () => (await readAttempt(ada.id)).allowed_time_limit_mins;
    expect(await minutes()).toBe(105);
    const edited = { exam_ids: [final], user_ids: [ada.username], allowance_type: TIME, value: '30' };
    expect((await grant(edited)).body.results).toMatchObject([{ success: true }]);
    expect((await allowances({ ordering: '-value' })).results[0]).toMatchObject({ user: ada.user, value: '30' });
    expect(await minutes()).toBe(120);

    const removed = await revoke(final, [ada.user.id], TIME);
    expect([removed.status, removed.body]).toEqual([
      200,
      { allowance_type: TIME, results: [{ identifier: ada.user.id, success: true }] },
    ]);
    const left = await allowances({ search: ada.username });
    expect(left).toMatchObject({ count: 1, results: [{ user: ada.user, proctored_exam: { id: quiz } }] });
    expect(await minutes()).toBe(90);
  });

  it('of each type are granted as the dialog names them, and turned page by page', async () => {
    const { final, quiz, allowances, grant, turn } = await aCourse();
    const { username } = await takeExam(final);
    for (const [allowance_type, value] of [
      ['time_multiplier', '1.5'],
      ['review_policy_exception', 'May use a calculator.'],
    ]) {
      const { status, body } = await grant({ exam_ids: [final, quiz], user_ids: [username], allowance_type, value });
      expect([status, body.allowance_type, body.value]).toEqual([200, allowance_type, value]);
    }
    const first = await allowances({ page_size: '3', ordering: 'key' });
    const last = await turn(first.next);
    expect(await turn(last.previous)).toEqual(first);
    const shown = [...first.results, ...last.results].map(({ key, value }) => `${key}: ${value}`);
    expect(shown.sort()).toEqual([
      `${TIME}: 23`,
      `${TIME}: 45`,
      'review_policy_exception: May use a calculator.',
      'review_policy_exception: May use a calculator.',
    ]);
  });

  it('tell for each learner and exam what could not be granted', async () => {
    const { final, instructor, allowances, grant, revoke } = await aCourse();
    const { username } = await takeExam(final);
    const { exam_id: elsewhere } = await publishExam();
    const user_ids = [username, 'nobody', instructor.id];
    const added = await grant({ exam_ids: [final, elsewhere], user_ids, allowance_type: TIME, value: '5' });
    expect(added.status).toBe(200);
    for (const { identifier, exam_id, success, error } of added.body.results) {
      const isGranted = identifier === username && exam_id === final;
      expect([identifier, success, typeof error]).toEqual([identifier, isGranted, isGranted ? 'undefined' : 'string']);
    }
    expect(await allowances()).toMatchObject({ count: 1, results: [{ user: { username } }] });
    const { results } = (await revoke(final, ['nobody', instructor.id], TIME)).body;
    expect(results).toMatchObject([
      { identifier: 'nobody', success: false, error: expect.any(String) },
      { identifier: instructor.id, success: false, error: expect.any(String) },
    ]);
  });
});

describe('the onboarding of a course', () => {
  it('is searched, filtered and turned page by page', async () => {
    const { course_id, onboarding, turn } = await aCourse();
    const none = await onboarding();
    expect(none).toMatchObject(problem(404));
    const { exam_id } = await publishExam({ course_id, backend: 'proctortrack', is_practice_exam: true });
    const page = { count: 0, num_pages: 1, next: null, previous: null, use_onboarding_profile_api: false };
    expect(await onboarding()).toMatchObject({ status: 200, body: { ...page, results: [] } });
    const verified = await takeExam(exam_id, 'start', 'submit');
    expect((await act(verified.id, 'verify')).status).toBe(200);
    const enrolled = Array.from({ length: 26 }, () => ({ user_id: newLearnerId(), course_id, mode: 'verified' }));
    enrolled.push({ user_id: verified.learner.id, course_id, mode: 'verified' });
    expect((await request('PUT', '/api/proctoring/v1/enrolments', { json: enrolled })).status).toBe(200);
    const first = (await onboarding()).body;
    expect(first).toMatchObject({ ...page, count: 27, num_pages: 2, next: expect.any(String) });
    const second = await turn(first.next);
    expect([first.results.length, second.results.length, second.next]).toEqual([25, 2, null]);
    expect((await turn(second.previous)).results).toEqual(first.results);
    const found = (await onboarding({ text_search: verified.username, statuses: 'verified,rejected' })).body;
    expect(found).toMatchObject({
      count: 1,
      results: [{ username: verified.username, enrollment_mode: 'verified', status: 'verified', modified: MOMENT }],
    });
    expect((await onboarding({ statuses: 'error' })).body).toMatchObject({ ...page, results: [] });
  });
});

describe('the review dashboard', () => {
  it('is the vendor’s, in a frame', async () => {
    const { course_id, final, quiz, frame } = await aCourse();
    const opened = await frame();
    expect(opened.status).toBe(302);
    expect(await dashboardClaims(opened.headers.get('location'))).toMatchObject({ course_id });
    const { id } = await takeExam(final);
    const { external_id } = await readAttempt(id);
    const ofAttempt = await frame(`/${final}?attempt=${external_id}`);
    expect(await dashboardClaims(ofAttempt.headers.get('location'))).toMatchObject({ attempt_id: external_id });
    expect(await frame(`/${quiz}`)).toMatchObject(problem(404));
    expect(await frame(`/${(await publishExam()).exam_id}`)).toMatchObject(problem(404));
  });
});

describe('an instructor', () => {
  type Scene = Awaited<ReturnType<typeof aScene>>;
  /** For everything that is rejected; each case has learners of its own. */
  let scene: Scene;
  beforeAll(async () => {
    scene = await aScene();
  });
  async function aScene() {
    const course = await aCourse();
    const other = await publishCourse();
    return {
      ...course,
      elsewhere: other.final.exam_id,
      foreign: await takeExam(other.final.exam_id, 'start', 'error'),
    };
  }
  const grantWith = async ({ final, grant }: Course, change: object) => {
    const { username } = await takeExam(final);
    return grant({ exam_ids: [final], user_ids: [username], allowance_type: TIME, value: '5', ...change });
  };
  it.each<[string, string, number, (scene: Scene) => Promise<object>]>([
    [
      'resume an attempt that was reset meanwhile',
      'attempt_does_not_exist',
      400,
      async ({ final, reset, resume }) => {
        const { id, username, user_id } = await takeExam(final, 'start', 'error');
        expect((await reset(final, username)).status).toBe(200);
        return resume(id, user_id);
      },
    ],
    [
      'resume an attempt that has ended',
      'attempt_not_resumable',
      400,
      async ({ final, resume }) => {
        const { id, user_id } = await takeExam(final, 'start', 'submit');
        return resume(id, user_id);
      },
    ],
    ['resume an attempt of another course', 'forbidden', 403, s => s.resume(s.foreign.id, s.foreign.user_id)],
    ['reset an unknown learner', 'learner_not_found', 404, s => s.reset(s.final, 'nobody')],
    ['reset at an exam of another course', 'exam_not_found', 404, s => s.reset(s.elsewhere, s.foreign.username)],
    ['reset at an unknown exam', 'exam_not_found', 404, s => s.reset(5, s.foreign.username)],
    ['grant no number of minutes', 'bad_allowance_value', 400, s => grantWith(s, { value: 'much' })],
    ['grant nothing', 'invalid_request', 400, s => grantWith(s, { value: undefined })],
    ['grant to nobody', 'invalid_request', 400, s => grantWith(s, { user_ids: [] })],
    ['grant at exams of other courses', 'exam_not_found', 404, s => grantWith(s, { exam_ids: [s.elsewhere] })],
    [
      'delete at an exam of another course',
      'exam_not_found',
      404,
      s => s.revoke(s.elsewhere, [s.foreign.user.id], TIME),
    ],
  ])('cannot %s', async (_what, code, status, attempt) => {
    expect(await attempt(scene)).toMatchObject(problemOf(code, status));
  });

  it('has changed nothing by what is rejected', async () => {
    expect(await readAttempt(scene.foreign.id)).toMatchObject({ status: 'error', ready_to_resume: false });
    expect(await scene.allowances()).toMatchObject({ count: 0 });
  });

  it('cannot resume or reset the own attempt', async () => {
    const { final, instructor, resume, reset } = await aCourse();
    const own = await request('POST', V1_ATTEMPT, { as: instructor, json: { exam_id: final, start_clock: 'true' } });
    const id = own.body.exam_attempt_id;
    await act(id, 'error', instructor);
    expect(await resume(id, String(instructor.id))).toMatchObject(problemOf('forbidden', 403));
    expect(await reset(final, `user${instructor.id}`)).toMatchObject(problemOf('forbidden', 403));
  });

  it('who clicks twice, or acts at the moment of a colleague, causes one change and no failure', async () => {
    const { final, attempts, allowances, resume, reset, grant, revoke } = await aCourse();
    const { id, user, username, user_id } = await takeExam(final, 'start', 'error');
    const twice = async (click: () => Promise<Answer>) => {
      const answers = await Promise.all([click(), click()]);
      return answers.map(({ status }) => status).sort();
    };
    expect(await twice(() => resume(id, user_id))).toEqual([200, 400]);
    expect((await attempts()).results).toMatchObject([{ id, ready_to_resume: true }]);
    // The dialog's list names the learner twice, too.
    const granted = { exam_ids: [final], user_ids: [username, user.email], allowance_type: TIME, value: '5' };
    expect(await twice(() => grant(granted))).toEqual([200, 200]);
    expect(await allowances()).toMatchObject({ count: 1, results: [{ user, value: '5' }] });
    expect(await twice(() => revoke(final, [user.id], TIME))).toEqual([200, 200]);
    expect(await allowances()).toMatchObject({ count: 0 });
    const [first, second] = await twice(() => reset(final, username));
    expect([first, [200, 404].includes(second ?? 0)]).toEqual([200, true]);
    expect(await attempts()).toMatchObject({ count: 0 });
  });

  it('loses every page with the removal from the staff, as learners have none', async () => {
    const { course_id, final, instructor } = await aCourse();
    const { id, user_id, username, learner } = await takeExam(final, 'start', 'error');
    await changeStaff('DELETE', instructor.id, course_id);
    for (const viewer of [instructor, learner, { id: newLearnerId() }]) {
      const page = await openFrontEnd(viewer);
      const course = `/api/instructor/v2/courses/${course_id}`;
      const paths = [
        `${course}/proctoring_settings`,
        ...['', '/attempts', '/allowances'].map(at => `${course}/special_exams${at}`),
      ];
      for (const path of paths) expect(await page.get(path), path).toMatchObject(problem(403));
      const { resume, reset, grant, revoke, onboarding, frame } = await openPages(course_id, viewer);
      for (const request of [
        () => resume(id, user_id),
        () => reset(final, username),
        () => grant({ exam_ids: [final], user_ids: [username], allowance_type: TIME, value: '5' }),
        () => revoke(final, [learner.id], TIME),
        () => onboarding(),
        () => frame(),
      ]) {
        expect(await request(), `${request}`).toMatchObject(problem(403));
      }
    }
    expect(await readAttempt(id)).toMatchObject({ status: 'error', ready_to_resume: false });
  });
});
