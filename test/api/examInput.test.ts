import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { examBody, newExam, request, V1_EXAM } from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';

/** Exams as an LMS sends and reads them: ids in paths, types as strings, malformed registrations. */
const EXAMS = '/api/edx_proctoring/v1/proctored_exam';
const registration = (courseId: string) => `${EXAMS}/exam_registration/course_id/${courseId}`;

const registered = (content_id: string, overrides: Record<string, unknown> = {}) => {
  const { course_id: _, external_id: __, ...rest } = examBody({ content_id, ...overrides });
  return rest;
};
const examsOf = async (courseId: string) =>
  (await request('GET', `${V1_EXAM}/course_id/${encodeURIComponent(courseId)}`)).body;

describe('ids in paths', () => {
  it.each([
    [`course-v1:Org+${randomUUID()}+Run`, 'block-v1:Org+Course+Run+type@sequential+block@midterm'],
    [`Org/${randomUUID()}/Run`, 'i4x://Org/Course/sequential/exam'],
    [`course-v1:Ünï+${randomUUID()}+é`, 'two words'],
  ])('%s, %s: any encoding, with or without a trailing slash', async (course_id, content_id) => {
    const unencoded = (id: string) => id;
    for (const write of [unencoded, encodeURIComponent]) {
      for (const end of ['', '/']) {
        const answer = await request('PATCH', registration(write(course_id)) + end, { json: [registered(content_id)] });
        expect(answer.body, answer.text).toEqual([{ exam_id: expect.any(Number) }]);
        const id = answer.body[0].exam_id;
        const course = `${V1_EXAM}/course_id/${write(course_id)}`;
        expect((await request('GET', course + end)).body).toMatchObject([{ id, course_id, content_id }]);
        const content = `${course}/content_id/${write(content_id)}${end}`;
        expect((await request('GET', content)).body).toMatchObject({ id, course_id, content_id });
      }
    }
    expect(await examsOf(course_id)).toHaveLength(1);
  });

  it.each(['a/', '.', 'a/../b', 'a%2Fb'])('%s cannot be a content id', async content_id => {
    expect((await request('POST', V1_EXAM, { json: examBody({ content_id }) })).status).toBe(400);
    const answer = await request('PATCH', registration(newCourseId()), { json: [registered(content_id)] });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, '/0/content_id']);
  });

  it('other paths accept a trailing slash, too', async () => {
    const exam_id = await newExam();
    expect((await request('PUT', `${V1_EXAM}/`, { json: { exam_id, exam_name: 'New' } })).body).toEqual({ exam_id });
    expect((await request('POST', `${V1_EXAM}/`, { json: examBody() })).status).toBe(200);
    for (const path of [`exam/exam_id/${exam_id}`, `settings/exam_id/${exam_id}`, `review_policy/exam_id/${exam_id}`]) {
      for (const end of ['', '/']) expect((await request('GET', `${EXAMS}/${path}${end}`)).status).toBe(200);
    }
  });
});

describe('a registration', () => {
  it('accepts booleans and numbers as strings, and unknown members', async () => {
    const course = newCourseId();
    const texts = { is_active: 'true', is_proctored: 'false', hide_after_due: 'true', time_limit_mins: '45', odd: 1 };
    const due_date = '2030-01-01T12:00:00+02:00';
    const json = [{ ...registered('a', { ...texts, due_date }), course_id: course, external_id: 'vendor-1', id: 5 }];
    const { body } = await request('PATCH', registration(course), { json });
    expect(await examsOf(course)).toEqual([
      {
        ...registered('a'),
        id: body[0].exam_id,
        course_id: course,
        external_id: 'vendor-1',
        is_proctored: false,
        hide_after_due: true,
        time_limit_mins: 45,
        due_date: '2030-01-01T10:00:00.000Z',
        backend: 'software_secure',
      },
    ]);
  });

  it('is idempotent, and keeps the external id that it omits', async () => {
    const course = newCourseId();
    const json = ['a', 'b'].map(content_id => registered(content_id));
    const first = await request('PATCH', registration(course), { json });
    const [{ exam_id }] = first.body;
    await request('PUT', V1_EXAM, { json: { exam_id, external_id: 'vendor-1' } });
    const before = await examsOf(course);
    expect((await request('PATCH', registration(course), { json })).body).toEqual(first.body);
    expect(await examsOf(course)).toEqual(before);
    expect(before[0].external_id).toBe('vendor-1');
  });

  it('sent concurrently creates no exam twice', async () => {
    const course = newCourseId();
    const json = ['a', 'b', 'c'].map(content_id => registered(content_id));
    const sent = Array.from({ length: 6 }, () => request('PATCH', registration(course), { json }));
    const answers = await Promise.all(sent);
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
    expect(await examsOf(course)).toHaveLength(3);
  });

  it('does not change the exams of other courses', async () => {
    const [course, otherCourse] = [newCourseId(), newCourseId()];
    await request('PATCH', registration(course), { json: [registered('a')] });
    const before = await examsOf(course);
    await request('PATCH', registration(otherCourse), { json: [registered('a')] });
    expect(await examsOf(course)).toEqual(before);
  });

  it('reactivates an exam that an earlier list omitted', async () => {
    const course = newCourseId();
    const { body } = await request('PATCH', registration(course), { json: [registered('a')] });
    await request('PATCH', registration(course), { json: [] });
    expect(await examsOf(course)).toEqual([]);
    expect((await request('PATCH', registration(course), { json: [registered('a')] })).body).toEqual(body);
    expect(await examsOf(course)).toMatchObject([{ is_active: true, is_proctored: true }]);
  });

  const emptyCourse = newCourseId();
  it.each([
    ['content_id', ''],
    ['content_id', null],
    ['content_id', 5],
    ['content_id', 'a\u0000'],
    ['content_id', 'x'.repeat(256)],
    ['exam_name', null],
    ['time_limit_mins', 0],
    ['time_limit_mins', -5],
    ['time_limit_mins', 1.5],
    ['time_limit_mins', 'long'],
    ['time_limit_mins', null],
    ['is_proctored', 'yes'],
    ['is_practice_exam', 1],
    ['is_active', null],
    ['hide_after_due', {}],
    ['due_date', 'tomorrow'],
    ['due_date', 5],
    ['backend', ''],
    ['backend', ['software_secure']],
    ['external_id', 5],
    ['course_id', 'course-v1:Other+1+1'],
    ['course_id', 5],
  ])('whose %s is %j is rejected as a whole, with a pointer to it', async (field, value) => {
    const json = [registered('a'), { ...registered('b'), [field]: value }];
    const answer = await request('PATCH', registration(emptyCourse), { json });
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ status: 422, errors: [{ pointer: `/1/${field}` }] });
  });

  it('that was rejected created no exam', async () => {
    expect(await examsOf(emptyCourse)).toEqual([]);
  });

  it.each([
    'content_id',
    'exam_name',
    'time_limit_mins',
    'is_proctored',
    'is_practice_exam',
    'is_active',
    'hide_after_due',
  ])('without %s is rejected', async field => {
    const { [field]: _, ...exam } = registered('a') as Record<string, unknown>;
    const answer = await request('PATCH', registration(newCourseId()), { json: [exam] });
    expect([answer.status, answer.body.errors.map((error: { pointer: string }) => error.pointer)]).toEqual([
      422,
      [`/0/${field}`],
    ]);
  });

  it.each([
    { json: {} },
    { json: { exams: [] } },
    { json: 5 },
    { json: true },
    { json: [5] },
    { json: [null] },
    { json: [[]] },
    { json: ['a'] },
  ])('$json is not a list of exams', async ({ json }) => {
    expect((await request('PATCH', registration(newCourseId()), { json })).status).toBe(422);
  });

  it('without a body is rejected, not read as an empty list', async () => {
    const course = newCourseId();
    await request('PATCH', registration(course), { json: [registered('a')] });
    expect((await request('PATCH', registration(course))).status).toBe(422);
    expect(await examsOf(course)).toHaveLength(1);
  });

  it('that is not JSON is a 400 or 415, an oversized one a 413', async () => {
    const path = registration(newCourseId());
    const json = { 'content-type': 'application/json' };
    expect((await request('PATCH', path, { raw: '[{', headers: json })).status).toBe(400);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await request('PATCH', path, { raw: 'a=b', headers: form })).status).toBe(415);
    expect((await request('PATCH', path, { json: [{ note: 'x'.repeat(1_000_001) }] })).status).toBe(413);
  });

  it('may have 500 exams', async () => {
    const course = newCourseId();
    const json = Array.from({ length: 500 }, (_, index) => registered(`content-${index}`));
    const { body } = await request('PATCH', registration(course), { json });
    expect(body).toHaveLength(500);
    expect(await examsOf(course)).toHaveLength(500);
  });
});

describe('changing an exam', () => {
  it('never changes its course or content', async () => {
    const exam_id = await newExam();
    const { course_id, content_id } = (await request('GET', `${V1_EXAM}/exam_id/${exam_id}`)).body;
    const json = { exam_id, course_id: 'other', content_id: 'other', external_id: 'e', is_practice_exam: 'true' };
    expect((await request('PUT', V1_EXAM, { json })).status).toBe(200);
    const after = (await request('GET', `${V1_EXAM}/exam_id/${exam_id}`)).body;
    expect(after).toMatchObject({ course_id, content_id, external_id: 'e', is_practice_exam: true });
  });

  it('by two concurrent callers applies both', async () => {
    const exam_id = await newExam();
    const changes = [{ exam_name: 'New' }, { time_limit_mins: '5' }, { due_date: '2030-01-01T00:00:00Z' }];
    await Promise.all(changes.map(change => request('PUT', V1_EXAM, { json: { exam_id, ...change } })));
    expect((await request('GET', `${V1_EXAM}/exam_id/${exam_id}`)).body).toMatchObject({
      exam_name: 'New',
      time_limit_mins: 5,
      due_date: '2030-01-01T00:00:00.000Z',
    });
  });

  it('without a valid id is a 400 that names the field', async () => {
    for (const exam_id of [undefined, null, 'x', 0, -1, 1.5, 2 ** 53, [], {}]) {
      const answer = await request('PUT', V1_EXAM, { json: { exam_id, exam_name: 'x' } });
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '/exam_id']);
    }
  });
});

describe('the text of a review policy', () => {
  let path: string;
  beforeAll(async () => {
    path = `${EXAMS}/review_policy/exam_id/${await newExam()}/`;
  });

  it('may have 10,000 characters of any kind', async () => {
    const review_policy = 'Zeile 1\n"é"\t☃'.padEnd(10_000, 'x');
    expect((await request('PUT', path, { json: { review_policy } })).status).toBe(200);
    expect((await request('GET', path, { as: {} })).body).toEqual({ review_policy });
  });

  it.each([
    ['null', null],
    ['empty', ''],
    ['a number', 5],
    ['a list', []],
    ['longer than 10,000 characters', 'x'.repeat(10_001)],
    ['missing', undefined],
  ])('that is %s is a 400, and the stored policy stays', async (_case, review_policy) => {
    await request('PUT', path, { json: { review_policy: 'It.' } });
    const answer = await request('PUT', path, { json: { review_policy } });
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '/review_policy']);
    expect((await request('GET', path)).body).toEqual({ review_policy: 'It.' });
  });

  it('removed twice concurrently: one request removes it, the other finds none', async () => {
    await request('PUT', path, { json: { review_policy: 'It.' } });
    const answers = await Promise.all([request('DELETE', path), request('DELETE', path)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  });
});

describe('an invalid exam id in a path', () => {
  it.each(['x', '0', '-1', '1.5', '9007199254740992'])('%s is a 400', async id => {
    for (const path of ['exam/exam_id', 'settings/exam_id', 'review_policy/exam_id']) {
      expect((await request('GET', `${EXAMS}/${path}/${id}`)).status).toBe(400);
    }
  });
});
