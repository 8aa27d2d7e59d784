import { createHmac, randomInt, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signDelivery } from '../../simulator/signDelivery.ts';
import { DEVELOPMENT_LAUNCH_COOKIE_KEY } from '../../src/config/vendorCallbacks.ts';
import {
  type ApiCaller,
  act,
  attemptPath,
  codePath,
  history,
  newAttempt,
  newExam,
  readAttempt,
  remove,
  request,
  reviewFor,
} from '../support/api.ts';
import { COURSE } from '../support/builders.ts';
import { E2E_VENDORS } from '../support/e2eVendors.ts';
import { runs, someOf } from '../support/runs.ts';

const PROCTORTRACK: ApiCaller = { id: 41, name: 'Proctortrack', groups: ['proctortrack_review'] };
const PSI: ApiCaller = { id: 42, name: 'PSI', groups: ['software_secure_review'] };
const exams = new Map<string, Promise<number>>();

/** An attempt at the one exam of this backend. */
async function ofVendor(backend: string, overrides: Record<string, unknown> = {}) {
  const exam = exams.get(backend) ?? newExam({ backend });
  exams.set(backend, exam);
  return newAttempt({ exam_id: await exam, ...overrides });
}
const reviewed = (externalId: string, json: unknown, as: ApiCaller = PROCTORTRACK) =>
  request('POST', `${attemptPath(encodeURIComponent(externalId))}/reviewed`, { as, json });
const ready = (externalId: string, as: ApiCaller = PROCTORTRACK) =>
  request('POST', `${attemptPath(externalId)}/ready`, { as, json: { status: 'ready' } });
const storedReview = async (code: string) => (await request('GET', codePath(code, '/review'))).body;

const passed = {
  status: 'passed',
  comments: [{ comment: 'Looked away', status: 'suspicious', start: 1, stop: '5', duration: 4 }],
  reviewed_by: 'reviewer@vendor.example',
};

describe('the review of a REST vendor', () => {
  it('sets the status of a live attempt, by the vendor; a repeated delivery is accepted and changes nothing', async () => {
    const { id, code, externalId } = await ofVendor('proctortrack');
    expect(await reviewed(externalId.toUpperCase(), passed)).toMatchObject({ status: 200, body: 'OK' });
    expect(await reviewed(externalId, passed)).toMatchObject({ status: 200, body: 'OK' });
    expect(await readAttempt(id)).toMatchObject({ status: 'verified' });
    expect(await storedReview(code)).toMatchObject({
      review_status: 'passed',
      comments: [{ comment: 'Looked away', start: 1, stop: 5, duration: 4 }],
    });
    const entries = await history(code, 1);
    expect(entries).toMatchObject([
      { to_status: 'verified', changed_by: { role: 'vendor', user_id: PROCTORTRACK.id } },
    ]);
    expect(await reviewed(externalId, { ...passed, status: 'violation' })).toMatchObject({ status: 400 });
    expect(await readAttempt(id)).toMatchObject({ status: 'verified' });
  });

  it.each(
    someOf([
      ['passed', 'verified'],
      ['suspicious', 'verified'],
      ['violation', 'rejected'],
      ['not_reviewed', 'rejected'],
    ]),
  )('"%s": %s', async (status, expected) => {
    const { id, externalId } = await ofVendor('proctortrack');
    expect((await reviewed(externalId, { status, comments: [] })).status).toBe(200);
    expect(await readAttempt(id)).toMatchObject({ status: expected });
  });

  it('is stored for a removed attempt, which keeps its state', async () => {
    const { id, code, externalId } = await ofVendor('proctortrack');
    await remove(id);
    expect(await reviewed(externalId, passed)).toMatchObject({ status: 200, body: 'OK' });
    expect(await storedReview(code)).toMatchObject({ review_status: 'passed', is_attempt_active: false });
    expect((await request('GET', codePath(code))).body).toMatchObject({
      is_archived: true,
      attempt: { status: 'created' },
    });
  });

  it('by global staff has them as the actor in the history', async () => {
    const { code, externalId } = await ofVendor('proctortrack');
    const staff: ApiCaller = { id: 43, staff: true };
    expect((await reviewed(externalId, passed, staff)).status).toBe(200);
    expect(await history(code, 1)).toMatchObject([{ changed_by: { role: 'staff', user_id: 43 } }]);
  });

  it.each(
    someOf([
      ['another vendor', PSI, [400, 404]],
      ['a learner', { id: 44 }, [403, 403]],
      ['staff of the course', { id: 45, courses: [COURSE] }, [403, 403]],
      [
        'a group that only sounds so',
        { id: 46, groups: ['proctortrack', 'review', 'proctortrack_reviewer'] },
        [403, 403],
      ],
    ]),
  )('is rejected from %s', async (_case, caller, [status, statusOfReady]) => {
    const { id, externalId } = await ofVendor('proctortrack');
    expect(await reviewed(externalId, passed, caller)).toMatchObject({ status });
    expect(await ready(externalId, caller)).toMatchObject({ status: statusOfReady });
    expect(await readAttempt(id)).toMatchObject({ status: 'created' });
  });

  it.each(
    someOf([
      ['a status that nobody has', { ...passed, status: 'fine' }, 400, 'bad_review_status'],
      ['no status', { comments: [] }, 400, 'invalid_request'],
      ['comments of another type', { ...passed, comments: 'none' }, 400, 'invalid_request'],
    ]),
  )('with %s is rejected', async (_case, review, status, code) => {
    const { id, externalId } = await ofVendor('proctortrack');
    expect(await reviewed(externalId, review)).toMatchObject({ status, body: { type: expect.stringContaining(code) } });
    expect(await readAttempt(id)).toMatchObject({ status: 'created' });
  });

  it('of an unknown id is rejected', async () => {
    expect(await reviewed(randomUUID(), passed)).toMatchObject({ status: 400 });
  });

  it('of two different concurrent ones, one is accepted', async () => {
    const [count, { code, externalId }] = [runs(8, 20), await ofVendor('proctortrack')];
    const reviews = Array.from({ length: count }, (_, index) => ({ ...passed, reviewed_by: `r${index}` }));
    const answers = await Promise.all(reviews.map(review => reviewed(externalId, review)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(count - 1).fill(400)]);
    expect(await storedReview(code)).toMatchObject({ version: 1 });
  });
});

describe('the review path at exams of SoftwareSecure', () => {
  it('accepts SoftwareSecure’s format, for the attempt of the path alone', async () => {
    const [attempt, otherAttempt] = await Promise.all([newAttempt(), newAttempt()]);
    expect(await reviewed(attempt.externalId, reviewFor(otherAttempt), PSI)).toMatchObject({ status: 400 });
    expect(await reviewed(attempt.externalId, passed, PSI)).toMatchObject({ status: 400 });
    expect(await reviewed(attempt.externalId, reviewFor(attempt, {}, 'rules-violation'), PSI)).toMatchObject({
      status: 200,
    });
    expect(await readAttempt(attempt.id)).toMatchObject({ status: 'rejected' });
    expect(await readAttempt(otherAttempt.id)).toMatchObject({ status: 'created' });
  });
});

describe('the readiness callback of a vendor', () => {
  it.each(
    someOf([
      ['created', [], 'ready_to_start'],
      ['download_software_clicked', ['click_download_software'], 'ready_to_start'],
      ['started', ['start'], 'started'],
      ['submitted', ['start', 'submit'], 'submitted'],
    ]),
  )('%s', async (_from, actions, expected) => {
    const { id, learner, externalId } = await ofVendor('proctortrack');
    for (const action of actions) await act(id, action, learner);
    expect(await ready(externalId)).toMatchObject({ status: 200, body: 'OK' });
    expect(await readAttempt(id)).toMatchObject({ status: expected });
  });

  it('changes nothing for a removed attempt; an unknown one is a 404', async () => {
    const { id, code, externalId } = await ofVendor('proctortrack');
    await remove(id);
    expect(await ready(externalId)).toMatchObject({ status: 200, body: 'OK' });
    expect((await request('GET', codePath(code))).body).toMatchObject({ attempt: { status: 'created' } });
    expect(await ready(randomUUID())).toMatchObject({ status: 404 });
  });

  it('does not change a later attempt that has taken over the code', async () => {
    const first = await ofVendor('proctortrack');
    await remove(first.id);
    const second = await newAttempt({ exam_id: first.create.exam_id, attempt_code: first.code });
    expect((await ready(first.externalId)).status).toBe(200);
    expect((await reviewed(first.externalId, passed)).status).toBe(400);
    expect(await readAttempt(second.id)).toMatchObject({ status: 'created' });
  });
});

describe('the launch redirect', () => {
  const launch = (code: string) =>
    request('GET', `/api/edx_proctoring/proctoring_launch_callback/start_exam/${encodeURIComponent(code)}`, {
      as: null,
    });

  it('redirects to the exam with a signed cookie, and marks the attempt ready', async () => {
    const { id, code, create } = await newAttempt();
    const { status, headers } = await launch(code);
    expect([status, headers.get('location')]).toEqual([
      302,
      expect.stringContaining(`/courses/${COURSE}/jump_to/block`),
    ]);
    const cookie = headers.get('set-cookie') ?? '';
    for (const part of ['Max-Age=14400', 'Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/'])
      expect(cookie).toContain(`; ${part}`);
    const [, value = '', signature] = /^exam=([\w-]+)\.([\w-]+);/.exec(cookie) ?? [];
    expect(signature).toBe(createHmac('sha256', DEVELOPMENT_LAUNCH_COOKIE_KEY).update(value).digest('base64url'));
    expect(JSON.parse(Buffer.from(value, 'base64url').toString())).toMatchObject({
      attempt_code: code,
      exam_id: create.exam_id,
    });
    expect(await readAttempt(id)).toMatchObject({ status: 'ready_to_start' });
  });

  it('submits a running attempt, and is a 404 for a completed one', async () => {
    const { id, code, learner } = await newAttempt();
    await act(id, 'start', learner);
    expect((await launch(code)).status).toBe(302);
    expect(await readAttempt(id)).toMatchObject({ status: 'submitted', completed_at: expect.any(String) });
    expect((await launch(code)).status).toBe(404);
  });

  it('is a 404 for an unknown code or a removed attempt', async () => {
    const { id, code } = await newAttempt();
    await remove(id);
    expect((await launch(code)).status).toBe(404);
    expect((await launch(randomUUID())).status).toBe(404);
  });
});

describe('a vendor that signs its deliveries', () => {
  const post = (backend: string, json: unknown, headers: Record<string, string>) => {
    const raw = JSON.stringify(json);
    return request('POST', `/api/edx_proctoring/v1/vendors/${backend}/review`, { as: null, raw, headers });
  };
  const signed = (backend: keyof typeof E2E_VENDORS & ('examus' | 'examity'), json: unknown, signingOptions = {}) => {
    const { scheme, secrets } = E2E_VENDORS[backend].signature;
    const delivery = {
      body: JSON.stringify(json),
      secret: secrets.at(-1) ?? '',
      sentAt: Date.now(),
      ...signingOptions,
    };
    return post(backend, json, signDelivery(scheme as 'jwt' | 'examity', delivery));
  };
  const conclusion = (code: string, overrides: object = {}) => ({
    accountId: 'a',
    sessionId: code,
    conclusion: 'accepted',
    archive: 'https://video.vendor.example/1',
    warnings: [],
    ...overrides,
  });

  it('Constructor: verdicts apply in their order, with either secret; every version is stored', async () => {
    const { id, code } = await ofVendor('examus');
    expect(await signed('examus', conclusion(code, { conclusion: 'unknown' }))).toMatchObject({
      status: 200,
      body: 'OK',
    });
    expect(await readAttempt(id)).toMatchObject({ status: 'second_review_required' });
    expect((await signed('examus', conclusion(code), { secret: E2E_VENDORS.examus.signature.secrets[0] })).status).toBe(
      200,
    );
    expect(await readAttempt(id)).toMatchObject({ status: 'verified' });
    expect(await storedReview(code)).toMatchObject({
      version: 2,
      is_attempt_active: true,
      video_url: 'https://video.vendor.example/1',
      earlier_versions: [{ version: 1, review_status: 'unknown', video_url: 'https://video.vendor.example/1' }],
    });
    await remove(id);
    expect(await storedReview(code)).toMatchObject({ version: 2, is_attempt_active: false });
  });

  it('Constructor: a verdict that arrives after a later one becomes an earlier version and sets no status', async () => {
    const { id, code } = await ofVendor('examus');
    const [now, minute] = [Date.now(), 60_000];
    const verdict = (conclusionOf: string, fields: object) =>
      signed('examus', conclusion(code, { conclusion: conclusionOf }), fields);
    expect((await verdict('rejected', { sentAt: now })).status).toBe(200);
    expect((await verdict('accepted', { sentAt: now - minute })).status).toBe(200);
    expect((await verdict('unknown', { sentAt: now - 2 * minute })).status).toBe(200);
    expect(await readAttempt(id)).toMatchObject({ status: 'rejected' });
    expect(await storedReview(code)).toMatchObject({
      version: 3,
      review_status: 'rejected',
      earlier_versions: [
        { version: 2, review_status: 'accepted' },
        { version: 1, review_status: 'unknown' },
      ],
    });
    expect(await history(code, 1)).toMatchObject([{ to_status: 'rejected' }]);
  });

  it('Constructor: an attempt that reuses a removed attempt’s code gets its own review version', async () => {
    const exam_id = await newExam({ backend: 'examus' });
    const first = await newAttempt({ exam_id });
    expect((await signed('examus', conclusion(first.code))).status).toBe(200);
    await remove(first.id);
    const second = await newAttempt({ exam_id, attempt_code: first.code, external_id: first.externalId });
    expect((await signed('examus', conclusion(first.code))).status).toBe(200);
    expect(await readAttempt(second.id)).toMatchObject({ status: 'created' });
    expect((await signed('examus', conclusion(first.code, { conclusion: 'rejected' }))).status).toBe(200);
    expect(await readAttempt(second.id)).toMatchObject({ status: 'rejected' });
    expect(await storedReview(first.code)).toMatchObject({
      attempt_id: second.id,
      version: 2,
      earlier_versions: [{ attempt_id: first.id, version: 1, review_status: 'accepted' }],
    });
  });

  it('Examity: the auditor’s verdict counts; other events are acknowledged and change nothing', async () => {
    const appointment_id = randomInt(2 ** 40);
    const { id } = await ofVendor('examity', { external_id: String(appointment_id) });
    const event = (event_name: string) => ({
      event_name,
      test_mode: false,
      data: { appointment_id, flags: [{ flag_type: 'Violation', flag_description: 'Phone' }] },
    });
    expect(await signed('examity', event('appointment.completed'))).toMatchObject({ status: 200, body: 'OK' });
    expect(await readAttempt(id)).toMatchObject({ status: 'created' });
    expect(await signed('examity', event('appointment.approved-by-auditor'))).toMatchObject({
      status: 200,
      body: 'OK',
    });
    expect(await readAttempt(id)).toMatchObject({ status: 'rejected' });
  });

  it('is rejected with a wrong secret, too late, too early or unsigned; nothing changes', async () => {
    const { id, code } = await ofVendor('examus');
    const [minute, json] = [60_000, conclusion(code)];
    for (const signingOptions of [{ secret: 'guessed' }, { sentAt: Date.now() - 10 * minute }]) {
      expect((await signed('examus', json, signingOptions)).status).toBe(401);
    }
    expect((await post('examus', json, {})).status).toBe(401);
    const appointment = { event_name: 'appointment.completed', data: { appointment_id: 1 } };
    for (const sentAt of [Date.now() - 6 * minute, Date.now() + 6 * minute]) {
      expect((await signed('examity', appointment, { sentAt })).status).toBe(401);
    }
    expect(await readAttempt(id)).toMatchObject({ status: 'created' });
  });

  it('discloses nothing about attempts of another vendor', async () => {
    const { id, code } = await newAttempt();
    const rejected = await signed('examus', conclusion(code));
    expect(rejected).toMatchObject({ status: 400, body: { type: expect.stringContaining('attempt_does_not_exist') } });
    expect(await readAttempt(id)).toMatchObject({ status: 'created' });
  });

  it('posts to its own path; an unknown backend and one of another protocol are a 404', async () => {
    for (const backend of ['gone', 'proctortrack', '__proto__']) expect((await post(backend, {}, {})).status).toBe(404);
  });

  it('PSI with a configured signature', async () => {
    const attempt = await ofVendor('signed_psi');
    const [secret = ''] = E2E_VENDORS.signed_psi.signature.secrets;
    const json = reviewFor(attempt);
    const headers = signDelivery('standard_webhooks', { body: JSON.stringify(json), secret, sentAt: Date.now() });
    expect((await post('signed_psi', { ...json, reviewStatus: 'Suspicious' }, headers)).status).toBe(401);
    expect((await post('signed_psi', json, headers)).status).toBe(200);
    expect(await readAttempt(attempt.id)).toMatchObject({ status: 'verified' });
  });
});
