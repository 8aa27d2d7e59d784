import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type ApiCaller, createAsLearner, readAttempt, request, V1_ATTEMPT } from '../support/api.ts';
import { navigate, openFrontEnd } from '../support/browserCaller.ts';
import { newLearnerId } from '../support/builders.ts';
import {
  changeStaff,
  load,
  MOMENT,
  newInstructor,
  problem,
  publishCourse,
  takeExam,
  takeOften,
} from '../support/instructorWalk.ts';
import { useVendorGateway } from '../support/useVendorGateway.ts';
import { dashboardClaims } from '../support/vendorDashboard.ts';

/** The exams dashboard of edx-exams: its requests, in their order. */
useVendorGateway();

interface AllowanceRow {
  id: number;
  username: string;
  exam_name: string;
  extra_time_mins: number;
}

async function openDashboard(course_id: string, viewer: ApiCaller) {
  const page = await openFrontEnd(viewer);
  const allowances = `/api/v1/exams/course_id/${course_id}/allowances`;
  const attempts = `/api/v1/instructor_view/course_id/${course_id}/attempts`;
  const attempt = (id: number) => `/api/v1/exams/attempt/${id}`;
  return {
    exams: () => page.get(`/api/v1/exams/course_id/${course_id}/`),
    attempts: (exam_id: number) => page.get(`${attempts}?exam_id=${exam_id}&limit=1000000`),
    attemptsBy: (limit: number) => load(page, `${attempts}?limit=${limit}`),
    turn: (address: string) => load(page, address),
    act: (id: number, action: string) => page.send('PUT', attempt(id), { json: { action } }),
    reset: (id: number) => page.send('DELETE', attempt(id)),
    allowances: () => page.get(allowances),
    grant: (...rows: object[]) => page.send('POST', allowances, { json: rows }),
    revoke: (id: number) => page.send('DELETE', `${allowances}/${id}`),
    provider: (exam_id: number) =>
      load(page, `/api/v1/exam/provider_settings/course_id/${course_id}/exam_id/${exam_id}`),
    openTool: (exam_id: number) => navigate(viewer, `/lti/exam/${exam_id}/instructor_tool`),
  };
}
type Dashboard = Awaited<ReturnType<typeof openDashboard>>;

async function aCourse() {
  const { course_id, final, quiz } = await publishCourse();
  const instructor = await newInstructor(course_id);
  const dashboard = await openDashboard(course_id, instructor);
  return { course_id, final: final.exam_id, quiz: quiz.exam_id, instructor, ...dashboard };
}

/** The attempts of an exam as the dashboard's table shows them. */
async function rowsOf({ attempts }: Pick<Dashboard, 'attempts'>, exam_id: number) {
  const { status, body } = await attempts(exam_id);
  expect([status, body.next, body.previous, body.results.length]).toEqual([200, null, null, body.count]);
  return body.results;
}

describe('the attempts at an exam', () => {
  it('are loaded at once after the exams, the newest first, and in pages on request', async () => {
    const { course_id, final, quiz, exams, ...dashboard } = await aCourse();
    const about = { course_id, content_id: expect.any(String), due_date: null, hide_after_due: false, is_active: true };
    expect(await exams()).toMatchObject({
      status: 200,
      body: [
        { ...about, id: final, exam_name: 'Final', exam_type: 'proctored', time_limit_mins: 90 },
        { ...about, id: quiz, exam_name: 'Quiz', exam_type: 'timed', time_limit_mins: 45 },
      ],
    });
    expect(await rowsOf(dashboard, final)).toEqual([]);
    const taken = await takeOften(quiz, 6);
    const submitted = await takeExam(quiz, 'start', 'submit');
    const row = { exam_type: 'timed', exam_display_name: 'Quiz', proctored_review: null };
    const ended = { attempt_status: 'submitted', start_time: MOMENT, end_time: MOMENT, allowed_time_limit_mins: 45 };
    const waiting = { attempt_status: 'created', start_time: null, end_time: null, allowed_time_limit_mins: null };
    const rows = await rowsOf(dashboard, quiz);
    expect(rows).toEqual([
      { attempt_id: submitted.id, username: submitted.username, ...ended, ...row },
      ...taken.map(({ id, username }) => ({ attempt_id: id, username, ...waiting, ...row })),
    ]);
    const paged: unknown[] = [];
    for (let page = await dashboard.attemptsBy(3); ; page = await dashboard.turn(page.next)) {
      expect(page.count).toBe(7);
      paged.push(...page.results);
      if (page.next === null) break;
    }
    expect(paged).toEqual(rows);
  });

  it('are verified and rejected after a suspicious review', async () => {
    const { final, ...dashboard } = await aCourse();
    const { id } = await takeExam(final, 'start', 'submit');
    const { external_id } = await readAttempt(id);
    const review = { as: { id: 5, groups: ['proctortrack_review'] }, json: { status: 'suspicious', comments: [] } };
    expect((await request('POST', `${V1_ATTEMPT}/${external_id}/reviewed`, review)).status).toBe(200);
    const rows = () => rowsOf(dashboard, final);
    expect(await rows()).toMatchObject([
      {
        attempt_id: id,
        attempt_status: 'second_review_required',
        exam_type: 'proctored',
        proctored_review: { submission_time: MOMENT, severity: null, submission_reason: 'suspicious' },
      },
    ]);
    for (const [action, attempt_status] of [
      ['verify', 'verified'],
      ['reject', 'rejected'],
      ['verify', 'verified'],
    ] as const) {
      expect(await dashboard.act(id, action)).toMatchObject({ status: 200, body: { exam_attempt_id: id } });
      expect(await rows()).toMatchObject([{ attempt_id: id, attempt_status, proctored_review: {} }]);
    }
  });

  it('are resumed, or verified, after an error', async () => {
    const { final, act, ...dashboard } = await aCourse();
    const broken = await takeExam(final, 'start', 'error');
    const left = await takeExam(final, 'start', 'error');
    expect((await act(left.id, 'verify')).status).toBe(200);
    expect((await act(broken.id, 'mark_ready_to_resume')).body).toEqual({ exam_attempt_id: broken.id });
    const json = { exam_id: final, attempt_proctored: 'true' };
    const { body } = await request('POST', V1_ATTEMPT, { as: broken.learner, json });
    expect(await rowsOf(dashboard, final)).toMatchObject([
      { attempt_id: body.exam_attempt_id, attempt_status: 'created', username: broken.username },
      { attempt_id: left.id, attempt_status: 'verified' },
      { attempt_id: broken.id, attempt_status: 'error', username: broken.username },
    ]);
  });

  it('are reset: the learner begins anew', async () => {
    const { final, reset, ...dashboard } = await aCourse();
    const { answer, id, again } = await createAsLearner(final);
    expect([answer.status, (await again()).status]).toEqual([200, 400]);
    expect(await reset(id)).toMatchObject({ status: 204, text: '' });
    expect(await rowsOf(dashboard, final)).toEqual([]);
    expect((await again()).status).toBe(200);
  });
});

describe('the allowances of a course', () => {
  it('are added to learners at exams, edited and removed', async () => {
    const { final, quiz, grant, revoke, ...dashboard } = await aCourse();
    const [ada, ben] = [await takeExam(final, 'start'), await takeExam(quiz)];
    const table = async (): Promise<AllowanceRow[]> => {
      const { status, body } = await dashboard.allowances();
      expect(status).toBe(200);
      const keyOf = ({ username, exam_name }: AllowanceRow) => `${username} ${exam_name}`;
      return body.toSorted((a: AllowanceRow, b: AllowanceRow) => keyOf(a).localeCompare(keyOf(b)));
    };
    expect(await table()).toEqual([]);
    // Half as much time again: of 45 minutes that is no whole number.
    const learners = [{ username: ada.username }, { email: ben.user.email }];
    const added = learners.flatMap(learner => [
      { ...learner, exam_id: final, extra_time_mins: 45 },
      { ...learner, exam_id: quiz, extra_time_mins: 22.5 },
    ]);
    expect(await grant(...added)).toMatchObject({ status: 200, text: '' });
    const rowOf = ({ user: { id: user_id, ...user } }: typeof ada, exam: object) => ({
      ...{ id: expect.any(Number), user_id, ...user, ...exam },
    });
    const atFinal = { exam_id: final, exam_name: 'Final', extra_time_mins: 45 };
    const atQuiz = { exam_id: quiz, exam_name: 'Quiz', extra_time_mins: 23 };
    const rows = await table();
    expect(rows).toEqual(
      [ada, ben]
        .toSorted((a, b) => a.username.localeCompare(b.username))
        .flatMap(learner => [rowOf(learner, atFinal), rowOf(learner, atQuiz)]),
    );
    const minutes = async () => (await rowsOf(dashboard, final))[0].allowed_time_limit_mins;
    expect(await minutes()).toBe(135);

    const edited = { username: ada.username, exam_id: final, extra_time_mins: 10 };
    expect((await grant(edited)).status).toBe(200);
    const ofAda = rows.filter(({ username }) => username === ada.username).map(({ id }) => id);
    expect((await table()).find(({ id }) => id === ofAda[0])).toMatchObject(edited);
    expect(await minutes()).toBe(100);

    for (const id of ofAda) expect(await revoke(id)).toMatchObject({ status: 204, text: '' });
    expect((await table()).map(({ username }) => username)).toEqual([ben.username, ben.username]);
    expect(await minutes()).toBe(90);
    expect(await revoke(ofAda[0] ?? 0)).toMatchObject(problem(404));
  });

  it('are added all or not at all', async () => {
    const { final, grant, allowances } = await aCourse();
    const { username } = await takeExam(final);
    const row = { username, exam_id: final, extra_time_mins: 5 };
    const elsewhere = (await publishCourse()).final.exam_id;
    for (const [fault, pointer] of [
      [{ username: 'nobody' }, '/1'],
      [{ exam_id: elsewhere }, '/1'],
      [{ exam_id: 5 }, '/1'],
      [{ extra_time_mins: -1 }, '/1/extra_time_mins'],
      [{ extra_time_mins: null }, '/1/extra_time_mins'],
    ] as const) {
      const rejection = await grant(row, { ...row, ...fault });
      expect(rejection).toMatchObject(problem(400));
      expect(rejection.body.errors).toMatchObject([{ pointer, detail: expect.any(String) }]);
    }
    expect((await allowances()).body).toEqual([]);
  });
});

describe('the vendor of an exam', () => {
  it('has settings that the dashboard reads, and its own dashboard', async () => {
    const { course_id, final, quiz, instructor, provider, openTool } = await aCourse();
    expect(await provider(final)).toMatchObject({
      provider_name: 'Simulated REST vendor',
      provider_tech_support_email: null,
      provider_tech_support_url: null,
      exam_proctoring_backend: { instructions: expect.any(Array) },
    });
    // The vendor knows an exam from its first attempt at the latest.
    await takeExam(final);
    const opened = await openTool(final);
    expect(opened.status).toBe(302);
    expect(await dashboardClaims(opened.headers.get('location'))).toMatchObject({
      course_id,
      user: { full_name: instructor.name },
      exam_id: (await request('GET', `/api/edx_proctoring/v1/proctored_exam/exam/exam_id/${final}`)).body.external_id,
    });
    expect(await openTool(quiz)).toMatchObject(problem(404));
    expect(await openTool(5)).toMatchObject(problem(400));
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
    return { ...course, elsewhere: other.final.exam_id, foreign: await takeExam(other.final.exam_id, 'start') };
  }
  /** An attempt that somebody else removes while the dashboard shows it. */
  async function removedMeanwhile({ final, reset }: Scene): Promise<number> {
    const { id } = await takeExam(final, 'start', 'submit');
    expect((await reset(id)).status).toBe(204);
    return id;
  }

  it.each<[string, number, (scene: Scene) => Promise<object>]>([
    ['verify an attempt that was removed meanwhile', 400, async s => s.act(await removedMeanwhile(s), 'verify')],
    ['reset an attempt that was removed meanwhile', 400, async s => s.reset(await removedMeanwhile(s))],
    ['verify an attempt that has not begun', 400, async s => s.act((await takeExam(s.final)).id, 'verify')],
    ['carry out an action that does not exist', 400, async s => s.act((await takeExam(s.final)).id, 'approve')],
    ['start an attempt of a learner', 403, async s => s.act((await takeExam(s.final)).id, 'start')],
    ['reject an attempt of another course', 403, s => s.act(s.foreign.id, 'reject')],
    ['reset an attempt of another course', 403, s => s.reset(s.foreign.id)],
    ['see the attempts at an exam of another course', 404, s => s.attempts(s.elsewhere)],
    ['see the attempts at an unknown exam', 404, s => s.attempts(5)],
    ['open the vendor’s dashboard of another course', 403, s => s.openTool(s.elsewhere)],
    ['remove an unknown allowance', 404, s => s.revoke(5)],
  ])('cannot %s', async (_what, status, attempt) => {
    expect(await attempt(scene)).toMatchObject(problem(status));
  });

  it('has changed nothing by what is rejected', async () => {
    expect(await readAttempt(scene.foreign.id)).toMatchObject({ status: 'started' });
  });

  it('cannot change the own attempt and allowance', async () => {
    const { final, instructor, act, reset, grant } = await aCourse();
    const own = await request('POST', V1_ATTEMPT, { as: instructor, json: { exam_id: final, start_clock: 'true' } });
    const id = own.body.exam_attempt_id;
    const row = { username: `user${instructor.id}`, exam_id: final, extra_time_mins: 60 };
    for (const rejection of [await act(id, 'verify'), await reset(id), await grant(row)]) {
      expect(rejection).toMatchObject(problem(403));
    }
  });

  it('who acts at the moment of a colleague causes one change and no failure', async () => {
    const { course_id, final, ...mine } = await aCourse();
    const colleague = await openDashboard(course_id, await newInstructor(course_id));
    const { id, username } = await takeExam(final, 'start');
    const both = async (click: (dashboard: Dashboard) => Promise<Answer>) => {
      const answers = await Promise.all([mine, colleague].map(click));
      return answers.map(({ status }) => status).sort();
    };
    const row = { username, exam_id: final, extra_time_mins: 5 };
    expect(await both(({ grant }) => grant(row, row))).toEqual([200, 200]);
    const { body } = await mine.allowances();
    expect(body).toMatchObject([row]);
    expect(await rowsOf(mine, final)).toMatchObject([{ allowed_time_limit_mins: 95 }]);
    const [first, second] = await both(({ revoke }) => revoke(body[0].id));
    expect([first, [204, 404].includes(second ?? 0)]).toEqual([204, true]);
    expect(await rowsOf(mine, final)).toMatchObject([{ allowed_time_limit_mins: 90 }]);
    expect(await both(({ act }) => act(id, 'verify'))).toEqual([200, 200]);
    expect(await rowsOf(mine, final)).toMatchObject([{ attempt_id: id, attempt_status: 'verified' }]);
    expect(await both(({ reset }) => reset(id))).toEqual([204, 400]);
    expect(await rowsOf(mine, final)).toEqual([]);
  });

  it('loses every page with the removal from the staff, as learners have none', async () => {
    const { course_id, final, instructor, grant, ...dashboard } = await aCourse();
    const { id, username, learner } = await takeExam(final, 'start', 'submit');
    await grant({ username, exam_id: final, extra_time_mins: 5 });
    const allowanceId = (await dashboard.allowances()).body[0].id;
    await changeStaff('DELETE', instructor.id, course_id);
    for (const caller of [instructor, learner, { id: newLearnerId() }]) {
      const shown = await openDashboard(course_id, caller);
      for (const request of [
        () => shown.exams(),
        () => shown.attempts(final),
        () => shown.act(id, 'verify'),
        () => shown.reset(id),
        () => shown.allowances(),
        () => shown.grant({ username, exam_id: final, extra_time_mins: 90 }),
        () => shown.revoke(allowanceId),
        () => shown.openTool(final),
      ]) {
        expect(await request(), `${request}`).toMatchObject(problem(403));
      }
    }
    expect(await readAttempt(id)).toMatchObject({ status: 'submitted' });
  });
});
