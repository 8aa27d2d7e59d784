import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import {
  type ApiCaller,
  act,
  codePath,
  history,
  newAttempt,
  newExam,
  postReview,
  readAttempt,
  remove,
  request,
  reviewFor,
  STAFF_PERSON,
  tokenOf,
} from '../support/api.ts';
import { newCourseId } from '../support/builders.ts';
import { runs } from '../support/runs.ts';
import { itHandlesSimultaneousCallbacks } from '../support/simultaneousCallbacks.ts';

const reviewOf = async (code: string) => request('GET', codePath(code, '/review'));

describe('the review callback', () => {
  it.each([
    ['clean', 'verified', 5],
    ['suspicious', 'verified', 5],
    ['rules-violation', 'rejected', 5],
    ['not-reviewed', 'rejected', 5],
    ['no-comments', 'verified', 0],
  ])('%s: OK, and the attempt is %s', async (fixture, status, comments) => {
    const attempt = await newAttempt();
    const answer = await postReview(reviewFor(attempt, {}, fixture));
    expect([answer.status, answer.body]).toEqual([200, 'OK']);
    expect((await readAttempt(attempt.id)).status).toBe(status);
    const { body } = await reviewOf(attempt.code);
    expect(body.comments).toHaveLength(comments);
    expect(body).toMatchObject({
      is_attempt_active: true,
      video_url: 'https://review.vendor.example/DirectLink-HTML5.aspx?ID=8f1c2e',
    });
  });

  itHandlesSimultaneousCallbacks(runs(10, 50));

  it('accepts the locator in upper case, and any content type', async () => {
    const attempt = await newAttempt();
    const payload = reviewFor({ ...attempt, externalId: attempt.externalId.toUpperCase() });
    expect((await postReview(payload, { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(200);
  });

  it.each([
    ['webcam', 'desktopComments', 3],
    ['desktop', 'webCamComments', 2],
  ])('accepts a review with only %s comments', async (source, absent, count) => {
    const attempt = await newAttempt();
    await postReview(reviewFor(attempt, { [absent]: undefined }));
    const { body } = await reviewOf(attempt.code);
    expect(body.comments.map((comment: { source: string }) => comment.source)).toEqual(Array(count).fill(source));
  });

  let target: CreatedAttempt;
  beforeAll(async () => {
    target = await newAttempt();
  });
  afterAll(async () => {
    expect((await readAttempt(target.id)).status).toBe('created');
    expect((await reviewOf(target.code)).status).toBe(404);
  });

  it.each([
    ['an unknown status', (a: CreatedAttempt) => reviewFor(a, {}, 'bad-status'), 'bad_review_status'],
    [
      'an unknown code',
      (a: CreatedAttempt) => reviewFor({ ...a, code: randomUUID() }),
      'review_attempt_does_not_exist',
    ],
    ['another locator', (a: CreatedAttempt) => reviewFor({ ...a, externalId: randomUUID() }), 'suspicious_lookup'],
    ['what is not JSON', () => 'reviewStatus=Clean', 'malformed_json'],
    ['JSON cut off half-way', (a: CreatedAttempt) => JSON.stringify(reviewFor(a)).slice(0, 900), 'malformed_json'],
    ['JSON of the wrong shape', () => ({ reviewStatus: 'Clean' }), 'invalid_request'],
    ['an empty body', () => '', 'malformed_json'],
  ])('rejects %s with 400 and changes nothing', async (_case, payload, code) => {
    const answer = await postReview(payload(target));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.type).toBe(`urn:proctoring:problem:${code}`);
    expect(answer.text).not.toContain(target.externalId);
  });

  type CreatedAttempt = Awaited<ReturnType<typeof newAttempt>>;

  it('records the verdict despite invalid descriptive fields, and shows no invalid link', async () => {
    const attempt = await newAttempt();
    const odd = {
      videoReviewLink: 'javascript:alert(document.cookie)',
      overAllComments: '\ud800',
      webCamComments: [
        { comments: '\udfff', duration: '12 s', eventStart: '', eventFinish: '00:01:05', eventStatus: 5 },
        { comments: null, duration: '12.4', eventStart: {}, eventFinish: [], eventStatus: 'x'.repeat(10_000) },
      ],
      desktopComments: null,
    };
    expect((await postReview(reviewFor(attempt, odd))).status).toBe(200);
    expect((await readAttempt(attempt.id)).status).toBe('verified');
    expect((await reviewOf(attempt.code)).body).toMatchObject({
      review_status: 'Clean',
      video_url: null,
      comments: [
        { start: null, stop: 65, duration: null, comment: '\ufffd', status: '5' },
        { start: null, stop: null, duration: 12, comment: '', status: 'x'.repeat(255) },
      ],
    });
  });

  it('rejects a second review and accepts a repeated delivery', async () => {
    const attempt = await newAttempt();
    const payload = reviewFor(attempt);
    expect((await postReview(payload)).status).toBe(200);
    expect((await postReview(payload)).status).toBe(200);
    const second = await postReview(reviewFor(attempt, {}, 'rules-violation'));
    expect([second.status, second.body.type]).toEqual([400, 'urn:proctoring:problem:review_already_exists']);
    expect((await readAttempt(attempt.id)).status).toBe('verified');
  });

  it('stores the review of an archived attempt without a change of the attempt', async () => {
    const attempt = await newAttempt();
    await act(attempt.id, 'start', attempt.learner);
    await remove(attempt.id);
    expect((await postReview(reviewFor(attempt))).status).toBe(200);
    expect((await reviewOf(attempt.code)).body).toMatchObject({ review_status: 'Clean', is_attempt_active: false });
    const located = await request('GET', codePath(attempt.code));
    expect(located.body).toMatchObject({ is_archived: true, attempt: { status: 'started' } });
    expect(await history(attempt.code, 2)).toHaveLength(2);
  });

  it('accepts a review after a byte order mark, and returns the payload without it', async () => {
    const attempt = await newAttempt();
    const text = JSON.stringify(reviewFor(attempt));
    for (const copy of ['first', 'repeated']) expect((await postReview(`\uFEFF${text}`)).status, copy).toBe(200);
    const response = await fetch(`${inject('stackUrl')}${codePath(attempt.code, '/review/payload')}`, {
      headers: { authorization: `Bearer ${await tokenOf(STAFF_PERSON)}` },
    });
    const [bytes] = new Uint8Array(await response.arrayBuffer());
    expect([response.status, bytes]).toEqual([200, '{'.charCodeAt(0)]);
  });

  it('stores a photo of 1 MB and returns it byte for byte', async () => {
    const attempt = await newAttempt();
    const userPhotoBase64String = randomBytes(786_432).toString('base64');
    expect((await postReview(reviewFor(attempt, { userPhotoBase64String }))).status).toBe(200);
    const { body, headers } = await request('GET', codePath(attempt.code, '/review/payload'));
    expect(headers.get('content-encoding')).toBe('gzip');
    const uncompressed = { headers: { 'accept-encoding': 'identity' } };
    expect((await request('GET', codePath(attempt.code, '/review/payload'), uncompressed)).body).toEqual(body);
    expect(body.userPhotoBase64String).toBe(userPhotoBase64String);
    expect(body.videoReviewLink).toBe('');
  });

  it.each([
    ['more than Lambda takes', randomBytes(4_300_000).toString('base64')],
    ['more than a transaction takes', randomBytes(3_950_000).toString('base64')],
  ])('rejects %s with 413', async (_case, userPhotoBase64String) => {
    const answer = await postReview(reviewFor(target, { userPhotoBase64String }));
    expect([answer.status, answer.body.type]).toEqual([413, 'urn:proctoring:problem:payload_too_large']);
  });

  it('and a concurrent removal are serialised', async () => {
    const exam_id = await newExam();
    const raced: { code: string; changes: (string | null)[] }[] = [];
    for (let round = 0; round < runs(4, 25); round++) {
      const attempt = await newAttempt({ exam_id });
      const [answer, removal] = await Promise.all([postReview(reviewFor(attempt)), remove(attempt.id)]);
      expect([answer.status, removal.status]).toEqual([200, 200]);
      const { body } = await request('GET', codePath(attempt.code));
      expect(body.is_archived).toBe(true);
      expect(['created', 'verified']).toContain(body.attempt.status);
      expect((await reviewOf(attempt.code)).body).toMatchObject({ is_attempt_active: false });
      raced.push({ code: attempt.code, changes: body.attempt.status === 'verified' ? [null, 'verified'] : [null] });
    }
    for (const { code, changes } of raced) {
      expect((await history(code, changes.length)).map(entry => entry.to_status)).toEqual(changes);
    }
  });
});

describe('the review beside its attempt (include=review)', () => {
  const located = (code: string, query = '?include=review') => request('GET', `${codePath(code)}${query}`);

  it('is what the endpoint of reviews returns, also after the removal of the attempt', async () => {
    const { id, code, externalId } = await newAttempt();
    expect((await located(code)).body).toMatchObject({ is_archived: false, review: null });
    expect((await postReview(reviewFor({ code, externalId }))).status).toBe(200);
    expect((await located(code)).body.review).toEqual((await reviewOf(code)).body);
    expect((await located(code, '')).body).not.toHaveProperty('review');
    await remove(id);
    expect((await located(code)).body).toMatchObject({ is_archived: true, review: { is_attempt_active: false } });
  });

  it('is null for staff who may see none: the code was used again in another course, which has the review', async () => {
    const [first, second] = [newCourseId(), newCourseId()];
    const attempt = await newAttempt({ exam_id: await newExam({ course_id: first }) });
    await remove(attempt.id);
    const reused = await newAttempt({ exam_id: await newExam({ course_id: second }), attempt_code: attempt.code });
    expect(reused.code).toBe(attempt.code);
    expect((await postReview(reviewFor(reused))).status).toBe(200);
    await history(attempt.code, 2);
    const staff: ApiCaller = { id: 77, courses: [first] };
    const answer = await request('GET', `${codePath(attempt.code)}?include=review`, { as: staff });
    expect(answer).toMatchObject({ status: 200, body: { is_archived: true, review: null } });
  });

  it('with another value is a 400', async () => {
    const { code } = await newAttempt();
    expect((await located(code, '?include=reviews')).status).toBe(400);
  });
});
