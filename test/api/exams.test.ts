import { randomUUID } from 'node:crypto';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import {
  type Answer,
  act,
  attemptPath,
  examBody,
  history,
  newAttempt,
  newExam,
  readAttempt,
  request,
  V1_EXAM,
} from '../support/api.ts';
import { COURSE, newCourseId } from '../support/builders.ts';

const EXAMS = '/api/edx_proctoring/v1/proctored_exam';
const registration = (courseId: string) => `${EXAMS}/exam_registration/course_id/${encodeURIComponent(courseId)}`;
const inLearner = { as: {} };

describe('changing an exam', () => {
  it('sets the given fields and leaves those that are null', async () => {
    const exam_id = await newExam({ exam_name: 'Old', due_date: '2030-01-01T00:00:00Z' });
    const json = { exam_id: String(exam_id), exam_name: 'New', is_active: 'false', time_limit_mins: null, nonsense: 1 };
    expect((await request('PUT', V1_EXAM, { json })).body).toEqual({ exam_id });
    expect((await request('GET', `${V1_EXAM}/exam_id/${exam_id}`)).body).toMatchObject({
      exam_name: 'New',
      is_active: false,
      time_limit_mins: 90,
      due_date: '2030-01-01T00:00:00.000Z',
    });
    expect((await request('PUT', V1_EXAM, { json: { exam_id } })).status).toBe(200);
  });

  it('clears an optional field with ""', async () => {
    const exam_id = await newExam({ due_date: '2030-01-01T00:00:00Z', external_id: 'e-1', backend: 'software_secure' });
    const read = async () => (await request('GET', `${V1_EXAM}/exam_id/${exam_id}`)).body;
    const nulls = { exam_id, due_date: null, external_id: null, backend: null };
    expect((await request('PUT', V1_EXAM, { json: nulls })).status).toBe(200);
    expect(await read()).toMatchObject({ due_date: '2030-01-01T00:00:00.000Z', external_id: 'e-1' });
    const empty = { exam_id, due_date: '', external_id: '', backend: '' };
    expect((await request('PUT', V1_EXAM, { json: empty })).status).toBe(200);
    expect(await read()).toMatchObject({ due_date: null, external_id: null, backend: 'software_secure' });
  });

  it('is a 400 for an unknown exam or a wrong field', async () => {
    expect((await request('PUT', V1_EXAM, { json: { exam_id: 5, exam_name: 'x' } })).body.type).toContain(
      'does_not_exist',
    );
    expect((await request('PUT', V1_EXAM, { json: { exam_id: 5 } })).status).toBe(400);
    const exam_id = await newExam();
    expect((await request('PUT', V1_EXAM, { json: { exam_id, time_limit_mins: 'long' } })).status).toBe(400);
    expect((await request('PUT', V1_EXAM, { json: { exam_name: 'x' } })).status).toBe(400);
  });
});

describe('reading exams by course and content', () => {
  it.each([
    [COURSE, `block-v1:ExampleU+PHY201+2026+type@sequential+block@${randomUUID()}`],
    [`Org/Course/${randomUUID()}`, 'i4x://Org/Course/sequential/exam'],
    ['plain', randomUUID()],
  ])('%s, %s: plain and percent-encoded', async (course_id, content_id) => {
    const id = await newExam({ course_id, content_id });
    const encoded = `${V1_EXAM}/course_id/${encodeURIComponent(course_id)}/content_id/${encodeURIComponent(content_id)}`;
    expect((await request('GET', encoded, inLearner)).body).toMatchObject({ id, course_id, content_id });
    const plain = `${V1_EXAM}/course_id/${course_id}/content_id/${content_id}`;
    expect((await request('GET', plain, inLearner)).body).toMatchObject({ id, course_id, content_id });
    const listed = await request('GET', `${V1_EXAM}/course_id/${course_id}`, inLearner);
    expect(listed.body.map((exam: { id: number }) => exam.id)).toContain(id);
  });

  it('lists only the active exams of the course', async () => {
    const course_id = newCourseId();
    const active = await newExam({ course_id });
    await newExam({ course_id, is_active: false });
    const answer = await request('GET', `${V1_EXAM}/course_id/${encodeURIComponent(course_id)}`, inLearner);
    expect(answer.body.map((exam: { id: number }) => exam.id)).toEqual([active]);
    expect((await request('GET', `${V1_EXAM}/course_id/nobody`, inLearner)).body).toEqual([]);
  });

  it('that do not exist are a 400', async () => {
    expect((await request('GET', `${V1_EXAM}/course_id/x/content_id/y`, inLearner)).status).toBe(400);
  });
});

const exam = (content_id: string, overrides: Record<string, unknown> = {}) => {
  const { course_id: _, external_id: __, ...rest } = examBody({ content_id, ...overrides });
  return rest;
};

describe('registering the exams of a course', () => {
  it('answers ids in the order of the list', async () => {
    const course = newCourseId();
    const first = await request('PATCH', registration(course), { json: [exam('a'), exam('b', { is_active: 'true' })] });
    expect(first.body).toEqual([{ exam_id: expect.any(Number) }, { exam_id: expect.any(Number) }]);
    const repeated = await request('PATCH', registration(course), { json: [exam('b'), exam('a')] });
    expect(repeated.body).toEqual([...first.body].reverse());
    expect((await request('PATCH', registration(course), { json: [] })).body).toEqual([]);
    const unchanged = await request('GET', `${V1_EXAM}/exam_id/${first.body[0].exam_id}`);
    expect(unchanged.body).toMatchObject({ is_active: false, is_proctored: false });
  });

  it.each([
    ['no list', { exams: [] }],
    ['a missing field', [{ content_id: 'a' }]],
    ['a wrong type', [exam('a', { time_limit_mins: 'long' })]],
    ['another course', [{ ...exam('a'), course_id: 'course-v1:Other+1+1' }]],
    ['a content id twice', [exam('a'), exam('a')]],
    ['too many', Array.from({ length: 501 }, (_, index) => exam(`content-${index}`))],
  ])('%s is a 422 and changes nothing', async (_case, json) => {
    const course = newCourseId();
    const answer = await request('PATCH', registration(course), { json });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
    expect((await request('GET', `${V1_EXAM}/course_id/${encodeURIComponent(course)}`)).body).toEqual([]);
  });
});

describe('the name of an exam', () => {
  it('cannot be blank', async () => {
    const exam_id = await newExam({ exam_name: 'Old' });
    for (const exam_name of ['', '  ', '\n']) {
      expect((await request('POST', V1_EXAM, { json: examBody({ exam_name }) })).body.errors[0].pointer).toBe(
        '/exam_name',
      );
      const answer = await request('PUT', V1_EXAM, { json: { exam_id, exam_name, is_active: false } });
      expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '/exam_name']);
    }
    const { body } = await request('GET', `${V1_EXAM}/exam_id/${exam_id}`);
    expect(body).toMatchObject({ exam_name: 'Old', is_active: true });
  });

  it('is truncated; a registration without a valid name uses the content id, so that the other exams are registered', async () => {
    const long = await newExam({ exam_name: `${'x'.repeat(254)}😀` });
    expect((await request('GET', `${V1_EXAM}/exam_id/${long}`)).body.exam_name).toBe('x'.repeat(254));
    const course = newCourseId();
    const list = [
      ['a', 'A'],
      ['b', ''],
      ['c', {}],
      ['d', 'y'.repeat(300)],
      ['e', 'half \ud800'],
    ] as const;
    const json = list.map(([content_id, exam_name]) => exam(content_id, { exam_name }));
    const answer = await request('PATCH', registration(course), { json });
    expect(answer.status).toBe(200);
    const { body } = await request('GET', `${V1_EXAM}/course_id/${encodeURIComponent(course)}`);
    const names = new Map(
      body.map((exam: { content_id: string; exam_name: string }) => [exam.content_id, exam.exam_name]),
    );
    expect(Object.fromEntries(names)).toEqual({ a: 'A', b: 'b', c: 'c', d: 'y'.repeat(255), e: 'half \ufffd' });
  });
});

describe('an exam that names no backend', () => {
  it('appears with the default backend in every answer, and is stored without one', async () => {
    const course_id = newCourseId();
    const exam_id = await newExam({ course_id, content_id: 'one', backend: null });
    const { id, code, learner } = await newAttempt({ exam_id });
    const allowance = { exam_id, user_info: String(learner.id), key: 'additional_time_granted', value: '5' };
    expect((await request('PUT', `${EXAMS}/allowance`, { json: allowance })).status).toBe(200);
    await act(id, 'start', learner);
    const course = encodeURIComponent(course_id);
    const answers = await Promise.all(
      [
        `exam/exam_id/${exam_id}`,
        `exam/course_id/${course}`,
        `exam/course_id/${course}/content_id/one`,
        `attempt/${id}`,
        `attempt/grouped/course_id/${course}`,
        `attempt/code/${code}`,
        `attempt/course_id/${course}?content_id=one&user_id=${learner.id}`,
        `active_exams_for_user?user_id=${learner.id}`,
        `${course}/allowance`,
        `${course}/grouped/allowance`,
      ].map(path => request('GET', `${EXAMS}/${path}`)),
    );
    const renamed = await request('PATCH', attemptPath(id), { json: { student_name: 'x' } });
    for (const { status, text } of [...answers, renamed]) {
      expect([status, text]).toEqual([200, expect.stringContaining('"backend":"software_secure"')]);
      expect(text).not.toContain('"backend":null');
    }
    await history(code, 1);
    const historyAnswer = await request('GET', `${EXAMS}/attempt/code/${code}/history`);
    expect(historyAnswer.text).toContain('"backend":"software_secure"');
    const Key = { exam_id, entry: 'exam' };
    const { Item } = await inExams(({ client, TableName }) => client.send(new GetCommand({ TableName, Key })));
    expect(Item).toMatchObject({ exam_id });
    expect(Item).not.toHaveProperty('backend');
  });
});

/** A direct write to the table, which no call can make. */
async function inExams<Done>(
  run: (exams: { client: DynamoDBDocumentClient; TableName: string }) => Promise<Done>,
): Promise<Done> {
  const client = DynamoDBDocumentClient.from(localDynamodbClient(inject('stackEndpoint')));
  try {
    return await run({ client, TableName: inject('stackTables').ExamsTable ?? '' });
  } finally {
    client.destroy();
  }
}

async function setProctored(exam_id: number): Promise<void> {
  await inExams(({ client, TableName }) =>
    client.send(
      new UpdateCommand({
        TableName,
        Key: { exam_id, entry: 'exam' },
        UpdateExpression: 'SET is_proctored = :true',
        ExpressionAttributeValues: { ':true': true },
      }),
    ),
  );
}

describe('a backend that is not configured', () => {
  const expectRejection = ({ status, body }: Answer, pointer: string) => {
    expect([status, body.errors.map((error: { pointer: string }) => error.pointer)]).toEqual([
      pointer === '/backend' ? 400 : 422,
      [pointer],
    ]);
  };

  it.each(['software-secure', 'Software_Secure', 'constructor', '__proto__', ' software_secure'])(
    '%j cannot proctor an exam; an exam without proctoring may name it',
    async backend => {
      expectRejection(await request('POST', V1_EXAM, { json: examBody({ backend }) }), '/backend');
      const course = newCourseId();
      const list = [exam('a'), exam('b', { backend }), exam('c', { backend, is_proctored: false })];
      expectRejection(await request('PATCH', registration(course), { json: list }), '/1/backend');
      expect((await request('GET', `${V1_EXAM}/course_id/${encodeURIComponent(course)}`)).body).toEqual([]);
      const exam_id = await newExam({ backend, is_proctored: false });
      expect((await request('GET', `${V1_EXAM}/exam_id/${exam_id}`)).body).toMatchObject({ backend });
    },
  );

  it('may be named by a practice exam without proctoring', async () => {
    const exam_id = await newExam({ backend: 'nobody', is_proctored: false, is_practice_exam: true });
    expect((await request('GET', `${V1_EXAM}/exam_id/${exam_id}`)).body).toMatchObject({ backend: 'nobody' });
  });

  it('is rejected where a change makes it proctor an exam', async () => {
    const put = (json: object) => request('PUT', V1_EXAM, { json });
    const timed = await newExam({ backend: 'nobody', is_proctored: false });
    expectRejection(await put({ exam_id: timed, is_proctored: true, exam_name: 'New' }), '/backend');
    const proctored = await newExam({ backend: 'proctortrack' });
    expectRejection(await put({ exam_id: proctored, backend: 'nobody', exam_name: 'New' }), '/backend');
    for (const exam_id of [timed, proctored]) {
      expect((await request('GET', `${V1_EXAM}/exam_id/${exam_id}`)).body.exam_name).not.toBe('New');
    }
    expect((await put({ exam_id: timed, is_proctored: true, backend: 'proctortrack' })).status).toBe(200);
    expect((await put({ exam_id: proctored, is_proctored: false, backend: 'nobody' })).status).toBe(200);
    expectRejection(await put({ exam_id: proctored, is_proctored: 'true' }), '/backend');
    expect((await put({ exam_id: proctored, is_proctored: true, backend: '' })).status).toBe(200);
  });

  it('does not prevent other changes of an exam that names it already', async () => {
    const exam_id = await newExam({ backend: 'nobody', is_proctored: false });
    await setProctored(exam_id);
    const json = { exam_id, is_proctored: true, backend: 'nobody', exam_name: 'New' };
    expect((await request('PUT', V1_EXAM, { json })).status).toBe(200);
    expect((await request('GET', `${V1_EXAM}/exam_id/${exam_id}`)).body).toMatchObject({ exam_name: 'New' });
    const removed = await request('PUT', V1_EXAM, { json: { exam_id: 5, is_proctored: true } });
    expect([removed.status, removed.body.type]).toEqual([400, 'urn:proctoring:problem:exam_does_not_exist']);
  });
});

describe('the settings of an exam', () => {
  it('are those that front ends show', async () => {
    const exam_id = await newExam();
    const path = `${EXAMS}/settings/exam_id/${exam_id}/`;
    const settings = {
      platform_name: 'Open edX',
      contact_us: '',
      link_urls: null,
      exam_proctoring_backend: {},
      provider_tech_support_email: null,
      provider_tech_support_phone: null,
      provider_tech_support_url: null,
      provider_name: null,
      learner_notification_from_email: null,
      integration_specific_email: null,
      proctoring_escalation_email: null,
    };
    expect((await request('GET', path, inLearner)).body).toEqual(settings);
    for (const course_id of [encodeURIComponent(COURSE), `${COURSE}`]) {
      const edxExams = `/api/v1/exam/provider_settings/course_id/${course_id}/exam_id/${exam_id}`;
      expect((await request('GET', edxExams, inLearner)).body).toEqual(settings);
      expect((await request('GET', `${edxExams}/`, inLearner)).body).toEqual(settings);
    }
  });

  it.each([
    ['of another course', 404, 'exam_not_found', (exam_id: number) => ['course-v1:Other+1+2', exam_id]],
    ['that is unknown', 400, 'exam_does_not_exist', () => [COURSE, 5]],
  ])('are a problem for an exam %s at the path of edx-exams', async (_case, status, code, idsOf) => {
    const [course_id, exam_id] = idsOf(await newExam());
    const path = `/api/v1/exam/provider_settings/course_id/${course_id}/exam_id/${exam_id}`;
    const type = `urn:proctoring:problem:${code}`;
    expect(await request('GET', path, inLearner)).toMatchObject({ status, body: { type } });
  });

  it('are a 400 for an unknown exam and a 500 with the reason for a vendor that is not configured', async () => {
    expect((await request('GET', `${EXAMS}/settings/exam_id/5/`, inLearner)).status).toBe(400);
    const exam_id = await newExam({ backend: 'nobody', is_proctored: false });
    const path = `${EXAMS}/settings/exam_id/${exam_id}/`;
    expect((await request('GET', path, inLearner)).body.exam_proctoring_backend).toEqual({});
    // As in a deployment whose settings no longer include the backend.
    await setProctored(exam_id);
    const answer = await request('GET', path, inLearner);
    expect([answer.status, answer.body.type]).toEqual([500, 'urn:proctoring:problem:backend_not_configured']);
  });
});

describe('the review policy of an exam', () => {
  it('is set, read and removed, and recorded on attempts created under it', async () => {
    const exam_id = await newExam();
    const path = `${EXAMS}/review_policy/exam_id/${exam_id}/`;
    expect((await request('GET', path, inLearner)).body).toEqual({ review_policy: null });
    const set = await request('PUT', path, { json: { review_policy: 'Calculators are allowed.' } });
    expect([set.status, set.body]).toEqual([200, { review_policy: 'Calculators are allowed.' }]);
    expect((await request('GET', path, inLearner)).body).toEqual({ review_policy: 'Calculators are allowed.' });
    const { id } = await newAttempt({ exam_id });
    expect((await readAttempt(id)).review_policy_id).toEqual(expect.any(Number));
    const removed = await request('DELETE', path);
    expect([removed.status, removed.text]).toEqual([200, '']);
    expect((await request('DELETE', path)).status).toBe(404);
    expect((await request('GET', path, inLearner)).body).toEqual({ review_policy: null });
  });

  it('of an unknown exam reads as null and cannot be written (404)', async () => {
    const path = `${EXAMS}/review_policy/exam_id/5/`;
    expect((await request('GET', path, inLearner)).body).toEqual({ review_policy: null });
    expect((await request('PUT', path, { json: { review_policy: 'x' } })).status).toBe(404);
    expect((await request('PUT', path, { json: { review_policy: 5 } })).status).toBe(400);
    expect((await request('PUT', path, { json: { review_policy: 'x'.repeat(10_001) } })).status).toBe(400);
  });
});
