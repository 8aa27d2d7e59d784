import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { newExam, request } from '../support/api.ts';
import { newCourseId, newLearnerId } from '../support/builders.ts';
import { indexed, partOf } from '../support/runs.ts';

const V1 = '/api/edx_proctoring/v1';
const EXAMS = `${V1}/proctored_exam`;
const KEY = 'additional_time_granted';

async function setUp() {
  const id = newLearnerId();
  const course = newCourseId();
  await request('PUT', `${V1}/learners`, { json: { learners: [{ id, username: `user${id}` }] } });
  return { id, course, exam_id: await newExam({ course_id: course }) };
}

describe('staff of another course', () => {
  it('cannot grant or remove an allowance by naming a course of their own in the body or the path', async () => {
    const { id, course, exam_id } = await setUp();
    const otherCourse = 'course-v1:Other+1+2';
    const as = { id: 902, courses: [otherCourse] };
    const allowance = { course_id: otherCourse, exam_id, user_info: id, key: KEY, value: '10' };
    const bulk = {
      course_id: otherCourse,
      exam_ids: `${exam_id}`,
      user_ids: `${id}`,
      allowance_type: KEY,
      value: '20',
    };
    await request('PUT', `${EXAMS}/allowance`, { json: allowance });
    const granted = (await request('GET', `${EXAMS}/${course}/allowance`)).body;
    for (const [method, path, json] of [
      ['PUT', '/allowance', { ...allowance, value: '30' }],
      ['PUT', '/bulk_allowance', bulk],
      ['PUT', `/${otherCourse}/bulk_allowance`, bulk],
      ['DELETE', '/allowance', { ...allowance, user_id: id }],
    ] as const) {
      expect([path, (await request(method, EXAMS + path, { as, json })).status]).toEqual([path, 403]);
    }
    expect(granted).toMatchObject([{ value: '10' }]);
    expect((await request('GET', `${EXAMS}/${course}/allowance`)).body).toEqual(granted);
  });
});

describe('invalid input', () => {
  let shared: Awaited<ReturnType<typeof setUp>>;
  beforeAll(async () => {
    shared = await setUp();
  });
  const EVERY_ODD_VALUE = [
    ...[null, '', ' ', 'x', -1, 0, 1.5, 2 ** 53, 1e300, true, [], {}, [1], [null], [[1]], { a: 1 }],
    ...['\u0000', '__proto__', ',', ',,', 'x'.repeat(5000), '1'.repeat(5000), 'ü'.repeat(10_001), '１２'],
  ];
  const show = (value: unknown) => JSON.stringify(value).slice(0, 40);

  it.each(indexed(['exam_id', 'user_info', 'key', 'value']))(
    'an allowance with an unexpected %s is accepted or answered 4xx, never 5xx',
    async (field, index) => {
      const { id, exam_id } = shared;
      for (const value of partOf(EVERY_ODD_VALUE, index, 4)) {
        const json = { exam_id, user_info: id, key: KEY, value: 1, [field]: value };
        const answer = await request('PUT', `${EXAMS}/allowance`, { json });
        expect(answer.status, `${field}=${show(value)}: ${answer.text}`).toBeLessThan(500);
      }
    },
  );

  it.each(indexed(['exam_id', 'user_id', 'key']))(
    'removing an allowance with an unexpected %s is never answered 5xx',
    async (field, index) => {
      const { id, exam_id } = shared;
      for (const value of partOf(EVERY_ODD_VALUE, index, 3)) {
        const json = { exam_id, user_id: id, key: KEY, [field]: value };
        const answer = await request('DELETE', `${EXAMS}/allowance`, { json });
        expect(answer.status, `${field}=${show(value)}: ${answer.text}`).toBeLessThan(500);
      }
    },
  );

  it.each(indexed(['exam_ids', 'user_ids', 'allowance_type', 'value']))(
    'a bulk request with an unexpected %s is never answered 5xx',
    async (field, index) => {
      const { id, exam_id } = shared;
      for (const value of [...partOf(EVERY_ODD_VALUE, index, 4), [{}], `${exam_id},x`]) {
        const json = { exam_ids: `${exam_id}`, user_ids: `${id}`, allowance_type: KEY, value: 1, [field]: value };
        const answer = await request('PUT', `${EXAMS}/bulk_allowance`, { json });
        expect(answer.status, `${field}=${show(value)}: ${answer.text}`).toBeLessThan(500);
      }
    },
  );

  it.each(indexed(['id', 'username', 'email', 'name']))(
    'a learner with an unexpected %s is never answered 5xx',
    async (field, index) => {
      for (const value of partOf(EVERY_ODD_VALUE, index, 4)) {
        const json = { learners: [{ id: 5, username: `u${randomUUID()}`, [field]: value }] };
        const answer = await request('PUT', `${V1}/learners`, { json });
        expect(answer.status, `${field}=${show(value)}: ${answer.text}`).toBeLessThan(500);
      }
    },
  );

  it('an impossible course id is a 400, and so is a missing body', async () => {
    for (const course of ['x'.repeat(3000), '%00']) {
      expect((await request('GET', `${EXAMS}/${course}/allowance`)).status).toBe(400);
      expect((await request('GET', `${EXAMS}/${course}/grouped/allowance`)).status).toBe(400);
    }
    for (const method of ['PUT', 'DELETE']) expect((await request(method, `${EXAMS}/allowance`)).status).toBe(400);
    expect((await request('PUT', `${EXAMS}/bulk_allowance`)).status).toBe(400);
  });

  it.each(['0.99', '100.1', '-1', 'NaN', 'Infinity', '1e1', ''])('a multiplier of %j is a 400', async value => {
    const { id, exam_id } = shared;
    const json = { exam_ids: [exam_id], user_ids: [id], allowance_type: 'time_multiplier', value };
    const { status, body } = await request('PUT', `${EXAMS}/bulk_allowance`, { json });
    expect([status, body.field, typeof body.detail]).toEqual([400, 'allowance_value', 'string']);
  });

  it('names and keys of the maximum length are stored, listed and removed', async () => {
    const { id, course, exam_id } = await setUp();
    const [username, key] = ['漢'.repeat(255), 'k'.repeat(100)];
    await request('PUT', `${V1}/learners`, { json: { learners: [{ id, username, email: 'İ'.repeat(254) }] } });
    const put = await request('PUT', `${EXAMS}/allowance`, { json: { exam_id, user_info: username, key, value: '' } });
    expect(put.status).toBe(200);
    expect((await request('GET', `${EXAMS}/${course}/grouped/allowance`)).body).toEqual({
      [username]: [expect.objectContaining({ key, value: '' })],
    });
    expect((await request('DELETE', `${EXAMS}/allowance`, { json: { exam_id, user_id: id, key } })).body).toBeNull();
  });

  it('an unknown path is a 404, a wrong method a 405 that lists the allowed methods', async () => {
    for (const path of ['/nothing', `/course-v1:X+Y+Z/nothing`, '/Org/Course/Run', '/allowance/5']) {
      expect((await request('GET', EXAMS + path)).status).toBe(404);
    }
    for (const [method, path, allow] of [
      ['POST', '/proctored_exam/allowance', 'PUT, DELETE'],
      ['GET', '/proctored_exam/bulk_allowance', 'PUT'],
      ['PUT', '/proctored_exam/course-v1:X+Y+Z/allowance', 'GET'],
      ['GET', '/learners', 'PUT'],
    ] as const) {
      const answer = await request(method, V1 + path, method === 'GET' ? {} : { json: {} });
      expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, allow]);
    }
  });
});

describe('a learner whose username is another learner’s id', () => {
  it('is addressed by a JSON string; the other one by a JSON number', async () => {
    const { id, course, exam_id } = await setUp();
    const digits = newLearnerId();
    await request('PUT', `${V1}/learners`, { json: { learners: [{ id: digits, username: String(id) }] } });
    const allowance = { exam_id, key: KEY, value: ' 10 ' };
    const bulk = { exam_ids: [exam_id], allowance_type: 'extra', value: 'x' };
    const granted = async () =>
      (await request('GET', `${EXAMS}/${course}/allowance`)).body.map((row: { user: { id: number }; key: string }) => [
        row.user.id,
        row.key,
      ]);
    await request('PUT', `${EXAMS}/allowance`, { json: { ...allowance, user_info: id } });
    await request('PUT', `${EXAMS}/bulk_allowance`, { json: { ...bulk, user_ids: [id] } });
    expect(await granted()).toEqual([
      [id, KEY],
      [id, 'extra'],
    ]);
    await request('PUT', `${EXAMS}/allowance`, { json: { ...allowance, user_info: ` ${id} ` } });
    await request('PUT', `${EXAMS}/bulk_allowance`, { json: { ...bulk, user_ids: `${id}, ` } });
    expect(await granted()).toEqual(
      expect.arrayContaining([
        [digits, KEY],
        [digits, 'extra'],
      ]),
    );
  });
});

describe('a renamed learner whose former username belongs to another learner', () => {
  it('appears by the present name in allowances, lists and searches', async () => {
    const { id, course, exam_id } = await setUp();
    const newOwner = { id: id + 1, username: `user${id}` };
    const renamed = { id, username: `renamed${id}` };
    await request('POST', `${EXAMS}/attempt`, { json: { exam_id, user: { id, username: `user${id}` } } });
    const grant = (user_info: number) =>
      request('PUT', `${EXAMS}/allowance`, { json: { exam_id, user_info, key: KEY, value: '10' } });
    await grant(id);
    await request('PUT', `${V1}/learners`, { json: { learners: [renamed, newOwner] } });
    await grant(newOwner.id);
    const grouped = (await request('GET', `${EXAMS}/${course}/grouped/allowance`)).body;
    expect(grouped).toEqual({
      [renamed.username]: [expect.objectContaining({ user: expect.objectContaining(renamed) })],
      [newOwner.username]: [expect.objectContaining({ user: expect.objectContaining(newOwner) })],
    });
    const list = async (rest: string) =>
      (await request('GET', `${EXAMS}/attempt/grouped/course_id/${course}${rest}`)).body.proctored_exam_attempts;
    expect(await list('')).toMatchObject([{ user: renamed, student_name: renamed.username }]);
    expect(await list(`/search/${encodeURIComponent(` ${renamed.username} `)}`)).toHaveLength(1);
    expect(await list(`/search/${newOwner.username}`)).toHaveLength(0);
  });
});

describe('allowances in bulk', () => {
  it('forty are granted in one request; more than a thousand are a 400 and grant nothing', async () => {
    const { course, exam_id } = await setUp();
    const ids = Array.from({ length: 501 }, (_, index) => 7_000_000_000 + index);
    const learnerIds = ids.slice(0, 20);
    await request('PUT', `${V1}/learners`, {
      json: { learners: learnerIds.map(id => ({ id, username: `bulk${id}` })) },
    });
    const inactiveExam = await newExam({ course_id: course });
    const grant = (user_ids: number[]) => {
      const json = { user_ids, exam_ids: [exam_id, inactiveExam], allowance_type: KEY, value: 5 };
      return request('PUT', `${EXAMS}/bulk_allowance`, { json });
    };
    expect((await grant(ids)).status).toBe(400);
    expect((await request('GET', `${EXAMS}/${course}/allowance`)).body).toEqual([]);
    const granted = await grant(learnerIds);
    expect([granted.status, granted.body.length]).toEqual([200, 40]);
    expect((await request('GET', `${EXAMS}/${course}/allowance`)).body).toHaveLength(40);
  });

  it.each([
    [4 / 3, '30'],
    ['1.0', '0'],
    ['100', '8910'],
  ])('a multiplier of %s grants %s additional minutes on 90', async (value, minutes) => {
    const { id, course, exam_id } = await setUp();
    const json = { exam_ids: [exam_id], user_ids: [id], allowance_type: 'time_multiplier', value };
    const answer = await request('PUT', `${EXAMS}/bulk_allowance`, { json });
    expect([answer.status, answer.body]).toEqual([200, [{ exam_id, user_id: String(id), status: 200 }]]);
    expect((await request('GET', `${EXAMS}/${course}/allowance`)).body).toMatchObject([{ key: KEY, value: minutes }]);
  });
});
