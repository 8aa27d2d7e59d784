import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { REST_CREDENTIALS } from '../../simulator/credentials.ts';
import { pseudonymise } from '../../src/vendors/rest/pseudonymise.ts';
import {
  type ApiCaller,
  createAsLearner,
  newAttempt,
  newExam,
  postReview,
  readAttempt,
  remove,
  request,
  reviewFor,
  STAFF_PERSON,
  sessionCookiesOf,
} from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';
import { useVendorGateway } from '../support/useVendorGateway.ts';
import { dashboardClaims } from '../support/vendorDashboard.ts';

useVendorGateway();

const V1 = '/api/edx_proctoring/v1';
const dashboard = (course: string, rest = '') => `${V1}/instructor/${course}${rest}`;
const tool = (examId: number) => `/lti/exam/${examId}/instructor_tool`;
const courseStaff = (course: string, id = 901): ApiCaller => ({ id, name: 'Ines Ferro', courses: [course] });
const externalIdOf = async (attemptId: number): Promise<string> => (await readAttempt(attemptId)).external_id;
const open = (path: string, as: ApiCaller | null = STAFF_PERSON) => request('GET', path, { as });

/** A course with an exam of the REST vendor and a learner's attempt at it. */
async function restScene(course = newCourseId()) {
  const examId = await newExam({ course_id: course, backend: 'proctortrack' });
  const { id, learner } = await createAsLearner(examId);
  const exam = (await request('GET', `${V1}/proctored_exam/exam/exam_id/${examId}`)).body;
  return { course, examId, examAtVendor: exam.external_id, attemptId: id, externalId: await externalIdOf(id), learner };
}

const claimsOf = ({ headers }: Awaited<ReturnType<typeof open>>) => dashboardClaims(headers.get('location'));

type RestScene = Awaited<ReturnType<typeof restScene>>;

/** For all requests that change nothing. */
let shared: RestScene;
beforeAll(async () => {
  shared = await restScene();
});

describe('the dashboard of a REST vendor', () => {
  it.each<[string, (scene: RestScene) => string, (scene: RestScene) => object]>([
    ['of a course', ({ course }) => dashboard(course), () => ({})],
    ['of a course, its id encoded', ({ course }) => dashboard(encodeURIComponent(course), '/'), () => ({})],
    [
      'of an exam',
      ({ course, examId }) => dashboard(course, `/${examId}`),
      ({ examAtVendor }) => ({ exam_id: examAtVendor }),
    ],
    [
      'of an exam, by the path of edx-exams',
      ({ examId }) => tool(examId),
      ({ examAtVendor }) => ({ exam_id: examAtVendor }),
    ],
    [
      'of the configuration of an exam',
      ({ course, examId }) => dashboard(course, `/${examId}?config=true`),
      ({ examAtVendor }) => ({ exam_id: examAtVendor, config: true }),
    ],
    [
      'of an attempt, by its id ignoring case',
      ({ course, examId, externalId }) =>
        dashboard(course, `/${examId}/?attempt=${externalId.toUpperCase()}&config=false`),
      ({ examAtVendor, externalId }) => ({ exam_id: examAtVendor, attempt_id: externalId }),
    ],
  ])('%s is opened with a token of a minute', async (_case, pathOf, expected) => {
    const staff = courseStaff(shared.course);
    const opened = await open(pathOf(shared), staff);
    expect(opened.status).toBe(302);
    const { exp = 0, jti, ...claims } = await claimsOf(opened);
    expect(claims).toEqual({
      course_id: shared.course,
      user: {
        id: pseudonymise(REST_CREDENTIALS.learner_id_key, 'proctortrack', 901),
        full_name: 'Ines Ferro',
        email: 'user901@personal.example',
      },
      iss: REST_CREDENTIALS.client_id,
      ...expected(shared),
    });
    expect(exp * 1000).toBeGreaterThan(Date.now());
    expect(exp * 1000).toBeLessThanOrEqual(Date.now() + 60_000);
    expect((await claimsOf(await open(pathOf(shared), staff))).jti).not.toBe(jti);
    expect(opened.headers.get('referrer-policy')).toBe('no-referrer');
    expect(opened.headers.get('cache-control')).toBe('no-store');
  });

  it('is answered as an address to pages that cannot follow the redirect', async () => {
    const { course, examId, externalId } = shared;
    const path = dashboard(course, `/${examId}?attempt=${externalId}&link=true`);
    const { status, body, headers } = await open(path, courseStaff(course));
    expect([status, headers.get('location'), headers.get('cache-control')]).toEqual([200, null, 'no-store']);
    expect(await dashboardClaims(body.url)).toMatchObject({ course_id: course, attempt_id: externalId });
    expect((await open(path, { id: 5 })).status).toBe(403);
  });

  it('is opened for a removed attempt, too, and for one whose exam has another backend by now', async () => {
    const { course, examId, attemptId, externalId } = await restScene();
    await request('PUT', `${V1}/proctored_exam/exam`, { json: { exam_id: examId, backend: 'software_secure' } });
    await remove(attemptId);
    const opened = await open(dashboard(course, `/${examId}?attempt=${externalId}`));
    expect(await claimsOf(opened)).toMatchObject({ attempt_id: externalId });
  });

  it.each(['2026', '007', '20260000000000000001'])(
    'is that of a course whose id has three parts, the last one %s',
    async run => {
      const { course, examId } = await restScene(`Org/${randomUUID()}/${run}`);
      expect(await claimsOf(await open(dashboard(course)))).toMatchObject({ course_id: course });
      expect(await claimsOf(await open(dashboard(course, `/${examId}`)))).toHaveProperty('exam_id');
    },
  );
});

describe('the dashboard of PSI', () => {
  it('is the video of an attempt’s review, live or removed', async () => {
    const course = newCourseId();
    const attempt = await newAttempt({ exam_id: await newExam({ course_id: course }) });
    const path = dashboard(course, `/${attempt.create.exam_id}?attempt=${attempt.externalId}`);
    expect(await open(path)).toMatchObject({
      status: 404,
      body: { type: 'urn:proctoring:problem:dashboard_not_found' },
    });
    const videoReviewLink = 'https://review.vendor.example/DirectLink-Generic.aspx?ID=8f1c2e';
    await postReview(reviewFor(attempt, { videoReviewLink }));
    const playable = 'https://review.vendor.example/DirectLink-HTML5.aspx?ID=8f1c2e';
    expect((await open(path, courseStaff(course))).headers.get('location')).toBe(playable);
    await remove(attempt.id);
    expect((await open(path, courseStaff(course))).headers.get('location')).toBe(playable);
  });

  it('is opened by an address of ASCII characters, as a header requires', async () => {
    const course = newCourseId();
    const attempt = await newAttempt({ exam_id: await newExam({ course_id: course }) });
    await postReview(reviewFor(attempt, { videoReviewLink: 'https://review.vendor.example/Prüfung 1/📹?ID=a%20b' }));
    const opened = await open(dashboard(course, `/${attempt.create.exam_id}?attempt=${attempt.externalId}`));
    expect(opened.status).toBe(302);
    expect(opened.headers.get('location')).toBe('https://review.vendor.example/Pr%C3%BCfung%201/%F0%9F%93%B9?ID=a%20b');
  });
});

describe('no dashboard', () => {
  interface Scene extends RestScene {
    /** Another course, with a REST exam and an attempt. */
    other: RestScene;
  }
  let other: RestScene;
  beforeAll(async () => {
    other = await restScene();
  });
  const withExam = async (overrides: object) => {
    const course = newCourseId();
    return { course, examId: await newExam({ course_id: course, ...overrides }) };
  };
  it.each<[string, string, number, (scene: Scene) => string | Promise<string>, ((scene: Scene) => ApiCaller)?]>([
    ['a course without exams', 'exam_not_found', 404, () => dashboard(newCourseId())],
    [
      'a course without a proctored exam',
      'dashboard_not_found',
      404,
      async () => dashboard((await withExam({ is_proctored: false })).course),
    ],
    [
      'a course whose proctored exam is inactive',
      'exam_not_found',
      404,
      async () => dashboard((await withExam({ is_active: false })).course),
    ],
    [
      'a course with exams of two vendors',
      'several_backends',
      400,
      async () => {
        const course = newCourseId();
        await newExam({ course_id: course, backend: 'proctortrack' });
        await newExam({ course_id: course, backend: 'software_secure' });
        return dashboard(course);
      },
    ],
    ['a vendor that has none', 'dashboard_not_found', 404, async () => dashboard((await withExam({})).course)],
    ['an unknown exam', 'exam_not_found', 404, ({ course }) => dashboard(course, '/5')],
    ['an exam of another course', 'exam_not_found', 404, ({ course, other }) => dashboard(course, `/${other.examId}`)],
    [
      'an exam that is not proctored',
      'dashboard_not_found',
      404,
      async () => {
        const { course, examId } = await withExam({ is_proctored: false, backend: 'proctortrack' });
        return dashboard(course, `/${examId}`);
      },
    ],
    ['an exam of PSI', 'dashboard_not_found', 404, async () => tool((await withExam({})).examId)],
    ['an unknown exam by the path of edx-exams', 'exam_does_not_exist', 400, () => tool(5)],
    [
      'an unknown attempt',
      'attempt_not_found',
      404,
      ({ course, examId }) => dashboard(course, `/${examId}?attempt=${randomUUID()}`),
    ],
    [
      'an attempt of another course',
      'attempt_not_found',
      404,
      ({ course, examId, other }) => dashboard(course, `/${examId}?attempt=${other.externalId}`),
    ],
    [
      'an attempt at another exam of the course',
      'attempt_not_found',
      404,
      async ({ course, externalId }) => {
        const examId = await newExam({ course_id: course, backend: 'proctortrack' });
        return dashboard(course, `/${examId}?attempt=${externalId}`);
      },
    ],
    [
      'the own attempt of course staff',
      'forbidden',
      403,
      ({ course, examId, externalId }) => dashboard(course, `/${examId}?attempt=${externalId}`),
      ({ course, learner }) => courseStaff(course, learner.id),
    ],
    ['a learner', 'forbidden', 403, ({ course }) => dashboard(course), () => ({ id: 7 })],
    [
      'staff of another course',
      'forbidden',
      403,
      ({ course, examId }) => dashboard(course, `/${examId}`),
      ({ other }) => courseStaff(other.course),
    ],
    [
      'staff of another course, by the path of edx-exams',
      'forbidden',
      403,
      ({ examId }) => tool(examId),
      ({ other }) => courseStaff(other.course),
    ],
  ])('for %s: %s', async (_case, code, status, pathOf, caller) => {
    const scene = { ...shared, other };
    const answer = await open(await pathOf(scene), caller?.(scene));
    expect(answer).toMatchObject({ status, body: { type: `urn:proctoring:problem:${code}` } });
    expect(answer.headers.get('location')).toBeNull();
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  });
});

describe('the session cookies of a browser that navigates', () => {
  const navigate = async (method: string, path: string, caller: ApiCaller | null, forge = '') => {
    const cookie = caller
      ? (await sessionCookiesOf(caller)).map(([name, value]) => `${name}=${value}${forge}`).join('; ')
      : '';
    return request(method, path, { as: null, headers: { cookie } });
  };

  it('open the dashboards without a header, for staff', async () => {
    const { course, examId, attemptId, learner } = await restScene();
    const before = await readAttempt(attemptId);
    for (const path of [dashboard(course), dashboard(course, `/${examId}`), tool(examId)]) {
      expect((await navigate('GET', path, courseStaff(course))).status).toBe(302);
      expect((await navigate('HEAD', path, courseStaff(course))).status).toBe(302);
      expect((await navigate('GET', path, learner)).status).toBe(403);
      expect((await navigate('GET', path, null)).status).toBe(401);
      expect((await navigate('GET', path, courseStaff(course), 'x')).status).toBe(401);
      expect((await navigate('POST', path, courseStaff(course))).status).toBe(405);
    }
    expect(await readAttempt(attemptId)).toEqual(before);
  });
});
