import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { httpFunction } from '../../src/api/http/pipeline.ts';
import { readCorsOrigins } from '../../src/config/http.ts';

const PAGE = 'https://learning.example.edu';

beforeEach(() => void vi.stubEnv('LOG_LEVEL', 'SILENT'));
afterEach(() => vi.unstubAllEnvs());

/** The answer of a function with one route. */
async function answerOf(setting: string, method: string, headers: Record<string, string>, rawPath = '/thing') {
  vi.stubEnv('CORS_ORIGINS', setting);
  const route = { method: 'GET' as const, path: '/thing', endpoint: () => ({ status: 200, json: 'x' }) };
  const event = { rawPath, headers, requestContext: { http: { method } } };
  return httpFunction([route])(event as unknown as APIGatewayProxyEventV2, { awsRequestId: 'r' } as Context);
}

const preflight = { origin: PAGE, 'access-control-request-method': 'GET' };

describe('web pages', () => {
  it.each([
    ['none, by default', '', 'GET', { origin: PAGE }, 200, undefined],
    ['none, by default, not even in a preflight', '', 'OPTIONS', preflight, 405, undefined],
    ['of the origin named', PAGE, 'GET', { origin: PAGE }, 200, PAGE],
    ['of one of several', `http://localhost:1997, ${PAGE}`, 'GET', { origin: PAGE }, 200, PAGE],
    ['of no other', PAGE, 'GET', { origin: 'https://evil.example' }, 200, undefined],
    ['of no other scheme', PAGE, 'GET', { origin: PAGE.replace('https', 'http') }, 200, undefined],
    ['of no other port', PAGE, 'GET', { origin: `${PAGE}:8443` }, 200, undefined],
    ['of no subdomain', PAGE, 'GET', { origin: PAGE.replace('learning', 'x.learning') }, 200, undefined],
    ['of any, where all are allowed', '*', 'GET', { origin: 'https://any.example' }, 200, '*'],
    ['of the origin named beside all', `*,${PAGE}`, 'GET', { origin: PAGE }, 200, PAGE],
    ['also read refusals', PAGE, 'PUT', { origin: PAGE }, 405, PAGE],
    ['are told the path’s methods', PAGE, 'OPTIONS', preflight, 204, PAGE],
    ['not of another origin', PAGE, 'OPTIONS', { ...preflight, origin: 'https://evil.example' }, 405, undefined],
    ['OPTIONS that is no preflight is like any method', PAGE, 'OPTIONS', { origin: PAGE }, 405, PAGE],
  ])('%s', async (_case, setting, method, headers, status, allowed) => {
    const answer = await answerOf(setting, method, headers);
    expect([answer.statusCode, answer.headers?.['access-control-allow-origin']]).toEqual([status, allowed]);
    const isNamed = allowed !== undefined && allowed !== '*';
    expect(answer.headers?.['access-control-allow-credentials']).toBe(isNamed ? 'true' : undefined);
    expect(answer.headers?.vary).toBe(setting === '' ? undefined : 'Origin');
  });

  it('may send the headers of Open edX’s front ends, and never the one that marks pages of our own host', async () => {
    const answer = await answerOf(PAGE, 'OPTIONS', preflight);
    const headers = 'Authorization, Content-Type, USE-JWT-COOKIE, X-CSRFToken';
    expect(answer.headers?.['access-control-allow-headers']).toBe(headers);
  });

  it('read that a path does not exist', async () => {
    const preflightAnswer = await answerOf(
      PAGE,
      'OPTIONS',
      { ...preflight, 'access-control-request-method': 'PUT' },
      '/nothing',
    );
    expect([preflightAnswer.statusCode, preflightAnswer.headers?.['access-control-allow-methods']]).toEqual([
      204,
      'PUT',
    ]);
    const answer = await answerOf(PAGE, 'PUT', { origin: PAGE }, '/nothing');
    expect([answer.statusCode, answer.headers?.['access-control-allow-origin']]).toEqual([404, PAGE]);
    const foreign = { ...preflight, origin: 'https://evil.example' };
    expect((await answerOf(PAGE, 'OPTIONS', foreign, '/nothing')).statusCode).toBe(404);
  });

  it('of http: send no cookies in production stages, where anybody on the network could replace them', async () => {
    const page = 'http://apps.example.edu';
    const credentials = async () =>
      (await answerOf(page, 'GET', { origin: page })).headers?.['access-control-allow-credentials'];
    expect(await credentials()).toBe('true');
    vi.stubEnv('PRODUCTION', 'true');
    expect(await credentials()).toBeUndefined();
  });
});

describe('the setting', () => {
  it.each([
    ['', []],
    [' https://a.example , http://localhost:3000 ,', ['https://a.example', 'http://localhost:3000']],
    ['*', ['*']],
  ])('%j', (CORS_ORIGINS, expected) => {
    expect(readCorsOrigins({ CORS_ORIGINS })).toEqual(expected);
  });

  it.each([
    'learning.example.edu',
    'https://a.example/',
    'https://a.example/path',
    'https://A.example',
    'https://*.example',
    'null',
    'ftp://a.example',
    'https://a.example;https://b.example',
  ])('rejects %s', CORS_ORIGINS => {
    expect(() => readCorsOrigins({ CORS_ORIGINS })).toThrow(/^CORS_ORIGINS: /);
  });

  it.each(['*', 'https://a.example, *'])('rejects %s in a production stage', CORS_ORIGINS => {
    expect(() => readCorsOrigins({ CORS_ORIGINS, PRODUCTION: 'true' })).toThrow(/^CORS_ORIGINS: /);
  });
});
