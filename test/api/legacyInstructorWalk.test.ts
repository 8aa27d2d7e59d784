import { beforeAll, describe, expect, it } from 'vitest';
import { attemptPath, newExam, V1_ATTEMPT } from '../support/api.ts';
import { type BrowserPage, openLmsPage } from '../support/browserCaller.ts';
import { newCourseId, newLearnerId } from '../support/builders.ts';
import { takeExam } from '../support/instructorWalk.ts';

const V1 = '/api/edx_proctoring/v1/proctored_exam';

/** The legacy instructor dashboard, jQuery on the LMS's own host: its requests, in their order. */
const course_id = newCourseId();
let page: BrowserPage;
let timed: number;
let proctored: number;

beforeAll(async () => {
  page = await openLmsPage({ id: newLearnerId(), courses: [course_id] });
  timed = await newExam({ course_id, exam_name: 'Quiz', is_proctored: false, time_limit_mins: 60 });
  proctored = await newExam({ course_id, exam_name: 'Final', backend: 'software_secure' });
});

interface Listed {
  id: number;
  status: string;
  user: { id: number; username: string };
}

async function list(search = '', number = 1) {
  const path = `${V1_ATTEMPT}/grouped/course_id/${course_id}${search && `/search/${encodeURIComponent(search)}`}`;
  const { status, body } = await page.get(`${path}?page=${number}`);
  expect(status).toBe(200);
  return { attempts: body.proctored_exam_attempts as Listed[], pages: body.pagination_info };
}

const listedIds = async (...search: Parameters<typeof list>) => (await list(...search)).attempts.map(({ id }) => id);

describe('the attempts of a course', () => {
  it('are listed by pages, and searched by username and email', async () => {
    const all: number[] = [];
    for (let count = 0; count < 26; count++) all.unshift((await takeExam(timed)).id);
    const first = await list();
    expect(first.pages).toEqual({ has_previous: false, has_next: true, current_page: 1, total_pages: 2 });
    expect(first.attempts.map(({ id }) => id)).toEqual(all.slice(0, 25));
    expect(await listedIds('', 2)).toEqual(all.slice(25));
    const { id, user } = first.attempts[3] as Listed;
    expect(await listedIds(user.username)).toEqual([id]);
    expect(await listedIds(`${user.username}@PERSONAL`)).toEqual([id]);
    expect(await listedIds('nobody at all')).toEqual([]);
  });

  it('are resumed after an error', async () => {
    const { id, username, user_id } = await takeExam(timed, 'start', 'error');
    expect((await list(username)).attempts).toMatchObject([{ id, status: 'error', is_resumable: true }]);
    const form = { user_id, action: 'mark_ready_to_resume' };
    expect((await page.send('PUT', attemptPath(id), { form })).body).toEqual({ exam_attempt_id: id });
    expect((await list(username)).attempts).toMatchObject([{ id, status: 'error', ready_to_resume: true }]);
  });

  it('are verified and rejected', async () => {
    const { id, username } = await takeExam(timed, 'start');
    for (const [action, status] of [
      ['reject', 'rejected'],
      ['verify', 'verified'],
    ] as const) {
      expect((await page.send('PUT', attemptPath(id), { form: { action } })).status).toBe(200);
      expect((await list(username)).attempts).toMatchObject([{ id, status }]);
    }
  });

  it('are removed, one or all of a learner at an exam', async () => {
    const { id, username, user_id } = await takeExam(timed);
    expect((await page.send('DELETE', attemptPath(id))).status).toBe(200);
    expect(await listedIds(username)).toEqual([]);
    const reset = (user: string) => page.send('DELETE', `${V1}/exam_id/${timed}/user_id/${user}/reset_attempts`);
    expect((await reset(user_id)).status).toBe(404);
    const again = await takeExam(timed, 'start');
    expect((await reset(again.user_id)).status).toBe(200);
    expect(await listedIds(again.username)).toEqual([]);
  });
});

describe('the allowances of a course', () => {
  const allowances = async () => (await page.get(`${V1}/${course_id}/allowance`)).body;
  const grouped = async () => (await page.get(`${V1}/${course_id}/grouped/allowance`)).body;

  it('are added to several learners and exams, edited and deleted', async () => {
    expect((await page.get(`${V1}/exam/course_id/${course_id}`)).body).toMatchObject([
      { id: timed },
      { id: proctored },
    ]);
    const [ada, ben] = [await takeExam(timed), await takeExam(timed)];
    const form = {
      exam_ids: `${timed},${proctored},`,
      user_ids: `${ada.username}, ${ben.username}@personal.example`,
      allowance_type: 'time_multiplier',
      value: '1.5',
    };
    expect((await page.send('PUT', `${V1}/${course_id}/bulk_allowance`, { form })).status).toBe(200);
    expect(Object.keys(await grouped()).sort()).toEqual([ada.username, ben.username].sort());
    expect((await grouped())[ada.username]).toMatchObject([
      { key: 'additional_time_granted', value: '30', proctored_exam: { exam_name: 'Quiz' } },
      { key: 'additional_time_granted', value: '45', proctored_exam: { exam_name: 'Final' } },
    ]);
    const edited = { exam_id: String(timed), user_info: ada.username, key: 'additional_time_granted', value: '20' };
    expect((await page.send('PUT', `${V1}/allowance`, { form: edited })).status).toBe(200);
    const { value: _, user_info: __, ...named } = edited;
    for (const user_id of [ada.user_id, ben.user_id]) {
      const removed = { ...named, user_id, exam_id: String(proctored) };
      expect((await page.send('DELETE', `${V1}/allowance`, { form: removed })).status).toBe(200);
    }
    expect((await allowances()).length).toBe(2);
    expect((await grouped())[ada.username]).toMatchObject([{ value: '20', user: { username: ada.username } }]);
  });

  it('name the field of a problem', async () => {
    const form = { exam_ids: String(timed), user_ids: 'nobody', allowance_type: 'time_multiplier', value: '1.5' };
    const bulk = (change: object) =>
      page.send('PUT', `${V1}/${course_id}/bulk_allowance`, { form: { ...form, ...change } });
    expect(await bulk({})).toMatchObject({ status: 400, body: { field: 'user_info', detail: expect.any(String) } });
    const { username } = await takeExam(timed);
    const badValue = await bulk({ user_ids: username, value: 'much' });
    expect(badValue).toMatchObject({ status: 400, body: { field: 'allowance_value', detail: expect.any(String) } });
  });
});
