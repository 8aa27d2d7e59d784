import { describe, expect, it } from 'vitest';
import { toEvent } from '../../src/api/http/event.ts';
import { serve } from '../../src/api/http/serve.ts';
import { authorizationOf } from '../../src/api/http/sessionCookies.ts';
import { openCourseDashboard } from '../../src/api/vendors/contract.ts';
import { readSessionCookieNames } from '../../src/config/auth.ts';

const COOKIES = ['edx-jwt-cookie-header-payload=aaa.bbb', 'edx-jwt-cookie-signature=ccc'];

/** The credentials of a request with these headers, with its cookies as an HTTP API passes them and as a header. */
function credentialsOf(headers: Record<string, string>, cookies: readonly string[] | undefined, env = {}) {
  const request = { rawPath: '/', requestContext: { http: { method: 'GET' } } };
  const names = readSessionCookieNames(env);
  const asList = authorizationOf(toEvent({ ...request, headers, cookies }), names);
  const cookie = cookies === undefined ? {} : { Cookie: cookies.join('; ') };
  const asHeader = authorizationOf(toEvent({ ...request, headers: { ...headers, ...cookie } }), names);
  expect(asHeader).toBe(asList);
  return asList;
}

describe('the session cookies of a browser', () => {
  it.each([
    ['beside USE-JWT-COOKIE', { 'USE-JWT-COOKIE': 'true' }],
    ['beside USE-JWT-COOKIE of any value', { 'use-jwt-cookie': '' }],
    ['beside the header of jQuery', { 'X-Requested-With': 'XMLHttpRequest' }],
  ])('form a token %s', (_case, headers) => {
    expect(credentialsOf(headers, ['sessionid="1|x"', ...COOKIES])).toBe('JWT aaa.bbb.ccc');
  });

  it.each([
    ['no header', {}],
    ['a header that a form can cause', { 'Content-Type': 'text/plain', Origin: 'https://evil.example' }],
    ['X-Requested-With of another client', { 'X-Requested-With': 'com.example.app' }],
    ['a CSRF token', { 'X-CSRFToken': 'x' }],
  ])('are ignored beside %s', (_case, headers) => {
    expect(credentialsOf(headers, COOKIES)).toBeUndefined();
  });

  it('are a token without a header where the browser navigates', () => {
    const event = toEvent({ rawPath: '/', requestContext: { http: { method: 'GET' } }, cookies: COOKIES });
    const match = { route: serve(openCourseDashboard, () => ({ status: 302 })), params: {}, prefix: '' };
    expect(authorizationOf({ ...event, match }, readSessionCookieNames({}))).toBe('JWT aaa.bbb.ccc');
  });

  it.each([
    ['without the payload', COOKIES.slice(1)],
    ['without the signature', COOKIES.slice(0, 1)],
    ['with an empty signature', [COOKIES[0] ?? '', 'edx-jwt-cookie-signature=']],
    ['without any cookie', []],
    ['without the list of cookies', undefined],
  ])('form no token %s', (_case, cookies) => {
    expect(credentialsOf({ 'USE-JWT-COOKIE': 'true' }, cookies)).toBeUndefined();
  });

  it('are ignored beside an Authorization header, even an empty one', () => {
    const headers = { 'USE-JWT-COOKIE': 'true' };
    expect(credentialsOf({ ...headers, Authorization: 'Bearer x' }, COOKIES)).toBe('Bearer x');
    expect(credentialsOf({ ...headers, Authorization: '' }, COOKIES)).toBe('');
  });

  it('are read by the names in the settings', () => {
    const env = { JWT_COOKIE_HEADER_PAYLOAD: 'stage-payload', JWT_COOKIE_SIGNATURE: 'stage-signature' };
    const named = ['stage-payload=a.b', 'stage-signature=c'];
    expect(credentialsOf({ 'USE-JWT-COOKIE': 'true' }, [...COOKIES, ...named], env)).toBe('JWT a.b.c');
  });

  it.each(['JWT_COOKIE_HEADER_PAYLOAD', 'JWT_COOKIE_SIGNATURE'])('cannot have an invalid name: %s', name => {
    expect(() => readSessionCookieNames({ [name]: 'two words' })).toThrow(new RegExp(`^${name}: must be the name`));
  });

  it.each([
    ['before a pair', `${'\t'.repeat(50_000)}x`],
    ['in a name', `a${' '.repeat(50_000)}x`],
    ['after a value', `a=b${' '.repeat(50_000)}x`],
    ['in many pairs', ' ;'.repeat(50_000)],
  ])('are parsed in linear time, with many spaces %s', (_case, cookie) => {
    expect(credentialsOf({ 'USE-JWT-COOKIE': 'true' }, [cookie, ...COOKIES])).toBe('JWT aaa.bbb.ccc');
  });

  it('cannot have the same name', () => {
    const env = { JWT_COOKIE_SIGNATURE: 'edx-jwt-cookie-header-payload' };
    expect(() => readSessionCookieNames(env)).toThrow(/^JWT_COOKIE_SIGNATURE: must differ from/);
  });

  it('are the last ones if a name is repeated, as at the LMS', () => {
    const repeated = ['edx-jwt-cookie-signature=other', ...COOKIES];
    expect(credentialsOf({ 'USE-JWT-COOKIE': 'true' }, repeated)).toBe('JWT aaa.bbb.ccc');
  });
});
