import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  attemptPath,
  codePath,
  newAttempt,
  postReview,
  readAttempt,
  request,
  reviewFor,
  V1_ATTEMPT,
  V1_EXAM,
} from '../support/api.ts';
import { attemptOf, DELIVERIES, deliveryInProtocol, postSigned, reviewed, vendorOf } from '../support/deliveries.ts';
import { useLocalStack } from '../support/localStack.ts';
import { itHandlesSimultaneousCallbacks } from '../support/simultaneousCallbacks.ts';

const stack = useLocalStack();

/**
 * One request of each kind over a real HTTP server with functions of their own for requests at the same time. The rules
 * behind them have their tests on the gateway (test/api).
 */
describe('a review on the wire', () => {
  it.each(['software_secure', 'signed_psi', 'examus', 'examity'] as const)('by the callback of %s', async backend => {
    const [attempt, foreign] = [await attemptOf(backend), await attemptOf('proctortrack')];
    expect(await postSigned(backend, deliveryInProtocol(backend, attempt))).toMatchObject({ status: 200, body: 'OK' });
    expect(await readAttempt(attempt.id)).toMatchObject({ status: 'verified' });
    expect((await postSigned(backend, deliveryInProtocol(backend, foreign))).status).toBe(400);
    expect(await readAttempt(foreign.id)).toMatchObject({ status: 'created' });
  });

  it('is accepted by the token of a REST vendor, and not by a learner’s', async () => {
    const attempt = await attemptOf('proctortrack');
    expect((await reviewed(attempt, attempt.learner, DELIVERIES.rest(attempt))).status).toBe(403);
    expect(await readAttempt(attempt.id)).toMatchObject({ status: 'created' });
    expect((await reviewed(attempt, vendorOf('proctortrack'), DELIVERIES.rest(attempt))).status).toBe(200);
    expect(await readAttempt(attempt.id)).toMatchObject({ status: 'verified' });
  });

  // Each of these has an instance of the function to itself.
  itHandlesSimultaneousCallbacks(4);

  it('of any content type, after a byte order mark, with a photo, is returned byte for byte, compressed or not', async () => {
    const attempt = await newAttempt();
    const userPhotoBase64String = randomBytes(786_432).toString('base64');
    const text = `\uFEFF${JSON.stringify(reviewFor(attempt, { userPhotoBase64String }))}`;
    expect((await postReview(text, { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(200);
    const { body, headers } = await request('GET', codePath(attempt.code, '/review/payload'));
    expect([headers.get('content-encoding'), body.userPhotoBase64String]).toEqual(['gzip', userPhotoBase64String]);
    const uncompressed = { headers: { 'accept-encoding': 'identity' } };
    expect((await request('GET', codePath(attempt.code, '/review/payload'), uncompressed)).body).toEqual(body);
  });

  it('above Lambda’s limit is a 413', async () => {
    const attempt = await newAttempt();
    const userPhotoBase64String = randomBytes(4_300_000).toString('base64');
    const answer = await postReview(reviewFor(attempt, { userPhotoBase64String }));
    expect([answer.status, answer.body.type]).toEqual([413, 'urn:proctoring:problem:payload_too_large']);
  });
});

describe('malformed bytes on the wire', () => {
  const FILE = '--x\r\nContent-Disposition: form-data; name="a"; filename="a.txt"\r\n\r\na\r\n--x--\r\n';
  const JSON_TYPE = { 'content-type': 'application/json' };

  it.each([
    ['half of an object', '{"half": ', JSON_TYPE, 400],
    ['the character zero', '\u0000', JSON_TYPE, 400],
    ['half a surrogate pair', '{"a":"\\ud800"}', JSON_TYPE, 400],
    ['lists in lists', '['.repeat(100_000), JSON_TYPE, 400],
    ['more than anybody needs', `{"a":"${'x'.repeat(1_100_000)}"}`, JSON_TYPE, 413],
    ['a form cut off half-way', 'exam_name=%4', { 'content-type': 'application/x-www-form-urlencoded' }, 400],
    ['a file', FILE, { 'content-type': 'multipart/form-data; boundary=x' }, 415],
    ['XML', '<a/>', { 'content-type': 'text/xml' }, 415],
  ])('%s', async (_case, raw, headers, status) => {
    const answer = await request('POST', V1_EXAM, { raw, headers });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
  });

  it('JSON that is not an object', async () => {
    for (const raw of ['false', '0', 'null', '""']) {
      expect([raw, (await request('POST', V1_EXAM, { raw, headers: JSON_TYPE })).status]).toEqual([raw, 400]);
    }
  });

  it.each([
    ['a code with slashes and spaces', codePath('a/b c+d%'), 404],
    ['a slash at the end', `${V1_ATTEMPT.replace(/attempt$/, 'active_attempt')}/`, 200],
    ['a query twice', `${V1_ATTEMPT}/grouped/course_id/x?page=1&page=2`, 400],
    ['a path that nothing has', '/nothing', 404],
  ])('%s', async (_case, path, status) => {
    expect((await request('GET', path)).status).toBe(status);
  });

  it('a path with invalid percent-encoding is a 4xx', async () => {
    expect((await fetch(`${stack.url}${V1_ATTEMPT}/code/%ff`)).status).toBeLessThan(500);
  });
});

describe('a web page', () => {
  const preflight = (origin: string) => {
    const headers = { origin, 'access-control-request-method': 'PUT' };
    return request('OPTIONS', attemptPath(5), { as: null, headers });
  };

  it('of an allowed origin may call, and reads errors', async () => {
    const origin = 'https://learning.example.edu';
    const preflightAnswer = await preflight(origin);
    expect([preflightAnswer.status, preflightAnswer.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    const rejected = await request('GET', `${V1_EXAM}/exam_id/5`, { as: null, headers: { origin } });
    expect([rejected.status, rejected.headers.get('access-control-allow-origin')]).toEqual([401, origin]);
  });

  it('of any other origin gets no permission from a preflight', async () => {
    const preflightAnswer = await preflight('https://evil.example');
    expect([preflightAnswer.status, preflightAnswer.headers.get('access-control-allow-origin')]).toEqual([405, null]);
  });
});
