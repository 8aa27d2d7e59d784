import { beforeAll, describe, expect, it } from 'vitest';
import { type ApiCaller, act, createAsLearner, readAttempt, request } from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';
import { someOf } from '../support/runs.ts';

const V1 = '/api/edx_proctoring/v1/proctored_exam';
const COURSE_IDS: [string, (id: string) => string][] = [
  ['course-v1:Ünï+1&2+é', encodeURIComponent],
  ['course-v1:Org+Published+Plain', id => id],
  ['Org/Published/Run', encodeURIComponent],
  ['Org/Published/Plain', id => id],
];

const examsPath = (course: string, write: (id: string) => string = encodeURIComponent) =>
  `/api/v1/exams/course_id/${write(course)}/`;
const configPath = (course: string, write: (id: string) => string = encodeURIComponent) =>
  `/api/v1/configs/course_id/${write(course)}`;

/** An exam as Studio sends it; its `backend` is ignored. */
const anExam = (overrides: Record<string, unknown> = {}) => ({
  course_id: undefined,
  content_id: 'block-v1:X+Y+Z+type@sequential+block@a',
  exam_name: 'Midterm',
  time_limit_mins: 90,
  due_date: '2036-06-30T22:00:00.123456+00:00',
  exam_type: 'proctored',
  is_active: true,
  hide_after_due: false,
  backend: 'lti_external',
  ...overrides,
});

/** A course with an author, who can publish exams in it. */
function aCourse(id = newCourseId()) {
  const author: ApiCaller = { id: 901, courses: [id] };
  return {
    id,
    author,
    publish: (list: unknown, as = author) => request('PATCH', examsPath(id), { as, json: list }),
    exams: async () => (await request('GET', examsPath(id), { as: author })).body,
    configure: (json: unknown, as = author) => request('PATCH', configPath(id), { as, json }),
    config: async () => (await request('GET', configPath(id), { as: { id: 5 } })).body,
  };
}

describe('publishing the exams of a course', () => {
  it('creates, changes and withdraws them; repeated it changes nothing', async () => {
    const course = aCourse();
    const list = [anExam({ course_id: course.id }), anExam({ content_id: 'b', exam_type: 'timed', due_date: null })];
    const publish = async () => {
      const answer = await course.publish(list);
      expect([answer.status, answer.body]).toEqual([200, {}]);
      return course.exams();
    };
    const published = await publish();
    expect(published).toHaveLength(2);
    expect(await publish()).toEqual(published);
    const [first, second] = published;
    expect(first).toEqual({
      ...{ id: expect.any(Number), exam_name: 'Midterm', course_id: course.id, time_limit_mins: 90 },
      ...{ content_id: list[0]?.content_id, due_date: '2036-06-30T22:00:00.123Z', exam_type: 'proctored' },
      ...{ hide_after_due: false, is_active: true },
    });
    expect(second).toMatchObject({ content_id: 'b', exam_type: 'timed', due_date: null });
    await course.publish([anExam({ exam_name: ' ', time_limit_mins: '5', hide_after_due: 'true' })]);
    const { id, content_id } = first;
    const changed = { id, exam_name: content_id, time_limit_mins: 5, hide_after_due: true };
    expect(await course.exams()).toMatchObject([changed]);
    const withdrawn = (await request('GET', `${V1}/exam/exam_id/${second.id}`)).body;
    expect(withdrawn).toMatchObject({ is_active: false, is_proctored: false });
    await course.publish([anExam({ is_active: false })]);
    expect(await course.exams()).toEqual([]);
  });

  it.each(
    someOf([
      ['timed', 'timed', false, false],
      ['proctored', 'proctored', true, false],
      ['practice', 'practice', true, true],
      ['practice_proctored', 'practice', true, true],
      // The default backend does not support onboarding.
      ['onboarding', 'practice', true, true],
      ['onboarding', 'onboarding', true, true, 'onboarder'],
      ['practice', 'onboarding', true, true, 'onboarder'],
    ]),
  )('with the type %s, shown as %s', async (exam_type, shown, is_proctored, is_practice_exam, provider?: string) => {
    const course = aCourse();
    if (provider) await course.configure({ provider, escalation_email: null });
    await course.publish([anExam({ exam_type })]);
    const [{ id, exam_type: listed }] = await course.exams();
    expect(listed).toBe(shown);
    expect((await request('GET', `${V1}/exam/exam_id/${id}`)).body).toMatchObject({ is_proctored, is_practice_exam });
  });

  it('with another type keeps the exam, its attempts and their verdicts', async () => {
    const course = aCourse();
    await course.publish([anExam()]);
    const [{ id }] = await course.exams();
    const [running, verified] = [await createAsLearner(id), await createAsLearner(id)];
    for (const { id: attempt, learner } of [running, verified]) await act(attempt, 'start', learner);
    await act(verified.id, 'submit', verified.learner);
    await act(verified.id, 'verify');
    await course.publish([anExam({ exam_type: 'timed' })]);
    expect(await course.exams()).toMatchObject([{ id, exam_type: 'timed' }]);
    expect((await readAttempt(running.id)).status).toBe('started');
    expect(await readAttempt(verified.id)).toMatchObject({ status: 'verified', proctored_exam: { id } });
    expect((await act(running.id, 'submit', running.learner)).status).toBe(200);
    const rowsPath = `/api/v1/instructor_view/course_id/${encodeURIComponent(course.id)}/attempts?exam_id=${id}`;
    const { body } = await request('GET', rowsPath, { as: course.author });
    expect(body.results.map(({ exam_type }: { exam_type: string }) => exam_type)).toEqual(['proctored', 'proctored']);
  });

  it.each(someOf(COURSE_IDS))('of %s, with and without a slash at the end', async (course, write) => {
    for (const path of [examsPath(course, write), examsPath(course, write).slice(0, -1)]) {
      expect((await request('PATCH', path, { json: [anExam()] })).status).toBe(200);
      expect((await request('GET', path)).body).toMatchObject([{ course_id: course }]);
    }
  });

  const target = aCourse();
  let examsBefore: unknown;
  beforeAll(async () => {
    await target.publish([anExam({ content_id: 'kept' })]);
    examsBefore = await target.exams();
  });

  it.each<[string, unknown, string]>(
    someOf([
      ['no list', {}, ''],
      ['too many exams', Array.from({ length: 501 }, (_, index) => anExam({ content_id: `c${index}` })), ''],
      ['a repeated content id', [anExam(), anExam({ exam_type: 'timed' })], '/1/content_id'],
      ['an unknown type', [anExam({ exam_type: 'oral' })], '/0/exam_type'],
      ['no type', [anExam({ exam_type: undefined })], '/0/exam_type'],
      ['no time limit', [anExam({ time_limit_mins: null })], '/0/time_limit_mins'],
      ['a time limit of 0', [anExam({ time_limit_mins: 0 })], '/0/time_limit_mins'],
      ['a date without an offset', [anExam({ due_date: '2036-06-30' })], '/0/due_date'],
      ['an invalid flag', [anExam({ is_active: 'maybe' })], '/0/is_active'],
      ['no content id', [anExam({ content_id: '' })], '/0/content_id'],
      ['no name', [anExam({ exam_name: null })], '/0/exam_name'],
      ['an exam of another course', [anExam({ course_id: 'course-v1:Other+1+1' })], '/0/course_id'],
      ['an exam that is no object', ['x'], '/0'],
    ]),
  )('with %s is a 400', async (_what, json, pointer) => {
    const { status, body } = await target.publish(json);
    expect([status, typeof body.detail, body.errors[0].pointer]).toEqual([400, 'string', pointer]);
  });

  it('with a 400 changed nothing', async () => {
    expect(examsBefore).toHaveLength(1);
    expect(await target.exams()).toEqual(examsBefore);
  });

  it('is a 400 for a course id that is ambiguous in paths', async () => {
    const { status, body } = await request('PATCH', examsPath('Org/allowances/Run'), { json: [] });
    expect([status, body.errors[0].pointer]).toEqual([400, '/course_id']);
  });
});

describe('the proctoring vendors', () => {
  it.each(['', '/', '?org=', '?org=ExampleX'])('are listed for anybody at /providers%s', async end => {
    const { status, body } = await request('GET', `/api/v1/providers${end}`, { as: { id: 5 } });
    expect(status).toBe(200);
    expect(body).toContainEqual({ name: 'onboarder', verbose_name: expect.any(String), lti_configuration_id: null });
  });
});

describe('the proctoring of a course', () => {
  const EMAIL = 'escalation@example.edu';
  const NONE = { provider: null, escalation_email: null };
  const chosen = { provider: 'onboarder', escalation_email: EMAIL };

  it('is chosen for the exams that are published from then on, and cleared', async () => {
    const course = aCourse();
    expect(await course.config()).toEqual(NONE);
    await course.publish([anExam()]);
    const [{ id }] = await course.exams();
    const backend = async () => (await request('GET', `${V1}/exam/exam_id/${id}`)).body.backend;
    const before = await backend();
    expect(await course.configure(chosen)).toMatchObject({ status: 204, text: '' });
    expect([await course.config(), await backend()]).toEqual([chosen, before]);
    await course.publish([anExam()]);
    expect(await backend()).toBe('onboarder');
    const course_id = encodeURIComponent(course.id);
    for (const path of [
      `/api/v1/exam/provider_settings/course_id/${course_id}/exam_id/${id}`,
      `${V1}/settings/exam_id/${id}/`,
      `/api/instructor/v2/courses/${course_id}/proctoring_settings`,
    ]) {
      const settings = (await request('GET', path, { as: course.author })).body;
      expect(settings.proctoring_escalation_email, path).toBe(EMAIL);
    }
    for (const json of [{ ...chosen, escalation_email: '' }, NONE]) {
      expect((await course.configure(json)).status).toBe(204);
      expect(await course.config()).toEqual({ ...json, escalation_email: null });
    }
  });

  const target = aCourse();
  beforeAll(async () => {
    await target.configure(chosen);
  });

  it.each<[string, unknown, string]>(
    someOf([
      ['an unknown provider', { provider: 'nobody', escalation_email: null }, '/provider'],
      // Without an entry in PROCTORING_BACKENDS.
      ['a provider without details for front ends', { provider: 'proctortrack', escalation_email: null }, '/provider'],
      ['no provider', { escalation_email: null }, '/provider'],
      ['an empty provider', { provider: '', escalation_email: null }, '/provider'],
      ['a provider that is no text', { provider: 5, escalation_email: null }, '/provider'],
      ['an email without a provider', { provider: null, escalation_email: EMAIL }, '/escalation_email'],
      ['no email', { provider: 'onboarder' }, '/escalation_email'],
      ['a malformed email', { provider: 'onboarder', escalation_email: 'x' }, '/escalation_email'],
      ['a list of emails', { provider: 'onboarder', escalation_email: 'a@b.c d@e.f' }, '/escalation_email'],
      ['a long email', { provider: 'onboarder', escalation_email: `${'x'.repeat(251)}@b.c` }, '/escalation_email'],
      ['no object', [], ''],
    ]),
  )('with %s is a 400', async (_what, json, pointer) => {
    const { status, body } = await target.configure(json);
    expect([status, typeof body.detail, body.errors[0].pointer]).toEqual([400, 'string', pointer]);
  });

  it('with a 400 stays as it was', async () => {
    expect(await target.config()).toEqual(chosen);
  });

  it.each(someOf(COURSE_IDS))('of %s, with and without a slash at the end', async (course, write) => {
    const json = { provider: 'onboarder', escalation_email: null };
    for (const path of [configPath(course, write), `${configPath(course, write)}/`]) {
      expect((await request('PATCH', path, { json })).status).toBe(204);
      expect((await request('GET', path)).body).toEqual(json);
    }
  });
});
