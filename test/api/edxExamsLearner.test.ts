import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ApiCaller, act, newAttempt, newExam, request } from '../support/api.ts';
import { newCourseId, newLearnerId } from '../support/builders.ts';

/** The dialect of edx-exams for learners; api/edxExamsLearnerWalk has its successes. */
const ATTEMPT = '/api/v1/exams/attempt';
const newLearner = (): ApiCaller => ({ id: newLearnerId(), name: 'Mina Okafor' });
const detail = (word: RegExp) => ({ detail: expect.stringMatching(word) });

describe('an attempt at /api/v1/exams/attempt', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>, number, RegExp]>([
    ['an unknown exam', {}, { exam_id: 4 }, 400, /no exam/],
    ['no exam', {}, { exam_id: undefined }, 400, /exam_id/],
    ['an odd flag', {}, { start_clock: 'maybe' }, 400, /start_clock/],
    ['an exam past due', { due_date: '2020-01-01T00:00:00Z' }, {}, 403, /due/],
  ])('is not created for %s', async (_case, exam, overrides, status, word) => {
    const exam_id = await newExam(exam);
    const answer = await request('POST', ATTEMPT, { json: { exam_id, ...overrides }, as: newLearner() });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject(detail(word));
  });

  it('is created once, and an incomplete one of practice returned', async () => {
    const [exam_id, practice] = [
      await newExam(),
      await newExam({ is_practice_exam: true, due_date: '2020-01-01T00:00:00Z' }),
    ];
    const as = newLearner();
    const create = (id: number) =>
      request('POST', `${ATTEMPT}/`, { json: { exam_id: id, start_clock: 'false', attempt_proctored: 'true' }, as });
    const [first, again] = [await create(exam_id), await create(exam_id)];
    expect([first.status, again.status]).toEqual([200, 400]);
    const [begun, continued] = [await create(practice), await create(practice)];
    expect(begun).toMatchObject({ status: 200, body: { exam_attempt_id: expect.any(Number) } });
    expect(continued).toMatchObject({ status: 200, body: begun.body });
  });

  it('has no fields of staff: they are ignored', async () => {
    const exam_id = await newExam();
    const as = newLearner();
    const json = {
      exam_id,
      attempt_proctored: true,
      user: { id: 5, username: 'x' },
      attempt_code: randomUUID(),
      external_id: 'x',
    };
    const { body } = await request('POST', ATTEMPT, { json, as });
    const attempt = (await request('GET', `/api/edx_proctoring/v1/proctored_exam/attempt/${body.exam_attempt_id}`))
      .body;
    expect(attempt).toMatchObject({ user: { id: as.id }, external_id: null });
    expect(attempt.attempt_code).not.toBe(json.attempt_code);
  });

  it.each<[string, unknown, number, RegExp]>([
    ['an unknown action', { action: 'fly' }, 400, /action must be one of/],
    ['no action', {}, 400, /action/],
    ['a transition that the status does not permit', { action: 'verify' }, 403, /staff/],
    ['a second start', { action: 'start' }, 400, /already started/],
  ])('does not carry out %s', async (_case, json, status, word) => {
    const { id, learner } = await newAttempt();
    await act(id, 'start', learner);
    const answer = await request('PUT', `${ATTEMPT}/${id}/`, { json, as: learner });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject(detail(word));
  });

  it('that is unknown is a 400', async () => {
    const json = { action: 'submit' };
    expect((await request('PUT', `${ATTEMPT}/5`, { json, as: newLearner() })).status).toBe(400);
    expect((await request('DELETE', `${ATTEMPT}/5`)).status).toBe(400);
  });

  it('that is submitted already has its id in the answer to an error, which changes nothing', async () => {
    const { id, learner } = await newAttempt();
    await act(id, 'start', learner);
    await act(id, 'submit', learner);
    const answer = await request('PUT', `${ATTEMPT}/${id}`, { json: { action: 'error', detail: 'x' }, as: learner });
    expect([answer.status, answer.body]).toEqual([200, { exam_attempt_id: id }]);
  });

  it('has no other methods', async () => {
    expect((await request('GET', `${ATTEMPT}/5`)).status).toBe(405);
    expect((await request('POST', `${ATTEMPT}/latest`, { json: {} })).status).toBe(405);
  });
});

describe('the exam of a learner', () => {
  const path = (course: string, content: string) =>
    `/api/v1/student/exam/attempt/course_id/${course}/content_id/${content}`;

  it.each([
    ['plain', (id: string) => id],
    ['encoded', encodeURIComponent],
  ])('is found by a content id with slashes, %s', async (_case, encode) => {
    const [course_id, content_id] = [`Org/${randomUUID()}/Run`, 'i4x://Org/Course/sequential/x'];
    const exam_id = await newExam({ course_id, content_id });
    const { body } = await request('GET', `${path(encode(course_id), encode(content_id))}/`, { as: newLearner() });
    expect(body).toMatchObject({ exam: { id: exam_id, attempt: {} } });
    expect(Object.keys(body)).toEqual(['exam']);
  });

  it('is empty if it is unknown or not active', async () => {
    const [course_id, content_id] = [newCourseId(), randomUUID()];
    await newExam({ course_id, content_id, is_active: false });
    for (const content of [content_id, 'unknown']) {
      expect((await request('GET', path(course_id, content), { as: newLearner() })).body).toEqual({ exam: {} });
    }
  });
});

describe('the latest attempt', () => {
  it('with a content id that no key of the database can hold is a 400', async () => {
    const long = `${ATTEMPT}/latest?content_id=${'a'.repeat(3000)}`;
    expect((await request('GET', long, { as: newLearner() })).status).toBe(400);
  });

  it('is empty without one, also of another learner', async () => {
    const { id, learner } = await newAttempt();
    await act(id, 'start', learner);
    expect((await request('GET', `${ATTEMPT}/latest/`, { as: newLearner() })).body).toEqual({});
    expect((await request('GET', `${ATTEMPT}/latest/`, { as: learner })).body).toMatchObject({ attempt_id: id });
  });
});

describe('a token for the content of an exam', () => {
  it('is not given without a key', async () => {
    const answer = await request('GET', `/api/v1/access_tokens/exam_id/${await newExam()}`);
    expect([answer.status, answer.body]).toEqual([403, expect.objectContaining(detail(/EXAM_ACCESS_KEY/))]);
  });
});
