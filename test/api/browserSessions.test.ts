import { describe, expect, it } from 'vitest';
import { CONTRACT } from '../../src/api/contract/contract.ts';
import {
  type ApiCaller,
  act,
  attemptPath,
  examBody,
  newAttempt,
  newExam,
  readAttempt,
  request,
  sessionCookiesOf,
  tokenOf,
  V1_ATTEMPT,
  V1_EXAM,
} from '../support/api.ts';
import { navigate } from '../support/browserCaller.ts';
import { newCourseId, newLearnerId } from '../support/builders.ts';
import { IS_LONG } from '../support/runs.ts';

const V1 = '/api/edx_proctoring/v1/proctored_exam';

/** The cookies of a session at the LMS, and one of the LMS's own. */
async function cookiesOf(caller: ApiCaller): Promise<string> {
  const cookies = [['sessionid', '1|x'], ...(await sessionCookiesOf(caller))];
  return cookies.map(cookie => cookie.join('=')).join('; ');
}

const urlEncoded = (fields: Record<string, string>) => new URLSearchParams(fields);

function multipart(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

interface BrowserRequest {
  caller?: ApiCaller;
  headers?: Record<string, string>;
  body?: URLSearchParams | FormData | string;
}

/** A request of a browser: with cookies in place of a token, and the content type of its form. */
async function send(method: string, path: string, { caller, headers, body }: BrowserRequest) {
  const cookie = caller ? { cookie: await cookiesOf(caller) } : {};
  const raw = body === undefined ? {} : { raw: body };
  return request(method, path, { as: null, headers: { ...cookie, ...headers }, ...raw });
}

describe('the session cookies of a browser', () => {
  it.each([
    ['USE-JWT-COOKIE', { 'use-jwt-cookie': 'true' }],
    ['the header of jQuery', { 'x-requested-with': 'XMLHttpRequest' }],
  ])('identify the learner beside %s, for reading and writing', async (_case, headers) => {
    const attempt = await newAttempt();
    const caller = attempt.learner;
    expect((await send('GET', attemptPath(attempt.id), { caller, headers })).body).toMatchObject({ id: attempt.id });
    const started = await send('PUT', attemptPath(attempt.id), {
      caller,
      headers,
      body: urlEncoded({ action: 'start' }),
    });
    expect(started).toMatchObject({ status: 200, body: { exam_attempt_id: attempt.id } });
    expect(await readAttempt(attempt.id)).toMatchObject({ status: 'started' });
  });

  it.each([
    ['a form', () => urlEncoded({ action: 'start' })],
    ['a form in parts', () => multipart({ action: 'start' })],
    ['JSON as plain text', () => '{"action":"start"}'],
  ])('are ignored in requests that any page may send: %s', async (_case, body) => {
    const attempt = await newAttempt();
    const answer = await send('PUT', attemptPath(attempt.id), { caller: attempt.learner, body: body() });
    expect(answer).toMatchObject({ status: 401, body: { type: 'urn:proctoring:problem:unauthenticated' } });
    expect(await readAttempt(attempt.id)).toMatchObject({ status: 'created' });
  });

  it('are ignored beside an Authorization header, even an invalid one', async () => {
    const attempt = await newAttempt();
    const headers = { 'use-jwt-cookie': 'true' };
    const other = { ...headers, authorization: `JWT ${await tokenOf({ id: 900_001 })}` };
    expect((await send('GET', attemptPath(attempt.id), { caller: attempt.learner, headers: other })).status).toBe(403);
    const bad = { ...headers, authorization: 'JWT x.y.z' };
    expect((await send('GET', attemptPath(attempt.id), { caller: attempt.learner, headers: bad })).status).toBe(401);
  });

  it('are a 401 when a browser navigates to an attempt', async () => {
    const attempt = await newAttempt();
    expect((await navigate(attempt.learner, attemptPath(attempt.id))).status).toBe(401);
  });

  it.each(['edx-jwt-cookie-header-payload', 'edx-jwt-cookie-signature'])('are a 401 without %s', async name => {
    const attempt = await newAttempt();
    const cookie = (await cookiesOf(attempt.learner)).replace(name, 'another');
    const headers = { 'use-jwt-cookie': 'true', cookie };
    expect((await send('GET', attemptPath(attempt.id), { headers })).status).toBe(401);
  });

  it('of two people form no valid token', async () => {
    const attempt = await newAttempt();
    const [ownCookies, otherCookies] = [
      await cookiesOf(attempt.learner),
      await cookiesOf({ id: 900_001, staff: true }),
    ];
    const signature = /edx-jwt-cookie-signature=.*/.exec(ownCookies)?.[0] ?? '';
    const headers = {
      'use-jwt-cookie': 'true',
      cookie: otherCookies.replace(/edx-jwt-cookie-signature=.*/, signature),
    };
    expect((await send('GET', attemptPath(attempt.id), { headers })).status).toBe(401);
  });
});

describe('the session cookies of a browser without a header', () => {
  /** Endpoints that browsers open by a link or in a frame. */
  const NAVIGATION = ['openCourseDashboard', 'openEdxExamsDashboard', 'openExamDashboard'];
  const endpoints = CONTRACT.flatMap(group => group.endpoints);

  // api/permissions sends them to each other endpoint.
  it('are declared to count at the dashboards only, which are reads', () => {
    const navigated = endpoints.filter(({ isNavigation }) => isNavigation);
    expect(navigated.map(({ id }) => id).sort()).toEqual(NAVIGATION);
    expect(navigated.filter(({ method, hasEffect }) => method !== 'GET' || hasEffect)).toEqual([]);
  });
});

describe('a CSRF token', () => {
  it('has 64 characters, needs no session, is never cached and differs each time', async () => {
    const [first, second] = [await send('GET', '/csrf/api/v1/token', {}), await send('GET', '/csrf/api/v1/token', {})];
    expect(first.body.csrfToken).toMatch(/^\w{64}$/);
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(second.body.csrfToken).not.toBe(first.body.csrfToken);
  });

  it('authenticates nobody', async () => {
    const attempt = await newAttempt();
    const headers = { 'use-jwt-cookie': 'true', 'x-csrftoken': 'any' };
    const answer = await send('PUT', attemptPath(attempt.id), {
      caller: attempt.learner,
      headers,
      body: urlEncoded({ action: 'start' }),
    });
    expect(answer.status).toBe(200);
    expect(
      (await send('PUT', attemptPath(attempt.id), { headers, body: urlEncoded({ action: 'submit' }) })).status,
    ).toBe(401);
  });
});

const staff = { id: 900, staff: true };
const JWT_COOKIE_HEADER = { 'use-jwt-cookie': 'true' };
const BY_STAFF = { caller: staff, headers: JWT_COOKIE_HEADER };

describe.each([
  ['application/x-www-form-urlencoded', urlEncoded],
  ['multipart/form-data', multipart],
])('%s', (_type, encode) => {
  const sendForm = (method: string, path: string, fields: Record<string, string>, caller: ApiCaller = staff) =>
    send(method, path, { caller, headers: JWT_COOKIE_HEADER, body: encode(fields) });

  it('creates an attempt, acts on it, renames its learner and removes it', async () => {
    const [examId, learner] = [await newExam(), { id: newLearnerId() }];
    const fields = { exam_id: String(examId), start_clock: 'false', attempt_proctored: 'true' };
    const created = await sendForm('POST', V1_ATTEMPT, fields, learner);
    expect(created.status).toBe(200);
    const { exam_attempt_id: id } = created.body;
    const path = attemptPath(id);
    expect(await readAttempt(id)).toMatchObject({ status: 'created', taking_as_proctored: true });
    expect((await sendForm('PUT', path, { action: 'start' }, learner)).status).toBe(200);
    expect(await readAttempt(id)).toMatchObject({ status: 'started' });
    expect((await sendForm('PUT', path, { action: 'error', detail: 'Camera lost & found' }, learner)).status).toBe(200);
    expect(await readAttempt(id)).toMatchObject({ status: 'error', ready_to_resume: false });
    const resumed = await sendForm('PUT', path, { user_id: String(learner.id), action: 'mark_ready_to_resume' });
    expect(resumed).toMatchObject({ status: 200 });
    expect(await readAttempt(id)).toMatchObject({ status: 'error', ready_to_resume: true });
    expect((await sendForm('PATCH', path, { student_name: 'Ada Lovelace' })).body).toMatchObject({
      student_name: 'Ada Lovelace',
    });
    expect((await sendForm('DELETE', path, { reason: 'Given anew' })).status).toBe(200);
    expect((await request('GET', path)).status).toBe(400);
  });

  // One parser reads a type for all endpoints.
  const itOfEndpoint = it.skipIf(encode === multipart && !IS_LONG);

  itOfEndpoint('grants and removes allowances, one or many', async () => {
    const course = newCourseId();
    const exams = [await newExam({ course_id: course }), await newExam({ course_id: course })];
    const granted = async () => {
      const { body } = await request('GET', `${V1}/${course}/allowance`);
      return (body as { value: string }[]).map(({ value }) => value);
    };
    const attempt = await newAttempt({ exam_id: exams[0] as number });
    const learner = String(attempt.learner.id);
    const allowance = { exam_id: String(exams[0]), user_info: learner, key: 'additional_time_granted', value: '10' };
    expect((await sendForm('PUT', `${V1}/allowance`, allowance)).status).toBe(200);
    expect(await granted()).toEqual(['10']);
    const { user_info: _, value: __, ...named } = allowance;
    expect((await sendForm('DELETE', `${V1}/allowance`, { ...named, user_id: learner })).status).toBe(200);
    expect(await granted()).toEqual([]);
    for (const exam_ids of [exams.join(','), `${exams[0]},`]) {
      const bulk = { exam_ids, user_ids: learner, allowance_type: 'time_multiplier', value: '1.5' };
      expect((await sendForm('PUT', `${V1}/bulk_allowance`, bulk)).status).toBe(200);
    }
    expect(await granted()).toEqual(['45', '45']);
  });

  itOfEndpoint('creates and changes an exam, and sets its review policy', async () => {
    const body = examBody();
    const fields = Object.fromEntries(
      Object.entries({ ...body, external_id: '' }).map(([name, value]) => [name, String(value)]),
    );
    const created = await sendForm('POST', V1_EXAM, fields);
    expect(created.status).toBe(200);
    const exam_id = String(created.body.exam_id);
    const read = async () => (await request('GET', `${V1_EXAM}/exam_id/${exam_id}`)).body;
    expect(await read()).toMatchObject(body);
    expect((await sendForm('PUT', V1_EXAM, { exam_id, is_active: 'false' })).status).toBe(200);
    expect(await read()).toMatchObject({ ...body, is_active: false });
    const policyPath = `${V1}/review_policy/exam_id/${exam_id}/`;
    expect((await sendForm('PUT', policyPath, { review_policy: 'No notes.' })).status).toBe(200);
    expect((await request('GET', policyPath)).body).toEqual({ review_policy: 'No notes.' });
  });

  it('is validated as JSON is', async () => {
    const attempt = await newAttempt();
    await act(attempt.id, 'start', attempt.learner);
    const path = attemptPath(attempt.id);
    expect(await sendForm('PUT', path, { action: 'dance' })).toMatchObject({ status: 400 });
    expect(await sendForm('PUT', path, {})).toMatchObject({ status: 400 });
    expect(await sendForm('POST', V1_ATTEMPT, { exam_id: 'x' })).toMatchObject({ status: 400 });
    expect(await sendForm('POST', V1_ATTEMPT, { exam_id: '5', attempt_proctored: 'yes' })).toMatchObject({
      status: 400,
    });
  });

  it('is a 415 where the body is a list', async () => {
    const path = `${V1}/exam_registration/course_id/course-v1%3AX%2BY%2BZ`;
    expect((await sendForm('PATCH', path, { a: 'b' })).status).toBe(415);
    expect((await sendForm('PUT', '/api/edx_proctoring/v1/learners', { learners: '' })).status).toBe(415);
  });
});

it('exam ids of an allowance may be a single number', async () => {
  const examId = await newExam();
  const attempt = await newAttempt({ exam_id: examId });
  const json = { exam_ids: examId, user_ids: attempt.learner.id, allowance_type: 'time_multiplier', value: '1.5' };
  expect((await request('PUT', `${V1}/bulk_allowance`, { json })).status).toBe(200);
});

it('a learner in brackets, as jQuery writes an object, is a 400, and creates nothing for the caller', async () => {
  const caller = { id: newLearnerId(), staff: true };
  const valid = { exam_id: String(await newExam()), start_clock: 'true', attempt_proctored: 'true' };
  const activeAttempt = async () => (await request('GET', `${V1}/active_attempt`, { as: caller })).body;
  const create = (fields: Record<string, string>) =>
    send('POST', V1_ATTEMPT, { caller, headers: JWT_COOKIE_HEADER, body: urlEncoded(fields) });
  expect((await create({ ...valid, 'user[id]': '4010', 'user[username]': 'rosa' })).status).toBe(400);
  expect(await activeAttempt()).toEqual({});
  expect((await create(valid)).status).toBe(200);
  expect(await activeAttempt()).not.toEqual({});
});

const ofType = (type: string) => ({ ...JWT_COOKIE_HEADER, 'content-type': type });
const FILE =
  '--B\r\nContent-Disposition: form-data; name="value"; filename="x.txt"\r\nContent-Type: text/plain\r\n\r\nx\r\n--B--\r\n';

describe('a problem of allowances in bulk names the field of the form that shows it', () => {
  it.each([
    ['malformed exam ids', { exam_ids: 'zz' }, 'user_info'],
    ['no learners', { user_ids: '' }, 'user_info'],
    ['a bad kind', { allowance_type: 'a+b' }, 'allowance_value'],
    ['a bad value', { value: 'many' }, 'allowance_value'],
  ])('%s', async (_case, change, field) => {
    const attempt = await newAttempt();
    const fields = {
      exam_ids: String(await newExam()),
      user_ids: String(attempt.learner.id),
      allowance_type: 'time_multiplier',
      value: '1.5',
    };
    const body = urlEncoded({ ...fields, ...change });
    const answer = await send('PUT', `${V1}/bulk_allowance`, { ...BY_STAFF, body });
    expect([answer.status, answer.body.field]).toEqual([400, field]);
  });

  it.each([
    ['a malformed form', { ...BY_STAFF, body: 'x=%' }, 400],
    [
      'a learner',
      {
        ...BY_STAFF,
        caller: { id: newLearnerId() },
        body: 'exam_ids=5&user_ids=5&allowance_type=time_multiplier&value=2',
      },
      403,
    ],
    ['nobody', { headers: JWT_COOKIE_HEADER, body: '' }, 401],
    ['a type that is neither a form nor JSON', { caller: staff, headers: ofType('text/xml'), body: 'x' }, 415],
    ['a file', { caller: staff, headers: ofType('multipart/form-data; boundary=B'), body: FILE }, 415],
    ['a list', { caller: staff, headers: ofType('application/json'), body: '[]' }, 400],
    ['malformed JSON', { caller: staff, headers: ofType('application/json'), body: '{' }, 400],
    ['a body that is too large', { ...BY_STAFF, body: `value=${'x'.repeat(1_100_000)}` }, 413],
  ])('%s', async (_case, options: Parameters<typeof send>[2], status) => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await send('PUT', `${V1}/bulk_allowance`, {
      ...options,
      headers: { ...type, ...options.headers },
    });
    expect([answer.status, answer.body.field]).toEqual([status, 'user_info']);
  });
});

it('a file in a form is a 415, and changes nothing', async () => {
  const attempt = await newAttempt();
  const body = multipart({ action: 'start' });
  body.set('detail', new File(['x'], 'x.txt'));
  const options = { caller: attempt.learner, headers: JWT_COOKIE_HEADER, body };
  expect((await send('PUT', attemptPath(attempt.id), options)).status).toBe(415);
  expect(await readAttempt(attempt.id)).toMatchObject({ status: 'created' });
});
