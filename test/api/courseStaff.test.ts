import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ApiCaller, newAttempt, newExam, readAttempt, request, V1_ATTEMPT } from '../support/api.ts';
import { newCourseId, newLearnerId } from '../support/builders.ts';

const PATH = '/api/proctoring/v1/course_staff';
const change = (method: 'PUT' | 'DELETE', course_id: string, ...ids: number[]) =>
  request(method, PATH, { json: ids.map(user_id => ({ user_id, course_id })) });
const list = (course: string, query = '') => request('GET', `${PATH}?course_id=${encodeURIComponent(course)}${query}`);

describe('the table of course staff', () => {
  it('is changed and listed, page by page', async () => {
    const course = newCourseId();
    // Nobody else's ids: other files have the same tables.
    const first = newLearnerId();
    expect(await change('PUT', course, first + 2, first, first + 1)).toMatchObject({ status: 200, text: '' });
    const row = (user_id: number) => ({ user_id, course_id: course });
    expect((await list(course, '&limit=2')).body).toEqual({
      results: [row(first), row(first + 1)],
      next_cursor: `${first + 1}`,
    });
    expect((await list(course, `&limit=2&cursor=${first + 1}`)).body).toEqual({
      results: [row(first + 2)],
      next_cursor: null,
    });
    expect(await change('DELETE', course, first, first + 2, first + 3)).toMatchObject({ status: 200, text: '' });
    expect((await list(course)).body).toEqual({ results: [row(first + 1)], next_cursor: null });
  });

  it('takes up to 1,000 entries in one request', async () => {
    // Few people, each of whom would be written once more.
    const first = newLearnerId();
    const ids = Array.from({ length: 1001 }, (_, index) => first + (index % 10));
    const course = newCourseId();
    expect((await change('PUT', course, ...ids)).status).toBe(400);
    expect((await list(course)).body.results).toEqual([]);
    expect((await change('PUT', course, ...ids.slice(1))).status).toBe(200);
    expect((await list(course)).body.results).toHaveLength(10);
  });

  it.each([
    ['no list', { user_id: 1, course_id: 'course-v1:X+Y+Z' }],
    ['an empty list', []],
    ['no course', [{ user_id: 1 }]],
    ['no user', [{ course_id: 'course-v1:X+Y+Z' }]],
    ['a user who is no id', [{ user_id: 'ada', course_id: 'course-v1:X+Y+Z' }]],
    ['a course id that no path can have', [{ user_id: 1, course_id: 'a/../b' }]],
  ])('rejects %s', async (_case, json) => {
    expect((await request('PUT', PATH, { json })).status).toBe(400);
    expect((await request('DELETE', PATH, { json })).status).toBe(400);
  });

  it.each(['course-v1:X Y Z', 'course-v1:X+Y+Z ', 'a/exam/b'])(
    'rejects an addition to %j, which is not a course id',
    async course => {
      expect((await change('PUT', course, 1)).status).toBe(400);
      expect((await change('DELETE', course, 1)).status).toBe(200);
    },
  );

  it('rejects a listing whose plus signs were not encoded', async () => {
    const answer = await request('GET', `${PATH}?course_id=course-v1:X+Y+Z`);
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining('%2B')]);
  });

  it('shows course staff external ids in each view, until they are removed', async () => {
    const course = newCourseId();
    const exam_id = await newExam({ course_id: course });
    const attempt = await newAttempt({ exam_id });
    const staff: ApiCaller = { id: 900_007 };
    const views = async () => {
      const asStaff = { as: staff };
      const single = await request('GET', `${V1_ATTEMPT}/${attempt.id}`, asStaff);
      const located = await request('GET', `${V1_ATTEMPT}/code/${attempt.code}`, asStaff);
      const listed = await request('GET', `${V1_ATTEMPT}/grouped/course_id/${encodeURIComponent(course)}`, asStaff);
      return [single, located, listed];
    };
    expect((await views()).map(({ status }) => status)).toEqual([403, 403, 403]);
    await change('PUT', course, 900_007);
    const [single, located, listed] = await views();
    expect([
      single?.body.external_id,
      located?.body.attempt.external_id,
      listed?.body.proctored_exam_attempts[0].external_id,
    ]).toEqual([attempt.externalId, attempt.externalId, attempt.externalId]);
    await change('DELETE', course, 900_007);
    expect((await views()).map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(await readAttempt(attempt.id)).toMatchObject({ status: 'created' });
  });

  it('lists their courses to those who are in it, after those of their token', async () => {
    const [first, second] = [newCourseId(), newCourseId()].sort() as [string, string];
    const named = newCourseId();
    const user = { id: randomInt(1, 2 ** 40), courses: [named] };
    const mine = async () => (await request('GET', '/api/proctoring/v1/me', { as: user })).body.course_staff;
    expect(await mine()).toEqual([named]);
    for (const course of [second, first, named]) await change('PUT', course, user.id);
    expect(await mine()).toEqual([named, first, second]);
    await change('DELETE', second, user.id);
    expect(await mine()).toEqual([named, first]);
  });

  it('lists 100 courses of a user who has more, and grants the others', async () => {
    const course = newCourseId();
    const user = { id: randomInt(1, 2 ** 40) };
    const json = Array.from({ length: 101 }, (_, index) => ({ user_id: user.id, course_id: `${course}-${index}` }));
    expect((await request('PUT', PATH, { json })).status).toBe(200);
    const { body } = await request('GET', '/api/proctoring/v1/me', { as: user });
    expect(body.course_staff).toHaveLength(100);
    const others = json.filter(({ course_id }) => !body.course_staff.includes(course_id));
    expect(others).toHaveLength(1);
    const statuses = [...others, json[0]].map(async entry => {
      const path = `${V1_ATTEMPT}/grouped/course_id/${encodeURIComponent(`${entry?.course_id}`)}`;
      return (await request('GET', path, { as: user })).status;
    });
    expect(await Promise.all(statuses)).toEqual([200, 200]);
  });

  it('discloses to nobody else whether an attempt code exists', async () => {
    const attempt = await newAttempt();
    await change('PUT', newCourseId(), 900_008);
    const answers = await Promise.all(
      [attempt.code, 'NO-SUCH-CODE'].map(code => request('GET', `${V1_ATTEMPT}/code/${code}`, { as: { id: 900_008 } })),
    );
    expect(answers.map(({ status, body }) => [status, body.detail])).toEqual([
      [403, answers[1]?.body.detail],
      [403, answers[0]?.body.detail],
    ]);
  });
});
