import { describe, expect, it } from 'vitest';
import {
  type ApiCaller,
  act,
  attemptPath,
  history,
  newAttempt,
  newExam,
  readAttempt,
  request,
  STAFF_PERSON,
  V1_ATTEMPT,
} from '../support/api.ts';
import { newCourseId, newLearnerId } from '../support/builders.ts';
import { someOf } from '../support/runs.ts';

const resetPath = (examId: number, userId: number) =>
  `${V1_ATTEMPT.replace('/attempt', '')}/exam_id/${examId}/user_id/${userId}/reset_attempts`;
const create = (as: ApiCaller, exam_id: number, fields: Record<string, unknown> = { attempt_proctored: true }) =>
  request('POST', V1_ATTEMPT, { as, json: { exam_id, ...fields } });

describe('the actions on an attempt, over HTTP', () => {
  it.each(
    someOf([
      [['click_download_software'], 'download_software_clicked'],
      [['start', 'click_download_software'], 'submitted'],
      [['start', 'stop', 'start', 'submit', 'submit'], 'submitted'],
      [['start', 'error'], 'error'],
      [['decline', 'decline'], 'declined'],
    ]),
  )('%j leads to %s', async (actions, status) => {
    const { id, learner } = await newAttempt();
    for (const action of actions) {
      expect((await act(id, action, learner)).body, action).toEqual({ exam_attempt_id: id });
    }
    expect((await readAttempt(id)).status).toBe(status);
  });

  it('an error of a submitted attempt is not blocked: false', async () => {
    const { id, learner } = await newAttempt();
    await act(id, 'submit', learner);
    expect((await act(id, 'error', learner)).body).toEqual({ exam_attempt_id: false });
  });

  it('an error with a detail records actor and reason in the history and changes nothing else', async () => {
    const { id, code, learner } = await newAttempt();
    const json = { action: 'error', detail: 'camera lost', user_id: String(learner.id), nonsense: [1] };
    expect((await request('PUT', attemptPath(id), { as: learner, json })).status).toBe(200);
    expect(await readAttempt(id)).toMatchObject({ status: 'error', is_resumable: true, completed_at: null });
    expect(await history(code, 1)).toMatchObject([
      { status: 'created', to_status: 'error', reason: 'camera lost', changed_by: { role: 'learner' } },
    ]);
  });

  it.each(
    someOf([
      ['1,300 characters', JSON.stringify('x'.repeat(1300)), 'x'.repeat(1000)],
      ['a cut that would fall inside a character', JSON.stringify(`${'x'.repeat(999)}😀`), 'x'.repeat(999)],
      ['an object', '{"code":5}', '{"code":5}'],
      ['a list', '[1]', '[1]'],
      ['a number', '5', '5'],
      ['null', 'null', null],
      ['half a surrogate pair', '"camera \\ud83d lost"', 'camera \ufffd lost'],
      ['lists in lists', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, null],
    ]),
  )('an error stops the clock with any detail: %s', async (_case, detail, reason) => {
    const { id, code, learner } = await newAttempt();
    await act(id, 'start', learner);
    const raw = `{"action":"error","detail":${detail}}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await request('PUT', attemptPath(id), { as: learner, raw, headers });
    expect([answer.status, answer.body]).toEqual([200, { exam_attempt_id: id }]);
    expect(await readAttempt(id)).toMatchObject({ status: 'error', is_resumable: true });
    expect((await history(code, 2))[0]).toMatchObject({ to_status: 'error', reason });
  });

  it.each(
    someOf([
      ['a long text', 'x'.repeat(1300)],
      ['an object', { why: 'cheated' }],
      ['a number', 5],
    ]),
  )('a removal succeeds with any reason: %s', async (_case, reason) => {
    const { id, code } = await newAttempt();
    expect((await request('DELETE', attemptPath(id), { json: { reason } })).status).toBe(200);
    const stored = typeof reason === 'string' ? reason.slice(0, 1000) : JSON.stringify(reason);
    expect(await history(code, 1)).toMatchObject([{ change: 'removed', reason: stored }]);
  });

  it('staff verify, reject and mark ready to resume, and the learner resumes', async () => {
    const {
      id,
      learner,
      create: { exam_id },
    } = await newAttempt();
    await act(id, 'start', learner);
    await act(id, 'error', learner);
    const ready = await request('PUT', attemptPath(id), {
      json: { action: 'mark_ready_to_resume', user_id: learner.id },
    });
    expect(ready.body).toEqual({ exam_attempt_id: id });
    expect(await readAttempt(id)).toMatchObject({ ready_to_resume: true, is_resumable: false, resumed: false });
    const again = await create(learner, Number(exam_id));
    expect(again.status).toBe(200);
    expect(await readAttempt(id)).toMatchObject({ status: 'error', ready_to_resume: true, resumed: true });
    expect((await act(again.body.exam_attempt_id, 'submit', learner)).status).toBe(200);
    for (const action of ['reject', 'verify']) {
      expect((await act(again.body.exam_attempt_id, action)).status).toBe(200);
      expect((await act(again.body.exam_attempt_id, action, learner)).status).toBe(403);
    }
    expect((await readAttempt(again.body.exam_attempt_id)).status).toBe('verified');
  });

  it('a user_id that is not the attempt’s learner is a 403', async () => {
    const { id, learner } = await newAttempt();
    for (const as of [learner, STAFF_PERSON]) {
      const answer = await request('PUT', attemptPath(id), { as, json: { action: 'submit', user_id: 12 } });
      expect(answer.status).toBe(403);
    }
    expect((await readAttempt(id)).status).toBe('created');
  });

  it('a practice exam can be reset, any other cannot', async () => {
    const exam_id = await newExam({ is_practice_exam: true });
    const { id, learner } = await newAttempt({ exam_id });
    expect((await act(id, 'reset_attempt', learner)).body.type).toContain('illegal_status_transition');
    await act(id, 'submit', learner);
    const reset = await act(id, 'reset_attempt', learner);
    expect(reset.body.exam_attempt_id).toBeGreaterThan(id);
    expect(await readAttempt(reset.body.exam_attempt_id)).toMatchObject({ status: 'created', is_sample_attempt: true });
    expect((await request('GET', attemptPath(id))).status).toBe(400);
    const real = await newAttempt();
    await act(real.id, 'error', real.learner);
    expect((await act(real.id, 'reset_attempt', real.learner)).body.type).toContain('exam_is_not_practice');
  });
});

describe('an attempt at an exam that is paused', () => {
  const PAUSED = { status: 403, body: { type: 'urn:proctoring:problem:exam_paused' } };

  it('is neither created nor started: 403 in each dialect', async () => {
    const exam_id = await newExam();
    const { id, learner } = await newAttempt({ exam_id });
    expect((await request('PUT', `/api/proctoring/v1/exams/${exam_id}/pause`)).status).toBe(200);
    const EDX_EXAMS_ATTEMPT = '/api/v1/exams/attempt';
    const start = (path: string) => request('PUT', path, { as: learner, json: { action: 'start' } });
    for (const path of [attemptPath(id), `${EDX_EXAMS_ATTEMPT}/${id}`]) expect(await start(path)).toMatchObject(PAUSED);
    for (const path of [V1_ATTEMPT, EDX_EXAMS_ATTEMPT]) {
      const json = { exam_id, attempt_proctored: true };
      expect(await request('POST', path, { as: { id: newLearnerId() }, json })).toMatchObject(PAUSED);
    }
    expect(await readAttempt(id)).toMatchObject({ status: 'created' });
  });
});

describe('creating an attempt, over HTTP', () => {
  it('has the time limit in minutes that staff prescribe', async () => {
    const { id } = await newAttempt({ allowed_time_limit_mins: 45 });
    expect(await readAttempt(id)).toMatchObject({ allowed_time_limit_mins: 45 });
  });

  it('a proctored exam taken unproctored is declined', async () => {
    const learner = { id: newLearnerId() };
    const exam_id = await newExam({ course_id: newCourseId() });
    const { body } = await create(learner, exam_id, { attempt_proctored: 'false', start_clock: 'true' });
    expect(await readAttempt(body.exam_attempt_id)).toMatchObject({
      status: 'declined',
      taking_as_proctored: false,
      started_at: null,
    });
  });

  it('a timed exam starts at once with start_clock', async () => {
    const learner = { id: newLearnerId() };
    const { body } = await create(learner, await newExam({ is_proctored: false }), { start_clock: true });
    const read = await request('GET', attemptPath(body.exam_attempt_id), { as: learner });
    expect(read.body).toMatchObject({ status: 'started', allowed_time_limit_mins: 90, taking_as_proctored: false });
    expect(read.body.time_remaining_seconds).toBeGreaterThan(5000);
  });

  it('is a 403 past the due date, except for practice exams', async () => {
    const learner = { id: newLearnerId() };
    const due_date = '2020-01-01T00:00:00Z';
    expect((await create(learner, await newExam({ due_date }))).body.type).toContain('exam_past_due');
    expect((await create(learner, await newExam({ due_date, is_practice_exam: true }))).status).toBe(200);
  });
});

describe('resetting all attempts of a learner', () => {
  it('allows the exam to be taken again: 200 with an empty body, and 404 if there are none', async () => {
    const {
      id,
      learner,
      create: { exam_id },
    } = await newAttempt();
    const path = resetPath(Number(exam_id), learner.id);
    expect((await request('DELETE', path, { as: learner })).status).toBe(403);
    const answer = await request('DELETE', path);
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect((await request('DELETE', path)).status).toBe(404);
    expect((await request('GET', attemptPath(id))).status).toBe(400);
    expect((await create(learner, Number(exam_id))).status).toBe(200);
  });

  it('of an unknown exam is a 404', async () => {
    expect((await request('DELETE', resetPath(5, 7))).status).toBe(404);
    expect((await request('DELETE', resetPath(5, 7).replace('/5/', '/x/'))).status).toBe(400);
  });
});

describe('acknowledging the status', () => {
  it('is a 404 without PROCTORED_EXAM_VIEWABLE_PAST_DUE', async () => {
    const { id, learner } = await newAttempt();
    expect((await request('PUT', `${attemptPath(id)}/review_status`, { as: learner, json: {} })).status).toBe(404);
  });
});

describe('a change with the version that the caller has seen', () => {
  const change = (method: string, id: number, if_version: unknown, as: ApiCaller = STAFF_PERSON) =>
    request(method, attemptPath(id), { as, json: { action: 'submit', if_version } });

  it('is answered 409 for another version, with the attempt as it is now, as the caller may see it', async () => {
    const { id, learner, externalId } = await newAttempt();
    const { version } = await readAttempt(id);
    for (const [path, as, external_id] of [
      [attemptPath(id), learner, null],
      [`/api/v1/exams/attempt/${id}`, learner, null],
      [attemptPath(id), STAFF_PERSON, externalId],
    ] as const) {
      const action = as === learner ? 'submit' : 'verify';
      const answer = await request('PUT', path, { as, json: { action, if_version: version - 1 } });
      expect(answer).toMatchObject({ status: 409, body: { type: 'urn:proctoring:problem:attempt_changed' } });
      expect(answer.body.attempt).toEqual({ ...(await attemptNow(id)), external_id });
    }
    expect((await change('DELETE', id, version + 1)).body).toMatchObject({ status: 409, attempt: { id, version } });
    expect(await readAttempt(id)).toMatchObject({ status: 'created', version });
  });

  it('succeeds on that version, also as text', async () => {
    const { id, learner } = await newAttempt();
    const { version } = await readAttempt(id);
    expect((await change('PUT', id, String(version), learner)).status).toBe(200);
    expect((await change('DELETE', id, version + 1)).status).toBe(200);
  });

  it('is a 400 with a value that is no version', async () => {
    const { id } = await newAttempt();
    for (const if_version of [null, '', 'x', -1, 1.5, 2 ** 53, [], {}, true]) {
      for (const method of ['PUT', 'DELETE']) {
        const { status, body } = await change(method, id, if_version);
        expect([if_version, status, body.errors[0].pointer]).toEqual([if_version, 400, '/if_version']);
      }
    }
  });
});

describe('an action on several attempts, over HTTP', () => {
  const bulk = (json: unknown, as: ApiCaller = STAFF_PERSON) =>
    request('POST', '/api/proctoring/v1/attempts/bulk', { as, json });

  it('has a result for each: done with the reason in the history, or failed with the attempt as it is now', async () => {
    const course = newCourseId();
    const exam_id = await newExam({ course_id: course });
    const [first, second] = [await newAttempt({ exam_id }), await newAttempt({ exam_id })];
    for (const { id, learner } of [first, second]) await act(id, 'submit', learner);
    const { version } = await readAttempt(first.id);
    const attempts = [
      { attempt_id: String(first.id), if_version: version },
      { attempt_id: second.id, if_version: version - 1 },
      { attempt_id: 7 },
    ];
    const staff = { id: newLearnerId(), courses: [course] };
    const expected = [
      { attempt_id: first.id, ok: true, changed: true },
      { attempt_id: second.id, ok: false, code: 'attempt_changed', attempt: await attemptNow(second.id) },
      { attempt_id: 7, ok: false, code: 'attempt_not_found' },
    ];
    for (const dry_run of ['true', false]) {
      const { status, body } = await bulk({ action: 'reject', attempts, reason: 'two persons', dry_run }, staff);
      expect([status, body.results]).toMatchObject([200, expected]);
    }
    expect((await history(first.code, 2))[0]).toMatchObject({ to_status: 'rejected', reason: 'two persons' });
    expect((await readAttempt(second.id)).status).toBe('submitted');
  });

  it.each(
    someOf([
      ['/action', { action: 'submit' }],
      ['/action', { action: undefined }],
      ['/attempts', { attempts: [] }],
      ['/attempts', { attempts: Array.from({ length: 101 }, (_, index) => ({ attempt_id: index + 1 })) }],
      ['/attempts', { attempts: [{ attempt_id: 7 }, { attempt_id: '7' }] }],
      ['/attempts', { attempts: { length: 1 } }],
      ['/attempts/0/attempt_id', { attempts: [{ attempt_id: 'x' }] }],
      ['/attempts/0/if_version', { attempts: [{ attempt_id: 7, if_version: null }] }],
      ['/dry_run', { dry_run: 'maybe' }],
      ['/dry_run', { dry_run: null }],
    ]),
  )('with a faulty %s is a 400: %j', async (pointer, faulty) => {
    const answer = await bulk({ action: 'remove', attempts: [{ attempt_id: 7 }], ...faulty });
    expect([answer.status, answer.body.errors?.[0].pointer]).toEqual([400, pointer]);
  });
});

/** The attempt as lists show it, without what only the read of one attempt has. */
async function attemptNow(id: number) {
  const { accessibility_time_string: _, ...attempt } = await readAttempt(id);
  return attempt;
}
