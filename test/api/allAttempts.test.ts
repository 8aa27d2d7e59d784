import { beforeAll, describe, expect, it } from 'vitest';
import { act, newAttempt, newExam, request, reviewFor } from '../support/api.ts';
import { newCourseId, newLearnerId } from '../support/builders.ts';
import { someOf } from '../support/runs.ts';

/** The lists of all attempts of a course for the exams dashboard and the newer instructor dashboard. */
const V1 = '/api/edx_proctoring/v1/proctored_exam';
const CALLBACK = '/api/edx_proctoring/proctoring_review_callback/';
const c = encodeURIComponent;
const problem = (code: string) => ({ type: expect.stringContaining(`:${code}`) });
const course = newCourseId();
const reviewsPath = (courseId = course) => `/api/v1/instructor_view/course_id/${c(courseId)}/attempts`;
const specialExams = (courseId = course) => `/api/instructor/v2/courses/${c(courseId)}/special_exams`;

type Created = Awaited<ReturnType<typeof newAttempt>>;
let midterm: number;
let practice: number;
let submitted: Created;
let created: Created;
let practised: Created;

beforeAll(async () => {
  midterm = await newExam({ course_id: course, exam_name: 'Midterm' });
  practice = await newExam({ course_id: course, exam_name: 'A practice', is_practice_exam: true, time_limit_mins: 20 });
  submitted = await newAttempt({ exam_id: midterm });
  await act(submitted.id, 'start', submitted.learner);
  await act(submitted.id, 'submit', submitted.learner);
  created = await newAttempt({ exam_id: midterm });
  practised = await newAttempt({ exam_id: practice });
  await act(practised.id, 'start', practised.learner);
});

describe('the attempts of a course for the exams dashboard', () => {
  it('have times, the type of the exam and the review', async () => {
    const delivered = await request('POST', CALLBACK, { as: null, json: reviewFor(submitted) });
    expect(delivered.status).toBe(200);
    const { status, body } = await request('GET', `${reviewsPath()}/?exam_id=${midterm}&limit=1000000`);
    expect(status).toBe(200);
    expect(body).toEqual({
      count: 2,
      next: null,
      previous: null,
      results: [
        {
          ...{ attempt_id: created.id, attempt_status: 'created', start_time: null, end_time: null },
          ...{ allowed_time_limit_mins: null, exam_type: 'proctored', exam_display_name: 'Midterm' },
          ...{ username: `user${created.learner.id}`, proctored_review: null },
        },
        {
          ...{ attempt_id: submitted.id, attempt_status: 'verified', start_time: expect.any(String) },
          ...{ end_time: expect.any(String), allowed_time_limit_mins: 90, exam_type: 'proctored' },
          ...{ exam_display_name: 'Midterm', username: `user${submitted.learner.id}` },
          proctored_review: { submission_time: expect.any(String), severity: null, submission_reason: 'Clean' },
        },
      ],
    });
  });

  it('are paged on request', async () => {
    const first = (await request('GET', `${reviewsPath()}?limit=2`)).body;
    expect(first).toMatchObject({ count: 3, previous: null, results: [{ attempt_id: practised.id }, {}] });
    expect(first.next).toMatch(/\?limit=2&cursor=[\w-]+$/);
    const second = (await request('GET', first.next)).body;
    expect(second).toMatchObject({ count: 3, next: null, previous: null, results: [{ attempt_id: submitted.id }] });
    const byNumber = (await request('GET', `${reviewsPath()}?limit=2&offset=2`)).body;
    expect(byNumber).toMatchObject({ results: second.results, previous: `${reviewsPath()}?limit=2&offset=0` });
    expect((await request('GET', `${reviewsPath()}?offset=3`)).body.results).toEqual([]);
  });

  it.each(
    someOf([
      ['an exam of another course', async () => `?exam_id=${await newExam({ course_id: newCourseId() })}`, 404],
      ['an unknown exam', async () => '?exam_id=1', 404],
      ['an offset beyond 10,000', async () => '?offset=10001', 400],
      ['a limit of 0', async () => '?limit=0', 400],
      ['a foreign cursor', async () => '?cursor=x', 400],
    ]),
  )('reject %s', async (_, query, status) => {
    expect((await request('GET', `${reviewsPath()}${await query()}`)).status).toBe(status);
  });
});

describe('a course that the service does not know', () => {
  const unknown = newCourseId();
  it.each(
    someOf([
      [`/api/v1/exams/course_id/${unknown}/`, []],
      [`/api/v1/exams/course_id/${unknown}/allowances`, []],
      [reviewsPath(unknown), { count: 0, next: null, previous: null, results: [] }],
      [specialExams(unknown), []],
      [`${specialExams(unknown)}/attempts`, { count: 0, num_pages: 1, next: null, previous: null, results: [] }],
      [`${specialExams(unknown)}/allowances`, { count: 0, num_pages: 1, next: null, previous: null, results: [] }],
    ]),
  )('has empty lists for its staff, and a 403 for others: %s', async (path, body) => {
    expect(await request('GET', path, { as: { id: 902, courses: [unknown] } })).toMatchObject({ status: 200, body });
    expect((await request('GET', path, { as: { id: 902, courses: [course] } })).status).toBe(403);
  });
});

describe('the newer instructor dashboard', () => {
  it('lists exams, by type on request', async () => {
    const ids = async (query = '') =>
      (await request('GET', `${specialExams()}${query}`)).body.map(({ id }: { id: number }) => id);
    expect((await ids()).sort()).toEqual([midterm, practice].sort());
    expect(await ids('?exam_type=proctored')).toEqual([midterm]);
    expect(await ids('?exam_type=practice')).toEqual([practice]);
    expect(await ids('?exam_type=timed')).toEqual([]);
    expect((await request('GET', `${specialExams()}?exam_type=other`)).status).toBe(400);
    const [exam] = (await request('GET', `${specialExams()}?exam_type=practice`)).body;
    expect(exam).toMatchObject({ course_id: course, exam_name: 'A practice', time_limit_mins: 20, is_active: true });
    expect(exam).not.toHaveProperty('external_id');
  });

  const attempts = async (query = '') => (await request('GET', `${specialExams()}/attempts${query}`)).body;
  const idsOf = async (query: string) => (await attempts(query)).results.map(({ id }: { id: number }) => id);

  it('lists all attempts in numbered pages', async () => {
    const page = await attempts('?page=2&page_size=1');
    expect(page).toMatchObject({ count: 3, num_pages: 3 });
    expect(page.next).toBe(`${specialExams()}/attempts?page=3&page_size=1`);
    expect(page.previous).toBe(`${specialExams()}/attempts?page=1&page_size=1`);
    expect(page.results).toEqual([
      {
        id: created.id,
        user: { id: created.learner.id, username: `user${created.learner.id}`, email: expect.any(String) },
        ...{ exam_id: midterm, exam_name: 'Midterm', exam_type: 'proctored', status: 'created' },
        ...{ start_time: null, end_time: null, allowed_time_limit_mins: null, ready_to_resume: false },
      },
    ]);
    expect(await idsOf('?page=9&page_size=2')).toEqual([submitted.id]);
    expect(await attempts(`?search=USER${created.learner.id}`)).toMatchObject({
      count: 1,
      results: [{ id: created.id }],
    });
    expect(await attempts('?search=nobody')).toMatchObject({ count: 0, num_pages: 1, results: [] });
  });

  /** Columns by another name than their field's. */
  const FIELDS: Record<string, string> = {
    ...{ type: 'exam_type', started_at: 'start_time', completed_at: 'end_time' },
    ...{ 'proctored_exam.exam_name': 'exam_name', 'user.username': 'username', 'user.email': 'email' },
  };

  it.each(
    someOf([
      ...['user.username', 'username', 'user.email', 'email', 'allowed_time_limit_mins', 'status', 'ready_to_resume'],
      ...['exam_name', 'proctored_exam.exam_name', 'exam_type', 'type', 'time_limit', 'proctored_exam.time_limit_mins'],
      ...['start_time', 'started_at', 'end_time', 'completed_at', 'unknown', '__proto__'],
    ]),
  )('sorts by %s', async name => {
    const ascending = await attempts(`?ordering=${name}`);
    const descending = await attempts(`?ordering=-${name}`);
    const field = FIELDS[name] ?? name;
    const values = (page: { results: Record<string, unknown>[] }) =>
      page.results.map(row => String(({ ...row, ...(row.user as object) } as Record<string, unknown>)[field] ?? ''));
    const minutes = (page: { results: Record<string, unknown>[] }) =>
      page.results.map(row => Number(row.allowed_time_limit_mins ?? 0));
    if (name === 'allowed_time_limit_mins') {
      expect(minutes(ascending)).toEqual(minutes(ascending).sort((a, b) => a - b));
      expect(minutes(descending)).toEqual(minutes(ascending).reverse());
    } else {
      expect(values(ascending)).toEqual(values(ascending).sort());
      expect(values(descending)).toEqual(values(ascending).reverse());
    }
  });

  it('shows and sorts by the type that the exam had at the creation of the attempt', async () => {
    const courseId = newCourseId();
    const dropped = await newExam({ course_id: courseId });
    const proctored = await newAttempt({ exam_id: dropped });
    const timed = await newAttempt({ exam_id: await newExam({ course_id: courseId, is_proctored: false }) });
    await request('PUT', `${V1}/exam`, { json: { exam_id: dropped, is_proctored: false, is_active: false } });
    const types = async (path: string, id: string) =>
      (await request('GET', path)).body.results.map((row: Record<string, unknown>) => [row[id], row.exam_type]);
    const newestFirst = [
      [timed.id, 'timed'],
      [proctored.id, 'proctored'],
    ];
    expect(await types(reviewsPath(courseId), 'attempt_id')).toEqual(newestFirst);
    const path = `${specialExams(courseId)}/attempts`;
    expect(await types(path, 'id')).toEqual(newestFirst);
    for (const column of ['exam_type', 'type']) {
      expect(await types(`${path}?ordering=${column}`, 'id')).toEqual(newestFirst.toReversed());
      expect(await types(`${path}?ordering=-${column}`, 'id')).toEqual(newestFirst);
    }
  });

  it('offers the resumption of an attempt that is not ready to resume yet', async () => {
    const failed = await newAttempt({ exam_id: midterm });
    await act(failed.id, 'start', failed.learner);
    await act(failed.id, 'error', failed.learner);
    const row = async () => (await attempts(`?search=user${failed.learner.id}`)).results[0];
    expect(await row()).toMatchObject({ status: 'error', ready_to_resume: false });
    await request('PUT', `${V1}/attempt/${failed.id}`, { json: { action: 'mark_ready_to_resume' } });
    expect(await row()).toMatchObject({ status: 'error', ready_to_resume: true });
    expect((await idsOf('?ordering=-ready_to_resume'))[0]).toBe(failed.id);
  });

  it.each(['Zoë', '=1+1', '100%', 'x?y#z', '..x', ' blank '])('finds and resets a learner named %s', async name => {
    const { id } = created.learner;
    const username = `${name}${id}`;
    const user = { id: newLearnerId(), username, email: '', name };
    const exam_id = midterm;
    await newAttempt({ exam_id, user });
    expect(await attempts(`?search=${c(username.toUpperCase())}`)).toMatchObject({ count: 1, results: [{ exam_id }] });
    const path = `${specialExams()}/${exam_id}/reset/${c(username)}`;
    expect((await request('POST', path)).body).toEqual({ success: true });
  });

  it('resets the attempts of a learner, in courses of either form of id', async () => {
    for (const course_id of [newCourseId(), `Org/Course${created.id}/Run`]) {
      const exam_id = await newExam({ course_id });
      const { learner } = await newAttempt({ exam_id });
      const path = `/api/instructor/v2/courses/${course_id}/special_exams/${exam_id}/reset/user${learner.id}`;
      expect(await request('POST', path)).toMatchObject({ status: 200, body: { success: true } });
      expect(await request('POST', `${path}/`)).toMatchObject({ status: 404, body: problem('attempt_not_found') });
      const unknown = path.replace(/[^/]*$/, 'nobody-at-all');
      expect(await request('POST', unknown)).toMatchObject({ status: 404, body: problem('learner_not_found') });
      const elsewhere = path.replace(course_id, newCourseId());
      expect(await request('POST', elsewhere)).toMatchObject({ status: 404, body: problem('exam_not_found') });
    }
  });
});
