import { randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEVELOPMENT_TOKEN_SECRET } from '../../src/config/auth.ts';
import {
  type ApiCaller,
  act,
  attemptPath,
  codePath,
  examBody,
  newAttempt,
  newExam,
  readAttempt,
  remove,
  request,
  STAFF_PERSON,
  tokenOf,
  V1_ATTEMPT,
  V1_EXAM,
} from '../support/api.ts';
import { COURSE, newLearnerId } from '../support/builders.ts';
import { indexed, partOf, runs } from '../support/runs.ts';

describe('exams', () => {
  it.each(['is_proctored', 'is_practice_exam', 'is_active', 'hide_after_due'])(
    'are created and read with every field; of the flags %s alone is set',
    async flag => {
      const flags = { is_proctored: false, is_practice_exam: false, is_active: false, hide_after_due: false };
      const named = { exam_name: 'Final', external_id: 'e-9', time_limit_mins: 45, backend: 'proctortrack' };
      const body = examBody({ ...flags, [flag]: true, ...named, due_date: '2030-01-01T12:00:00+02:00' });
      const created = await request('POST', V1_EXAM, { json: body });
      expect(created.status).toBe(200);
      const read = await request('GET', `${V1_EXAM}/exam_id/${created.body.exam_id}`, { as: {} });
      expect(read.body).toEqual({ ...body, id: created.body.exam_id, due_date: '2030-01-01T10:00:00.000Z' });
      expect(created.body.exam_id).toBeLessThan(2 ** 53);
    },
  );

  it('are unique by course and content, also when several are created at once', async () => {
    const json = examBody();
    const count = runs(5);
    const answers = await Promise.all(Array.from({ length: count }, () => request('POST', V1_EXAM, { json })));
    expect(answers.map(answer => answer.status).sort()).toEqual([200, ...Array(count - 1).fill(400)]);
  });

  it('accept every form of id that Open edX uses', async () => {
    for (const [course_id, content_id] of [
      ['course-v1:Ünï+1&2+é', 'block-v1:X+Y+Z+type@sequential+block@a'],
      ['Org/Course/Run', 'i4x://Org/Course/sequential/exam'],
      ['a', `b c"d\\+@:&=${randomUUID()}`],
    ]) {
      const json = examBody({ course_id, content_id: `${content_id}${randomUUID()}` });
      const { body } = await request('POST', V1_EXAM, { json });
      expect((await request('GET', `${V1_EXAM}/exam_id/${body.exam_id}/`)).body).toMatchObject({ course_id });
    }
  });

  it('are a 400 if they do not exist', async () => {
    expect((await request('GET', `${V1_EXAM}/exam_id/5`)).status).toBe(400);
  });
});

describe('attempts', () => {
  it('are created by a learner for themselves', async () => {
    const exam_id = await newExam();
    const as = { id: 12345, name: 'Ada Lovelace' };
    const { body } = await request('POST', V1_ATTEMPT, {
      as,
      json: { exam_id: String(exam_id), attempt_proctored: 'true' },
    });
    const read = await request('GET', attemptPath(body.exam_attempt_id), { as });
    expect(read.body).toMatchObject({
      user: { id: 12345, username: 'user12345' },
      student_name: 'Ada Lovelace',
      status: 'created',
      taking_as_proctored: true,
      proctored_exam: { id: exam_id },
    });
    expect(read.body.attempt_code).toMatch(/^[0-9A-F-]{36}$/);
    expect(Object.keys(read.body).sort()).toEqual(
      [
        ...[
          'id',
          'version',
          'created',
          'modified',
          'user',
          'student_name',
          'started_at',
          'completed_at',
          'external_id',
          'status',
        ],
        ...['proctored_exam', 'allowed_time_limit_mins', 'attempt_code', 'is_sample_attempt', 'taking_as_proctored'],
        ...['review_policy_id', 'is_status_acknowledged', 'time_remaining_seconds', 'is_resumable', 'ready_to_resume'],
        ...['resumed', 'accessibility_time_string'],
      ].sort(),
    );
    const second = await request('POST', V1_ATTEMPT, { as, json: { exam_id, attempt_proctored: true } });
    expect([second.status, second.body.type]).toEqual([400, 'urn:proctoring:problem:attempt_already_exists']);
  });

  it('are started, stopped and submitted by their learner', async () => {
    const { id, learner } = await newAttempt();
    expect((await act(id, 'start', learner)).body).toEqual({ exam_attempt_id: id });
    expect(await readAttempt(id)).toMatchObject({
      status: 'started',
      allowed_time_limit_mins: 90,
      accessibility_time_string: 'you have 1 hour and 30 minutes remaining',
    });
    expect((await act(id, 'start', learner)).body.type).toContain('attempt_already_started');
    expect((await act(id, 'stop', learner)).status).toBe(200);
    expect((await act(id, 'submit', learner)).status).toBe(200);
    expect((await act(id, 'submit', learner)).status).toBe(200);
    const rejected = await act(id, 'start', learner);
    expect([rejected.status, rejected.body.detail]).toEqual([400, expect.stringContaining('submitted')]);
  });

  it('cannot be started twice at the same moment', async () => {
    const { id, learner } = await newAttempt();
    const count = runs(5);
    const answers = await Promise.all(Array.from({ length: count }, () => act(id, 'start', learner)));
    expect(answers.map(answer => answer.status).sort()).toEqual([200, ...Array(count - 1).fill(400)]);
  });

  it('with a code or an external id in use are a 409', async () => {
    const { create } = await newAttempt();
    const again = { ...create, user: { id: 5, username: 'x' }, exam_id: await newExam() };
    for (const [free, code] of [
      [{ external_id: randomUUID() }, 'attempt_code_in_use'],
      [{ attempt_code: randomUUID() }, 'external_id_in_use'],
    ] as const) {
      const answer = await request('POST', V1_ATTEMPT, { json: { ...again, ...free } });
      expect(answer).toMatchObject({ status: 409, body: { type: `urn:proctoring:problem:${code}` } });
    }
  });

  it('of practice in progress are returned for their own code, and another code or external id is a 409', async () => {
    const { create, id } = await newAttempt({ exam_id: await newExam({ is_practice_exam: true }) });
    const again = (ids: object) => request('POST', V1_ATTEMPT, { json: { ...create, ...ids } });
    expect(await again({})).toMatchObject({ status: 200, body: { exam_attempt_id: id } });
    for (const ids of [{ attempt_code: randomUUID() }, { external_id: randomUUID() }]) {
      expect(await again(ids)).toMatchObject({
        status: 409,
        body: { type: 'urn:proctoring:problem:practice_in_progress' },
      });
    }
  });

  it('are gone after their removal, and a second removal is a 400', async () => {
    const { id } = await newAttempt();
    const removed = await remove(id);
    expect([removed.status, removed.text]).toEqual([200, '']);
    expect((await remove(id)).status).toBe(400);
    expect((await request('GET', attemptPath(id))).status).toBe(400);
    expect((await request('PATCH', attemptPath(id), { json: { student_name: 'x' } })).status).toBe(404);
  });

  it('are located by their code, with any characters; an unknown code is a 404', async () => {
    const { id, code } = await newAttempt({ attempt_code: `John. D ${randomUUID()} é+&=@:` });
    const located = () => request('GET', codePath(code));
    expect((await located()).body).toMatchObject({ is_archived: false, attempt: { attempt_code: code } });
    await remove(id);
    expect((await located()).body).toMatchObject({ is_archived: true, attempt: { attempt_code: code } });
    const unknown = await request('GET', codePath('nobody'));
    expect([unknown.status, unknown.body.detail]).toEqual([404, 'Could not locate attempt code nobody.']);
  });
});

/** All others: api/permissions. */
describe('permissions', () => {
  const stranger: ApiCaller = { id: 999_999 };
  const courseStaff: ApiCaller = { id: 901, courses: [COURSE] };
  const foreignStaff: ApiCaller = { id: 902, courses: ['course-v1:Other+1+2'] };

  it('the learner reads and acts, but cannot do what is reserved for staff', async () => {
    const { id, code, learner } = await newAttempt();
    expect((await request('GET', attemptPath(id), { as: learner })).status).toBe(200);
    expect((await request('PATCH', attemptPath(id), { as: learner, json: { student_name: 'x' } })).status).toBe(403);
    expect((await request('DELETE', attemptPath(id), { as: learner })).status).toBe(403);
    expect((await request('GET', codePath(code), { as: learner })).status).toBe(403);
    expect((await act(id, 'start', stranger)).status).toBe(403);
    expect((await act(id, 'start', courseStaff)).status).toBe(403);
    expect((await readAttempt(id)).status).toBe('created');
  });

  it('only staff create attempts for others or with a chosen code, and only global staff create exams', async () => {
    const exam_id = await newExam();
    for (const fields of [{ user: { id: 8, username: 'eve' } }, { attempt_code: 'MINE' }, { external_id: 'mine' }]) {
      const json = { exam_id, attempt_proctored: true, ...fields };
      expect((await request('POST', V1_ATTEMPT, { as: stranger, json })).status).toBe(403);
      expect((await request('POST', V1_ATTEMPT, { as: foreignStaff, json })).status).toBe(403);
    }
    expect((await request('POST', V1_EXAM, { as: courseStaff, json: examBody() })).status).toBe(403);
  });
});

describe('tokens', () => {
  const secret = new TextEncoder().encode(DEVELOPMENT_TOKEN_SECRET);
  const claims = { user_id: 1, administrator: true };

  it.each([
    ['nonsense', async () => 'nonsense'],
    ['signed by somebody else', () => tokenOf(STAFF_PERSON, {}, 'another secret that is long enough for it')],
    ['expired', () => tokenOf(STAFF_PERSON, { exp: 1_700_000_000 })],
    ['without an end', () => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secret)],
    ['without a user', () => tokenOf(STAFF_PERSON, { user_id: null })],
    ['unsigned', async () => new UnsecuredJWT(claims).setExpirationTime('1h').encode()],
    ['cut off', async () => (await tokenOf(STAFF_PERSON)).slice(0, -3)],
  ])('%s: 401', async (_case, token) => {
    const answer = await request('GET', `${V1_EXAM}/exam_id/1`, { as: await token() });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('the Authorization scheme JWT of Open edX is accepted, too', async () => {
    const authorization = `JWT ${await tokenOf(STAFF_PERSON)}`;
    const answer = await request('GET', `${V1_EXAM}/exam_id/1`, { as: null, headers: { authorization } });
    expect(answer.status).toBe(400);
  });
});

describe('invalid requests', () => {
  const EVERY_ODD_VALUE = [
    null,
    '',
    'x',
    -1,
    0,
    1.5,
    2 ** 53,
    1e300,
    [],
    {},
    [1],
    { a: 1 },
    true,
    '\u0000',
    'ü'.repeat(10_000),
  ];

  it('is a 400 that names the field', async () => {
    const { time_limit_mins, is_active, ...rest } = examBody({ course_id: 5, is_proctored: 'yes' });
    const answer = await request('POST', V1_EXAM, { json: rest });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer).sort()).toEqual(
      ['/course_id', '/is_active', '/is_proctored', '/time_limit_mins'].sort(),
    );
  });

  it.each(indexed(Object.keys(examBody())))(
    'an exam with an unexpected %s is never answered 5xx',
    async (field, index) => {
      for (const value of partOf(EVERY_ODD_VALUE, index, 5)) {
        const answer = await request('POST', V1_EXAM, { json: examBody({ [field]: value }) });
        expect(answer.status, `${field}=${JSON.stringify(value)?.slice(0, 50)}: ${answer.text}`).toBeLessThan(500);
      }
    },
  );

  const ATTEMPT_FIELDS = [
    ...['exam_id', 'user', 'attempt_code', 'external_id', 'student_name', 'allowed_time_limit_mins'],
    'taking_as_proctored',
  ];
  let exam_id: number;
  beforeAll(async () => {
    exam_id = await newExam();
  });

  it.each(indexed(ATTEMPT_FIELDS))('an attempt with an unexpected %s is never answered 5xx', async (field, index) => {
    for (const value of partOf(EVERY_ODD_VALUE, index, 5)) {
      const id = newLearnerId();
      const user = { id, username: `user${id}` };
      const answer = await request('POST', V1_ATTEMPT, { json: { exam_id, user, [field]: value } });
      expect(answer.status, `${field}=${JSON.stringify(value)?.slice(0, 50)}: ${answer.text}`).toBeLessThan(500);
    }
  });

  it.each(indexed(['x', '-1', '1.5', '99999999999999999999', '%00', '%', 'code', '__proto__']))(
    'the attempt id %s is never answered 5xx',
    async (id, index) => {
      for (const method of partOf(['GET', 'PUT', 'PATCH', 'DELETE'], index, 2)) {
        const json = method === 'GET' ? {} : { json: { action: 'start', student_name: 'x' } };
        expect([400, 404]).toContain((await request(method, attemptPath(id), json)).status);
      }
    },
  );

  it('an unknown action, a missing one, and no body are 400', async () => {
    const { id, learner } = await newAttempt();
    for (const json of [{ action: 'explode' }, { action: 5 }, {}, [], 'start', null]) {
      expect((await request('PUT', attemptPath(id), { as: learner, json })).status).toBe(400);
    }
    expect((await request('PUT', attemptPath(id), { as: learner })).status).toBe(400);
  });

  it('a body of another content type is a 415, malformed JSON a 400', async () => {
    const { id } = await newAttempt();
    const text = { 'content-type': 'text/plain' };
    expect((await request('PUT', attemptPath(id), { raw: 'action=start', headers: text })).status).toBe(415);
    const json = { 'content-type': 'application/json' };
    expect((await request('PUT', attemptPath(id), { raw: '{"action":', headers: json })).status).toBe(400);
    expect((await request('PUT', attemptPath(id), { raw: '{"action":"\\ud800"}', headers: json })).status).toBe(400);
  });

  it('an oversized body is a 413', async () => {
    const json = { student_name: 'x'.repeat(1_000_001) };
    expect((await request('PATCH', attemptPath(5), { json })).status).toBe(413);
  });

  it('a code above the maximum length is a 404', async () => {
    for (const rest of ['', '/history', '/review', '/review/payload']) {
      expect((await request('GET', codePath('x'.repeat(3000), rest))).status).toBe(404);
    }
  });

  it('a foreign cursor is a 400', async () => {
    const { code } = await newAttempt();
    for (const cursor of ['x', 'eA', 'A'.repeat(600)]) {
      expect((await request('GET', codePath(code, `/history?cursor=${cursor}`))).status).toBe(400);
    }
    expect((await request('GET', codePath(code, '/history?limit=0'))).status).toBe(400);
  });

  it('an unknown path is a 404, a wrong method a 405 that lists the allowed methods', async () => {
    expect((await request('GET', '/nothing/here')).status).toBe(404);
    expect((await request('GET', attemptPath('x'))).status).toBe(400);
    const answer = await request('POST', attemptPath(5), { json: {} });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, PUT, PATCH, DELETE']);
  });

  it('every answer carries its request id', async () => {
    for (const path of ['/health', '/nothing', attemptPath('x')]) {
      expect((await request('GET', path)).headers.get('x-request-id')).toMatch(/.+/);
    }
  });
});

describe('the caller’s own rights', () => {
  it.each([
    ['a learner', { id: 71, name: 'Mina' }, { is_staff: false, course_staff: [] }],
    ['course staff', { id: 72, name: 'Ada', courses: ['a', 'b'] }, { is_staff: false, course_staff: ['a', 'b'] }],
    ['global staff', { id: 73, name: 'Sam', staff: true }, { is_staff: true, course_staff: [] }],
  ])('are those of the token: %s', async (_case, as, rights) => {
    const { body } = await request('GET', '/api/proctoring/v1/me', { as });
    expect(body).toEqual({ user_id: as.id, username: `user${as.id}`, name: as.name, ...rights });
  });
});
