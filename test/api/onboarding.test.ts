import { describe, expect, it } from 'vitest';
import { type ApiCaller, act, newAttempt, newExam, request } from '../support/api.ts';
import { newCourseId, newLearnerId } from '../support/builders.ts';
import { ONBOARDER } from '../support/e2eVendors.ts';

const STATUS = '/api/edx_proctoring/v1/user_onboarding/status';
const ENROLMENTS = '/api/proctoring/v1/enrolments';
const encode = encodeURIComponent;

const onboardingExam = (course_id: string, overrides: Record<string, unknown> = {}) =>
  newExam({ course_id, is_practice_exam: true, backend: 'onboarder', ...overrides });

async function aCourse(overrides: Record<string, unknown> = {}) {
  const course = newCourseId();
  const content_id = `block-v1:X+Y+Z+type@sequential+block@${newLearnerId()}`;
  return { course, content_id, exam_id: await onboardingExam(course, { content_id, ...overrides }) };
}

const status = (course: string, as: ApiCaller, query = '') =>
  request('GET', `${STATUS}?course_id=${encode(course)}${query}`, { as });
const edxExams = (course: string, as: ApiCaller, query = '') =>
  request('GET', `/api/v1/student/course_id/${course}/onboarding${query}`, { as });
const list = (course: string, query = '', as: ApiCaller = { id: 900_003, courses: [course] }) =>
  request('GET', `${STATUS}/course_id/${course}${query}`, { as });
const enrol = (course_id: string, entries: [user_id: number, mode?: string][]) =>
  request('PUT', ENROLMENTS, { json: entries.map(([user_id, mode]) => ({ user_id, course_id, mode })) });

/** New ids: concurrent tests erase learners. */
function newLearners(count: number): [user_id: number][] {
  const first = newLearnerId();
  return Array.from({ length: count }, (_, index) => [first + index]);
}

describe('the onboarding status of a learner', () => {
  it('has what the front ends of both dialects read', async () => {
    const { course, content_id, exam_id } = await aCourse();
    const { id, learner } = await newAttempt({ exam_id });
    const expected = {
      onboarding_status: 'created',
      onboarding_link: `/courses/${course}/jump_to/${content_id}`,
      expiration_date: null as string | null,
      onboarding_past_due: false,
      onboarding_release_date: expect.stringMatching(/^20\d\d-\d\d-\d\dT/),
      review_requirements_url: ONBOARDER.review_requirements_url,
    };
    expect(await status(course, learner)).toMatchObject({ status: 200, body: expected });
    expect((await status(course, learner, '&is_learning_mfe=true&username=')).body).toEqual(expected);
    for (const path of [course, encode(course)].flatMap(id => [`${id}/onboarding`, `${id}/onboarding/`])) {
      const answer = await request('GET', `/api/v1/student/course_id/${path}`, { as: learner });
      expect(answer, path).toMatchObject({ status: 200, body: expected });
    }
    await act(id, 'submit', learner);
    await act(id, 'verify');
    const { modified } = (await request('GET', `/api/edx_proctoring/v1/proctored_exam/attempt/${id}`)).body;
    const expiry = new Date(Date.parse(modified) + 365 * 24 * 60 * 60 * 1000).toISOString();
    const verified = { ...expected, onboarding_status: 'verified', expiration_date: expiry };
    const byStaff: ApiCaller = { id: 900_003, courses: [course] };
    const query = `username=user${learner.id}`;
    for (const space of ['', '%20']) {
      expect((await status(course, byStaff, `&${query}${space}`)).body).toEqual(verified);
      expect((await edxExams(course, byStaff, `?${query}${space}`)).body).toEqual(verified);
    }
  });

  it('has no link to an exam that is past due', async () => {
    const { course } = await aCourse({ due_date: '2020-01-01T00:00:00Z' });
    expect((await status(course, { id: newLearnerId() })).body).toMatchObject({
      onboarding_status: null,
      onboarding_link: null,
      onboarding_past_due: true,
    });
  });

  it('is 400 without course, 403 for other learners, 404 without onboarding exam, also for an old course id', async () => {
    const { course, exam_id } = await aCourse();
    const { learner } = await newAttempt({ exam_id });
    const other: ApiCaller = { id: newLearnerId() };
    expect((await request('GET', STATUS, { as: other })).status).toBe(400);
    expect((await status(course, other, '&is_learning_mfe=maybe')).status).toBe(400);
    for (const username of [`user${learner.id}`, 'nobody-has-it']) {
      expect((await status(course, other, `&username=${username}`)).status).toBe(403);
      expect((await edxExams(course, other, `?username=${username}`)).status).toBe(403);
    }
    const byStaff: ApiCaller = { id: 900_003, courses: [course] };
    const unknown = await status(course, byStaff, '&username=nobody-has-it');
    expect(unknown).toMatchObject({ status: 200, body: { onboarding_status: null, expiration_date: null } });
    expect((await edxExams(course, byStaff, '?username=nobody-has-it')).body).toEqual({
      ...unknown.body,
      onboarding_link: expect.stringContaining(unknown.body.onboarding_link),
    });
    const old = `Org/${newLearnerId()}/Run`;
    for (const answer of [await status(old, other), await edxExams(old, other)]) {
      expect(answer).toMatchObject({ status: 404, body: { detail: expect.stringContaining(old) } });
    }
    await onboardingExam(old);
    for (const answer of [await status(old, other), await edxExams(old, other)]) expect(answer.status).toBe(200);
  });
});

describe('the list of the onboarding of a course', () => {
  it('has the enrolled learners with mode and status', async () => {
    const { course, exam_id } = await aCourse();
    const { id, learner } = await newAttempt({ exam_id });
    const idle = newLearnerId();
    const json = { learners: [{ id: idle, username: `idle${idle}`, email: 'Idle@Ada.example', name: 'Ada' }] };
    await request('PUT', '/api/edx_proctoring/v1/learners', { json });
    expect(await enrol(course, [[idle], [learner.id, 'verified']])).toMatchObject({ status: 200, text: '' });
    const { modified } = (await request('GET', `/api/edx_proctoring/v1/proctored_exam/attempt/${id}`)).body;
    const rows = [
      { user_id: idle, username: `idle${idle}`, enrollment_mode: null, status: 'not_started', modified: null },
      {
        user_id: learner.id,
        username: `user${learner.id}`,
        enrollment_mode: 'verified',
        status: 'setup_started',
        modified,
      },
    ];
    const page = { count: 2, previous: null, next: null, num_pages: 1, use_onboarding_profile_api: false };
    const answer = await list(course);
    expect(answer).toMatchObject({ status: 200, body: { ...page, results: expect.any(Array) } });
    expect(answer.body.results).toEqual(rows.toSorted((a, b) => a.user_id - b.user_id));
    expect((await list(course, '?page=7&text_search=idle@ada&statuses=')).body).toEqual({
      ...page,
      results: rows.slice(0, 1),
      count: 1,
    });
    expect((await list(course, '?statuses=verified,setup_started')).body.results).toEqual(rows.slice(1));
  });

  it('has the learners with attempts where none are enrolled', async () => {
    const { course, exam_id } = await aCourse();
    const { learner } = await newAttempt({ exam_id });
    expect((await list(course)).body.results).toMatchObject([{ user_id: learner.id, enrollment_mode: null }]);
  });

  it('names its neighbouring pages, with search and filter', async () => {
    const { course } = await aCourse();
    await enrol(course, newLearners(60));
    const { body } = await list(course, '?page=2&statuses=not_started,error');
    expect(body).toMatchObject({ count: 60, num_pages: 3 });
    expect(body.results).toHaveLength(25);
    const pathOf = (page: number) => `${STATUS}/course_id/${encode(course)}?statuses=not_started%2Cerror&page=${page}`;
    expect([body.previous, body.next]).toEqual([pathOf(1), pathOf(3)]);
    const last = await request('GET', body.next, { as: { id: 900_003, courses: [course] } });
    expect(last.body).toMatchObject({ next: null, num_pages: 3 });
    expect(last.body.results).toHaveLength(10);
  });

  it.each(['?page=0', '?page=x', '?statuses=unknown', '?statuses=verified,__proto__'])('rejects %s', async query => {
    const { course } = await aCourse();
    expect((await list(course, query)).status).toBe(400);
  });

  it('is 403 for anybody but staff, and 404 with a detail without onboarding exam', async () => {
    const { course } = await aCourse();
    expect((await list(course, '', { id: newLearnerId() })).status).toBe(403);
    const other = newCourseId();
    expect(await list(other)).toMatchObject({ status: 404, body: { detail: expect.stringContaining(other) } });
  });
});

describe('enrolments', () => {
  const read = (course: string, query = '') => request('GET', `${ENROLMENTS}?course_id=${encode(course)}${query}`);

  it('are registered, listed page by page and removed', async () => {
    const course = newCourseId();
    await enrol(course, [[3], [1, 'verified'], [2]]);
    await enrol(course, [[2, 'masters']]);
    const row = (user_id: number, mode: string | null) => ({ user_id, course_id: course, mode });
    expect((await read(course, '&limit=2')).body).toEqual({
      results: [row(1, 'verified'), row(2, 'masters')],
      next_cursor: '2',
    });
    expect((await read(course, '&limit=2&cursor=2')).body).toEqual({ results: [row(3, null)], next_cursor: null });
    const json = [1, 3, 99].map(user_id => ({ user_id, course_id: course }));
    expect(await request('DELETE', ENROLMENTS, { json })).toMatchObject({ status: 200, text: '' });
    expect((await read(course)).body.results).toEqual([row(2, 'masters')]);
  });

  it('are up to 1,000 in one request', async () => {
    const ids = newLearners(1000);
    const course = newCourseId();
    expect((await enrol(course, ids)).status).toBe(200);
    expect((await read(course, '&limit=1000')).body.results).toHaveLength(1000);
    expect((await enrol(course, [...ids, [newLearnerId()]])).status).toBe(400);
  });

  it.each([
    ['no list', { user_id: 1, course_id: 'course-v1:X+Y+Z' }],
    ['an empty list', []],
    ['no course', [{ user_id: 1 }]],
    ['no user', [{ course_id: 'course-v1:X+Y+Z' }]],
    ['a user id that is not a number', [{ user_id: 'ada', course_id: 'course-v1:X+Y+Z' }]],
    ['a course id that no path can have', [{ user_id: 1, course_id: 'a/../b' }]],
  ])('reject %s', async (_what, json) => {
    expect((await request('PUT', ENROLMENTS, { json })).status).toBe(400);
    expect((await request('DELETE', ENROLMENTS, { json })).status).toBe(400);
  });

  it.each([
    ['a mode of several words', 'no id'],
    ['a long mode', 'x'.repeat(51)],
    ['an empty mode', ''],
  ])('reject %s', async (_what, mode) => expect((await enrol(newCourseId(), [[1, mode]])).status).toBe(400));

  it('reject a course id that has lost its plus signs', async () => {
    expect((await enrol('course-v1:X Y Z', [[1]])).status).toBe(400);
    expect((await request('GET', `${ENROLMENTS}?course_id=course-v1:X+Y+Z`)).status).toBe(400);
  });
});
