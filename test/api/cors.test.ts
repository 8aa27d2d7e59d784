import { describe, expect, it } from 'vitest';
import { attemptPath, request, V1_ATTEMPT, V1_EXAM } from '../support/api.ts';

const PAGE = 'https://learning.example.edu';
const allowed = (headers: Headers) => headers.get('access-control-allow-origin');

describe('a web page of an allowed origin', () => {
  it.each([
    [V1_EXAM, 'POST'],
    [attemptPath(5), 'GET, PUT, PATCH, DELETE'],
    [`${V1_ATTEMPT}/code/x/history`, 'GET'],
    ['/api/edx_proctoring/proctoring_review_callback/', 'POST'],
    ['/health', 'GET'],
    ['/csrf/api/v1/token', 'GET'],
  ])('may preflight %s without a token', async (path, methods) => {
    const headers = { origin: PAGE, 'access-control-request-method': 'GET' };
    const answer = await request('OPTIONS', path, { as: null, headers });
    expect([answer.status, answer.text, allowed(answer.headers)]).toEqual([204, '', PAGE]);
    for (const method of methods.split(', ')) {
      expect(answer.headers.get('access-control-allow-methods')?.split(', ')).toContain(method);
    }
    expect(answer.headers.get('access-control-allow-headers')).toContain('USE-JWT-COOKIE');
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
    expect(answer.headers.get('access-control-max-age')).toBe('7200');
    expect(answer.headers.get('x-request-id')).toMatch(/.+/);
  });

  it.each([
    ['an answer', '/health', {}, 200],
    ['a domain error', `${V1_EXAM}/exam_id/5`, {}, 400],
    ['an answer that a token is needed', `${V1_EXAM}/exam_id/5`, { as: null }, 401],
    ['an answer that there is no such path', '/nothing', {}, 404],
  ])('reads %s and its request id', async (_case, path, options, status) => {
    const answer = await request('GET', path, { ...options, headers: { origin: PAGE } });
    expect([answer.status, allowed(answer.headers)]).toEqual([status, PAGE]);
    expect(answer.headers.get('access-control-expose-headers')).toBe('X-Request-Id, Link, Content-Disposition');
    expect(answer.headers.get('vary')).toContain('Origin');
  });
});

describe('a web page of any other origin', () => {
  it('gets no permission from a preflight', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' };
    const answer = await request('OPTIONS', attemptPath(5), { as: null, headers });
    expect([answer.status, allowed(answer.headers)]).toEqual([405, null]);
  });

  it('cannot read the answer of a request', async () => {
    const answer = await request('GET', '/health', { headers: { origin: 'https://evil.example' } });
    expect(allowed(answer.headers)).toBeNull();
  });
});
