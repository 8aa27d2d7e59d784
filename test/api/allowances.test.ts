import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ApiCaller, newExam, request } from '../support/api.ts';
import { newCourseId, newLearnerId } from '../support/builders.ts';

const V1 = '/api/edx_proctoring/v1';
const EXAMS = `${V1}/proctored_exam`;

const newLearner = async () => {
  const id = newLearnerId();
  const learner = { id, username: `user${id}`, email: `user${id}@personal.example` };
  await request('PUT', `${V1}/learners`, { json: { learners: [learner] } });
  return learner;
};

async function setUp(overrides: Record<string, unknown> = {}) {
  const course = newCourseId();
  const exam_id = await newExam({ course_id: course, ...overrides });
  const as: ApiCaller = { id: 77, courses: [course] };
  const list = async (grouped = '') => (await request('GET', `${EXAMS}/${course}${grouped}/allowance`, { as })).body;
  return { course, exam_id, as, list, learner: await newLearner() };
}

const set = (json: Record<string, unknown>, as?: ApiCaller) =>
  request('PUT', `${EXAMS}/allowance`, { json, ...(as && { as }) });
const time = (exam_id: number, user_info: unknown, value: unknown = 10) => ({
  exam_id,
  user_info,
  key: 'additional_time_granted',
  value,
});

describe('an allowance', () => {
  it('is granted by username, email or id, listed and removed', async () => {
    const { exam_id, as, list, learner } = await setUp();
    for (const [user_info, value] of [
      [learner.username, '10'],
      [learner.email.toUpperCase(), 20],
      [learner.id, '30'],
    ]) {
      const answer = await set(time(exam_id, user_info, value), as);
      expect([answer.status, answer.body]).toEqual([200, null]);
      expect(await list()).toEqual([
        {
          id: expect.any(Number),
          created: expect.any(String),
          modified: expect.any(String),
          user: learner,
          key: 'additional_time_granted',
          value: String(value),
          proctored_exam: expect.objectContaining({ id: exam_id }),
        },
      ]);
    }
    expect(await list('/grouped')).toEqual({ [learner.username]: [expect.objectContaining({ value: '30' })] });
    const json = { exam_id: String(exam_id), user_id: String(learner.id), key: 'additional_time_granted' };
    for (let times = 0; times < 2; times++) {
      const answer = await request('DELETE', `${EXAMS}/allowance`, { as, json });
      expect([answer.status, answer.body]).toEqual([200, null]);
    }
    expect(await list()).toEqual([]);
  });

  it('of any other kind is stored unchanged', async () => {
    const { exam_id, as, list, learner } = await setUp();
    await set({ exam_id, user_info: learner.id, key: 'review_policy_exception', value: 'May use a calculator.' }, as);
    await set({ exam_id, user_info: learner.id, key: 'my-own.key', value: '0x1F' }, as);
    const listed = (await list()).map(({ key, value }: Record<string, unknown>) => [key, value]);
    expect(listed).toEqual([
      ['my-own.key', '0x1F'],
      ['review_policy_exception', 'May use a calculator.'],
    ]);
  });

  it('of another value than the caller has seen is neither changed nor removed: a 409 with the present value', async () => {
    const { exam_id, as, list, learner } = await setUp();
    const minutes = (value: string, if_value: unknown) => set({ ...time(exam_id, learner.id, value), if_value }, as);
    const remove = (if_value: string) => {
      const json = { exam_id, user_id: learner.id, key: 'additional_time_granted', if_value };
      return request('DELETE', `${EXAMS}/allowance`, { as, json });
    };
    const conflict = (value: string | null) => ({
      status: 409,
      body: expect.objectContaining({ type: 'urn:proctoring:problem:allowance_changed', value }),
    });
    const present = async () => (await list()).map(({ value }: Record<string, unknown>) => value);
    expect(await minutes('10', '5')).toMatchObject(conflict(null));
    expect((await minutes('10', null)).status).toBe(200);
    for (const seen of [null, '9', '10.0', ' 10']) expect(await minutes('20', seen)).toMatchObject(conflict('10'));
    expect(await remove('9')).toMatchObject(conflict('10'));
    expect(await present()).toEqual(['10']);
    expect((await minutes('20', '10')).status).toBe(200);
    expect(await remove('10')).toMatchObject(conflict('20'));
    expect(await present()).toEqual(['20']);
    expect((await remove('20')).status).toBe(200);
    expect(await present()).toEqual([]);
    // A repetition, whose first answer was lost.
    expect((await remove('20')).status).toBe(200);
    expect([(await minutes('30', {})).status, (await minutes('30', ['20'])).status, await present()]).toEqual([
      400,
      400,
      [],
    ]);
  });

  it('of an invalid number of minutes is a 400', async () => {
    const { exam_id, list, learner } = await setUp();
    for (const value of [-1, '1.5', 'ten', '', '9999999', 1e300]) {
      const { status, body } = await set(time(exam_id, learner.id, value));
      expect([value, status, body.type]).toEqual([value, 400, 'urn:proctoring:problem:bad_allowance_value']);
    }
    expect(await list()).toEqual([]);
  });

  it('for an unknown learner, an unknown exam or an inactive exam is a 400', async () => {
    const { exam_id, learner } = await setUp();
    expect((await set(time(exam_id, 'nobody@example.com'))).body.type).toContain('learner_not_known');
    expect((await set(time(5, learner.id))).body.type).toContain('exam_does_not_exist');
    expect((await set(time(await newExam({ is_active: false }), learner.id))).body.type).toContain('exam_not_active');
    expect((await set({ ...time(exam_id, learner.id), key: 'a#b' })).status).toBe(400);
  });

  it('is listed under old-style course ids, plain and percent-encoded', async () => {
    const course = `Org/Course/${randomUUID()}`;
    const { exam_id, learner } = await setUp({ course_id: course });
    await set(time(exam_id, learner.id));
    for (const path of [`${EXAMS}/${course}/allowance`, `${EXAMS}/${encodeURIComponent(course)}/allowance`]) {
      expect((await request('GET', path)).body).toHaveLength(1);
    }
    expect((await request('GET', `${EXAMS}/${course}/grouped/allowance`)).body).toHaveProperty(learner.username);
  });
});

describe('allowances in bulk', () => {
  const bulk = (json: Record<string, unknown>, as?: ApiCaller, course = '') =>
    request('PUT', `${EXAMS}/${course}bulk_allowance`, { json, ...(as && { as }) });

  it('are granted to each learner at each exam', async () => {
    const { course, exam_id, as, list, learner } = await setUp();
    const [other, grace] = [await newExam({ course_id: course, time_limit_mins: 45 }), await newLearner()];
    const answer = await bulk(
      {
        course_id: 'course-v1:nothing+to+say',
        exam_ids: `${exam_id}, ${other}`,
        user_ids: `${learner.username},${grace.id}`,
        allowance_type: 'time_multiplier',
        value: '1.5',
      },
      as,
      `${course}/`,
    );
    expect([answer.status, answer.body.length]).toEqual([200, 4]);
    const minutes = (await list()).map(({ key, value }: Record<string, unknown>) => `${key} ${value}`).sort();
    // Half of 45 minutes is 22.5, rounded.
    expect(minutes).toEqual([23, 23, 45, 45].map(value => `additional_time_granted ${value}`));
  });

  it('that partly fail are a 207 with a result for each', async () => {
    const { exam_id, as, list, learner } = await setUp();
    const inactive = await newExam({
      course_id: (await request('GET', `${EXAMS}/exam/exam_id/${exam_id}`)).body.course_id,
      is_active: false,
    });
    const answer = await bulk(
      { exam_ids: [exam_id, inactive], user_ids: [learner.username, 'nobody'], allowance_type: 'x', value: 'y' },
      as,
    );
    expect(answer.status).toBe(207);
    expect(answer.body).toMatchObject([
      { exam_id, user_id: learner.username, status: 200 },
      { exam_id, user_id: 'nobody', status: 400, detail: expect.any(String) },
      { exam_id: inactive, status: 400 },
      { exam_id: inactive, status: 400 },
    ]);
    expect(await list()).toHaveLength(1);
  });

  it('that all fail are a 400 about the learners; a bad value is a 400 about the value', async () => {
    const { exam_id, as, learner } = await setUp();
    const json = {
      exam_ids: String(exam_id),
      user_ids: 'nobody',
      allowance_type: 'additional_time_granted',
      value: '5',
    };
    const none = await bulk(json, as);
    expect([none.status, none.body.field, typeof none.body.detail]).toEqual([400, 'user_info', 'string']);
    for (const [allowance_type, value] of [
      ['additional_time_granted', 'x'],
      ['time_multiplier', '0.5'],
      ['time_multiplier', 'x'],
    ]) {
      const bad = await bulk({ ...json, user_ids: learner.username, allowance_type, value }, as);
      expect([bad.status, bad.body.field]).toEqual([400, 'allowance_value']);
    }
  });

  it('at an exam of another course are a 403 and grant nothing', async () => {
    const { course, exam_id, as, list, learner } = await setUp();
    const foreign = await newExam({ course_id: 'course-v1:Other+1+2' });
    const json = { course_id: course, exam_ids: `${exam_id},${foreign}`, user_ids: learner.username };
    expect((await bulk({ ...json, allowance_type: 'x', value: 'y' }, as)).status).toBe(403);
    expect(await list()).toEqual([]);
  });

  it('above the maximum, or without a learner, are a 400', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => index + 1).join();
    const json = { exam_ids: ids, user_ids: ids, allowance_type: 'x', value: 'y' };
    expect((await bulk(json)).status).toBe(400);
    expect((await bulk({ ...json, exam_ids: '' })).status).toBe(400);
    expect((await bulk({ ...json, exam_ids: 'a,b' })).status).toBe(400);
    expect((await bulk({ ...json, exam_ids: '9999999999999999' })).status).toBe(400);
  });
});

describe('registering learners', () => {
  let learner: Awaited<ReturnType<typeof newLearner>>;
  beforeAll(async () => {
    learner = await newLearner();
  });

  it('answers the number of learners, also when it is repeated', async () => {
    const json = { learners: [learner, { id: String(learner.id + 1), username: 'x' }] };
    for (let times = 0; times < 2; times++) {
      expect((await request('PUT', `${V1}/learners`, { json })).body).toEqual({ registered: 2 });
    }
  });

  it.each([
    [{}],
    [{ learners: {} }],
    [{ learners: [{ id: 0, username: 'x' }] }],
    [{ learners: [{ id: 1, username: '' }] }],
    [{ learners: Array.from({ length: 501 }, (_, index) => ({ id: index + 1, username: `x${index}` })) }],
  ])('%j is a 400', async json => {
    expect((await request('PUT', `${V1}/learners`, { json })).status).toBe(400);
  });
});
