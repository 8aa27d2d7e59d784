import { beforeAll, describe, expect, it } from 'vitest';
import { type ApiCaller, act, newAttempt, newExam, readAttempt, request } from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';

const TIME = 'additional_time_granted';
const pathOf = (course: string, write: (id: string) => string = encodeURIComponent) =>
  `/api/instructor/v2/courses/${write(course)}/special_exams`;

/** A course with two exams and learners with attempts at the first one. */
async function aCourse(learners = 1) {
  const course = newCourseId();
  const first = await newExam({ course_id: course, content_id: 'first', exam_name: 'Midterm' });
  const second = await newExam({ course_id: course, content_id: 'second', exam_name: 'Quiz', time_limit_mins: 30 });
  const attempts = await Promise.all(Array.from({ length: learners }, () => newAttempt({ exam_id: first })));
  const known = attempts.map(({ learner: { id } }) => ({ id, username: `user${id}`, email: `${id}@example.com` }));
  await request('PUT', '/api/edx_proctoring/v1/learners', { json: { learners: known } });
  const as = { id: 901, courses: [course] };
  const path = pathOf(course);
  const grant = (change: object = {}, caller: ApiCaller = as) =>
    request('POST', `${path}/allowances`, {
      as: caller,
      json: { exam_ids: [first], user_ids: usernames, allowance_type: TIME, value: '15', ...change },
    });
  const list = async (query = '') => (await request('GET', `${path}/allowances${query}`, { as })).body;
  const usernames = known.map(({ username }) => username);
  const startFirst = () => act(attempts[0]?.id ?? 0, 'start', attempts[0]?.learner);
  const minutesOfFirst = async () => (await readAttempt(attempts[0]?.id ?? 0)).allowed_time_limit_mins;
  return { course, first, second, known, usernames, startFirst, minutesOfFirst, as, path, grant, list };
}

describe('allowances in the newer instructor dashboard', () => {
  it('are added for learners at exams, edited and removed', async () => {
    const { first, second, known, usernames, startFirst, minutesOfFirst, as, path, grant, list } = await aCourse();
    await startFirst();
    const added = await grant({ exam_ids: [first, second], allowance_type: 'time_multiplier', value: '1.5' });
    expect([added.status, added.body]).toEqual([
      200,
      {
        ...{ allowance_type: 'time_multiplier', value: '1.5' },
        results: [first, second].map(exam_id => ({ identifier: usernames[0], exam_id, success: true })),
      },
    ]);
    const { results } = await list('?ordering=-value');
    expect(results).toMatchObject([
      {
        user: { username: usernames[0] },
        key: TIME,
        value: '45',
        proctored_exam: { id: first, exam_type: 'proctored' },
      },
      { key: TIME, value: '15', proctored_exam: { id: second, exam_name: 'Quiz', time_limit_mins: 30 } },
    ]);
    expect(results[0].proctored_exam).not.toHaveProperty('external_id');
    expect(await minutesOfFirst()).toBe(135);
    await grant({ value: '20' });
    expect(await minutesOfFirst()).toBe(110);
    const json = { exam_id: first, user_ids: [known[0]?.id, 'nobody'], allowance_type: TIME };
    const removed = await request('DELETE', `${path}/${first}/allowance`, { as, json });
    expect([removed.status, removed.body]).toEqual([
      200,
      {
        allowance_type: TIME,
        results: [
          { identifier: known[0]?.id, success: true },
          { identifier: 'nobody', success: false, error: expect.any(String) },
        ],
      },
    ]);
    expect((await list()).count).toBe(1);
    expect(await minutesOfFirst()).toBe(90);
  });

  it('of another type stay: an exception takes no time from a running attempt', async () => {
    const { startFirst, minutesOfFirst, grant, list } = await aCourse();
    await startFirst();
    await grant();
    await grant({ allowance_type: 'review_policy_exception', value: 'calculator' });
    const { results } = await list('?ordering=key');
    expect(results.map(({ key, value }: { key: string; value: string }) => [key, value])).toEqual([
      [TIME, '15'],
      ['review_policy_exception', 'calculator'],
    ]);
    expect(await minutesOfFirst()).toBe(105);
  });

  it('are searched, sorted and listed in pages', async () => {
    const { course, known, usernames, grant, list } = await aCourse(3);
    await grant();
    const sorted = [...usernames].sort();
    const names = ({ results }: { results: { user: { username: string } }[] }) =>
      results.map(({ user }) => user.username);
    const first = await list('?page_size=2&ordering=username');
    const address = `${pathOf(course)}/allowances?page=2&page_size=2&ordering=username`;
    expect(first).toMatchObject({ count: 3, num_pages: 2, next: address, previous: null });
    const second = (await request('GET', first.next)).body;
    expect(second).toMatchObject({ count: 3, next: null, previous: address.replace('page=2', 'page=1') });
    expect([...names(first), ...names(second)]).toEqual(sorted);
    const byEmail = known.toSorted((a, b) => (a.email < b.email ? 1 : -1));
    expect(names(await list('?ordering=-user.email'))).toEqual(byEmail.map(({ username }) => username));
    expect(await list('?page=9&page_size=2')).toEqual(await list('?page=2&page_size=2'));
    expect(names(await list(`?search=${usernames[1]?.toUpperCase()}`))).toEqual([usernames[1]]);
    expect(await list('?search=nobody&ordering=toString')).toMatchObject({ count: 0, num_pages: 1, results: [] });
  });

  it('fail row by row: an unknown learner, an exam of another course, course staff for themselves', async () => {
    const { course, first, known, usernames, grant } = await aCourse();
    const other = await newExam();
    const { status, body } = await grant({ exam_ids: [first, other], user_ids: [...usernames, 'nobody'] });
    expect([status, body.results.map(({ success }: { success: boolean }) => success)]).toEqual([
      200,
      [true, false, false, false],
    ]);
    const own = await grant({}, { ...known[0], courses: [course] });
    expect([own.status, own.body.results[0].success]).toEqual([200, false]);
  });

  let target: Awaited<ReturnType<typeof aCourse>>;
  beforeAll(async () => {
    target = await aCourse();
  });

  it.each<[string, object, number]>([
    ['no exams', { exam_ids: [] }, 400],
    ['no learners', { user_ids: [] }, 400],
    ['no type', { allowance_type: undefined }, 400],
    ['an unknown type', { allowance_type: 'additional_time' }, 400],
    ['a bad value', { value: 'many' }, 400],
    ['no value', { value: undefined }, 400],
    ['exams of other courses only', { exam_ids: [5] }, 404],
  ])('are rejected with %s', async (_what, change, expected) => {
    const { status, body } = await target.grant(change);
    expect([status, typeof body.detail]).toEqual([expected, 'string']);
  });

  it('that were rejected are not granted', async () => {
    expect((await target.list()).count).toBe(0);
  });

  it('of an erased learner are listed without names, and are removed; none is granted', async () => {
    const { course, first, second, known, as, path, grant, list } = await aCourse();
    const id = known[0]?.id;
    await grant({ exam_ids: [first, second] });
    expect((await request('POST', `/api/edx_proctoring/v1/retire_user/${id}/`)).status).toBe(204);
    const withoutNames = { id, username: '', email: '' };
    expect((await list()).results).toMatchObject([{ user: withoutNames }, { user: withoutNames }]);
    const attempts = (await request('GET', `${path}/attempts`, { as })).body;
    expect(attempts).toMatchObject({ count: 1, results: [{ user: withoutNames }] });
    const byEdxExams = `/api/v1/exams/course_id/${encodeURIComponent(course)}/allowances`;
    const [row] = (await request('GET', byEdxExams, { as })).body;
    expect(row).toMatchObject({ user_id: id, username: '', email: '' });
    expect((await grant({ user_ids: [id] })).body.results).toMatchObject([{ success: false }]);
    expect((await request('DELETE', `${byEdxExams}/${row.id}`, { as })).status).toBe(204);
    const json = { user_ids: [id], allowance_type: TIME };
    for (const exam of [first, second]) {
      expect((await request('DELETE', `${path}/${exam}/allowance`, { as, json })).body.results).toMatchObject([
        { success: true },
      ]);
    }
    expect((await list()).count).toBe(0);
  });

  it('are not removed at an exam of another course, nor without learners', async () => {
    const { first, usernames, as, path, grant, list } = await aCourse();
    await grant();
    const json = { user_ids: usernames, allowance_type: TIME };
    const remove = (examId: number, body: object) =>
      request('DELETE', `${path}/${examId}/allowance`, { as, json: body });
    expect((await remove(await newExam(), json)).status).toBe(404);
    expect((await remove(5, json)).status).toBe(404);
    expect((await remove(first, { ...json, user_ids: [] })).status).toBe(400);
    expect((await remove(first, { user_ids: usernames })).status).toBe(400);
    expect((await list()).count).toBe(1);
  });

  it('of a course with an old id are reached with plain slashes', async () => {
    const run = newCourseId().replaceAll(/\W/g, '');
    const course = `Org/Course/${run}`;
    const exam_id = await newExam({ course_id: course });
    const { learner } = await newAttempt({ exam_id });
    for (const write of [encodeURIComponent, (id: string) => id]) {
      const path = pathOf(course, write);
      const json = { exam_ids: [exam_id], user_ids: [learner.id], allowance_type: TIME, value: '5' };
      expect((await request('POST', `${path}/allowances`, { json })).status).toBe(200);
      expect((await request('GET', `${path}/allowances`)).body.count).toBe(1);
      expect((await request('DELETE', `${path}/${exam_id}/allowance`, { json })).status).toBe(200);
      expect((await request('GET', `${path}/allowances`)).body.count).toBe(0);
    }
  });
});

describe('the proctoring settings of a course', () => {
  const settings = async (course: string) =>
    (await request('GET', `/api/instructor/v2/courses/${encodeURIComponent(course)}/proctoring_settings`)).body;

  it('are those of its active proctored exams', async () => {
    const { course } = await aCourse();
    expect(await settings(course)).toEqual({
      ...{ proctoring_provider: 'software_secure', proctoring_escalation_email: null, create_zendesk_tickets: false },
      ...{ enable_proctored_exams: true, supports_onboarding: false, review_dashboard_available: false },
    });
    const timed = newCourseId();
    await newExam({ course_id: timed, is_proctored: false });
    await newExam({ course_id: timed, is_active: false });
    expect(await settings(timed)).toMatchObject({ proctoring_provider: null, enable_proctored_exams: false });
  });
});
