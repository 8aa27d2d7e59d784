import { describe, expect, it } from 'vitest';
import { act, newAttempt, newExam, readAttempt, request } from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';

/** A course with a running attempt of a learner, in the API of edx-exams. */
async function aCourse(course = newCourseId()) {
  const exam_id = await newExam({ course_id: course, content_id: `block@${course}`, exam_name: 'Midterm' });
  const attempt = await newAttempt({ exam_id });
  const { id } = attempt.learner;
  const username = `user${id}`;
  const learners = [{ id, username, email: `${username}@example.com` }];
  await request('PUT', '/api/edx_proctoring/v1/learners', { json: { learners } });
  await act(attempt.id, 'start', attempt.learner);
  return { course, exam_id, attempt, username, staff: { id: 901, courses: [course] }, ...paths(course) };
}

const paths = (course: string, write: (id: string) => string = encodeURIComponent) => ({
  exams: `/api/v1/exams/course_id/${write(course)}/`,
  allowances: `/api/v1/exams/course_id/${write(course)}/allowances`,
});

describe('the exams of a course', () => {
  it('are the active ones, with their types', async () => {
    const { course, exams, exam_id, staff } = await aCourse();
    const timed = { course_id: course, content_id: 'timed', is_proctored: false, time_limit_mins: 30 };
    const timedId = await newExam(timed);
    await newExam({ course_id: course, content_id: 'practice', is_practice_exam: true });
    await newExam({ course_id: course, content_id: 'old', is_active: false });
    const answer = await request('GET', exams, { as: staff });
    expect(answer.status).toBe(200);
    expect(answer.body.map(({ exam_type }: { exam_type: string }) => exam_type)).toEqual([
      ...['proctored', 'timed', 'practice'],
    ]);
    expect(answer.body[0]).toMatchObject({ id: exam_id, exam_name: 'Midterm', course_id: course });
    expect(answer.body[1]).toEqual({
      ...{ id: timedId, exam_name: expect.any(String), course_id: course, content_id: 'timed', time_limit_mins: 30 },
      ...{ due_date: null, exam_type: 'timed', hide_after_due: false, is_active: true },
    });
  });

  it.each([
    ['course-v1:Ünï+1&2+é', encodeURIComponent],
    ['course-v1:Org+Course+Plain', (id: string) => id],
    ['Org/Course/Run', encodeURIComponent],
    ['Org/Course/Run', (id: string) => id],
  ])('of %s are listed, with and without a slash at the end', async (course, write) => {
    const { exams, allowances } = paths(course, write);
    for (const path of [exams, exams.slice(0, -1)]) expect((await request('GET', path)).status).toBe(200);
    for (const path of [allowances, `${allowances}/`]) expect((await request('GET', path)).body).toEqual([]);
  });
});

describe('the allowances of a course', () => {
  it('are added, listed, edited and removed; the end of a running attempt moves', async () => {
    const { exam_id, attempt, username, allowances, staff } = await aCourse();
    const { learner } = attempt;
    const as = staff;
    const row = { username, exam_id, extra_time_mins: 22.5 };
    expect(await request('POST', allowances, { as, json: [row] })).toMatchObject({ status: 200, text: '' });
    const [listed] = (await request('GET', allowances, { as })).body;
    expect(listed).toEqual({
      ...{ id: expect.any(Number), exam_id, user_id: learner.id, extra_time_mins: 23, username },
      ...{ exam_name: 'Midterm', email: `${username}@example.com` },
    });
    expect((await readAttempt(attempt.id)).allowed_time_limit_mins).toBe(113);
    const edited = { username: null, email: listed.email, exam_id: String(exam_id), extra_time_mins: '10' };
    expect((await request('POST', allowances, { as, json: [edited] })).status).toBe(200);
    expect((await request('GET', allowances, { as })).body).toEqual([{ ...listed, extra_time_mins: 10 }]);
    expect((await readAttempt(attempt.id)).allowed_time_limit_mins).toBe(100);
    expect(await request('DELETE', `${allowances}/${listed.id}`, { as })).toMatchObject({ status: 204, text: '' });
    expect((await request('GET', allowances, { as })).body).toEqual([]);
    expect((await readAttempt(attempt.id)).allowed_time_limit_mins).toBe(90);
    const again = await request('DELETE', `${allowances}/${listed.id}`, { as });
    expect([again.status, typeof again.body.detail]).toEqual([404, 'string']);
  });

  it('do not include other keys than additional time', async () => {
    const { exam_id, attempt, allowances } = await aCourse();
    const json = { exam_id, user_info: attempt.learner.id, key: 'review_policy_exception', value: 'calculator' };
    await request('PUT', '/api/edx_proctoring/v1/proctored_exam/allowance', { json });
    expect((await request('GET', allowances)).body).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['no list', {}],
    ['an empty list', []],
    ['neither a username nor an email', [{ exam_id: 5, extra_time_mins: 5 }]],
    ['an empty username', [{ username: '', exam_id: 5, extra_time_mins: 5 }]],
    ['text that is not well-formed', [{ email: 'a\ud800', exam_id: 5, extra_time_mins: 5 }]],
    ['negative time', [{ username: 'ada', exam_id: 5, extra_time_mins: -1 }]],
    ['time that is no number', [{ username: 'ada', exam_id: 5, extra_time_mins: 'x' }]],
    ['time in another notation', [{ username: 'ada', exam_id: 5, extra_time_mins: '1e3' }]],
    ['blank time', [{ username: 'ada', exam_id: 5, extra_time_mins: ' ' }]],
    ['no exam', [{ username: 'ada', extra_time_mins: 5 }]],
    ['too much time', [{ username: 'ada', exam_id: 5, extra_time_mins: 1e300 }]],
  ])('are a 400 with %s', async (_what, json) => {
    const { status, body } = await request('POST', paths(newCourseId()).allowances, { json });
    expect([status, typeof body.detail, body.errors.length > 0]).toEqual([400, 'string', true]);
  });

  it('are a 400 as a whole where one row is at fault, and nothing is stored', async () => {
    const { exam_id, attempt, username, allowances, staff } = await aCourse();
    const row = { username, exam_id, extra_time_mins: 5 };
    const faults = [
      { ...row, exam_id: await newExam() },
      { ...row, username: 'nobody' },
      // An id is no username, a username no email.
      { ...row, username: String(attempt.learner.id) },
      { ...row, username: '', email: username },
    ];
    const { status, body } = await request('POST', allowances, { as: staff, json: [row, ...faults] });
    expect([status, body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      ...[400, ['/1', '/2', '/3', '/4']],
    ]);
    expect(body.detail).toContain('4 of 5');
    expect((await request('GET', allowances)).body).toEqual([]);
  });

  it('are not changed by course staff for themselves, nor by staff of another course', async () => {
    const { course, exam_id, attempt, username, allowances } = await aCourse();
    const json = [{ username, exam_id, extra_time_mins: 5 }];
    const own = { ...attempt.learner, courses: [course] };
    for (const as of [own, { id: 903, courses: ['course-v1:Other+1+2'] }]) {
      expect((await request('POST', allowances, { as, json })).status).toBe(403);
    }
    await request('POST', allowances, { json });
    const [{ id }] = (await request('GET', allowances)).body;
    const other = paths(newCourseId()).allowances;
    expect((await request('DELETE', `${allowances}/${id}`, { as: own })).status).toBe(403);
    expect((await request('DELETE', `${other}/${id}`)).status).toBe(404);
    expect((await request('GET', allowances)).body).toHaveLength(1);
  });
});
