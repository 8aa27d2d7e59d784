import { brotliCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { httpFunction } from '../../src/api/http/pipeline.ts';
import { staffPageRoutes } from '../../src/api/staffPage/routes.ts';
import { readStaffPageConfig } from '../../src/config/staffPage.ts';

const TEXT = 'console.log("page")';
const FILES = {
  script: 'page-AB12.js',
  style: 'style-CD34.css',
  files: {
    'page-AB12.js': { type: 'text/javascript; charset=utf-8', brotli: brotliCompressSync(TEXT).toString('base64') },
  },
};
const OIDC = {
  STAFF_OIDC_ISSUER: 'https://login.example.edu/realms/"staff"',
  STAFF_OIDC_CLIENT_ID: 'staff-page',
};

beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** A GET of the page. */
function get(path: string, { headers = {}, env = {}, stage = '$default', method = 'GET' } = {}) {
  vi.stubEnv('LOG_LEVEL', 'SILENT');
  const handler = httpFunction(staffPageRoutes(env, FILES));
  return handler({
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'api.execute-api.eu-central-1.amazonaws.com', ...headers },
    requestContext: { stage, http: { method } },
  });
}

/** The settings that the page reads from its document. */
function settingsIn(body: string | undefined) {
  const [, content = ''] = /<meta name="staff-page" content="([^"]*)">/.exec(body ?? '') ?? [];
  return JSON.parse(content.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&'));
}

describe('the page for staff', () => {
  it.each(['/staff', '/staff/', '/staff/c/course-v1:A+B+C/attempts/CODE', '/staff/login'])(
    'has the address %s',
    async path => {
      const { statusCode, headers, body } = await get(path);
      expect([statusCode, headers?.['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(body).toContain('src="/staff/files/page-AB12.js"');
      expect(body).toContain('href="/staff/files/style-CD34.css"');
    },
  );

  it('has nothing inline and loads nothing from elsewhere', async () => {
    const { headers, body = '' } = await get('/staff');
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': 'camera=(), microphone=(), geolocation=()',
      'x-content-type-options': 'nosniff',
    });
    expect(body).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/);
  });

  it('has its settings as data, and may connect to the log-in provider', async () => {
    const { headers, body } = await get('/staff', { env: OIDC });
    expect(settingsIn(body)).toEqual({
      basePath: '',
      acceptsToken: false,
      oidc: { issuer: OIDC.STAFF_OIDC_ISSUER, clientId: 'staff-page', scope: 'openid profile email' },
    });
    expect(headers?.['content-security-policy']).toContain("connect-src 'self' https://login.example.edu;");
  });

  it('knows the addresses of a provider without discovery', async () => {
    const env = {
      ...OIDC,
      STAFF_OIDC_AUTHORIZATION_URL: 'https://lms.example.edu/oauth2/authorize',
      STAFF_OIDC_TOKEN_URL: 'https://lms.example.edu/oauth2/access_token',
    };
    const { headers, body } = await get('/staff', { env });
    expect(settingsIn(body).oidc.endpoints).toEqual({
      authorization: env.STAFF_OIDC_AUTHORIZATION_URL,
      token: env.STAFF_OIDC_TOKEN_URL,
    });
    expect(headers?.['content-security-policy']).toContain(
      "connect-src 'self' https://login.example.edu https://lms.example.edu;",
    );
  });

  it('accepts a pasted token on the local stack only', async () => {
    const acceptsToken = async (env: Record<string, string>) =>
      settingsIn((await get('/staff', { env })).body).acceptsToken;
    expect(await acceptsToken({ STAGE: 'local' })).toBe(true);
    expect(await acceptsToken({ STAGE: 'local', AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001' })).toBe(false);
    expect(await acceptsToken({ STAGE: 'prod' })).toBe(false);
  });

  it('refers to its files below the stage of the API', async () => {
    const { body } = await get('/prod/staff/c/a', { stage: 'prod' });
    expect(body).toContain('src="/prod/staff/files/page-AB12.js"');
    expect(settingsIn(body).basePath).toBe('/prod');
  });

  it.each(['br', 'gzip, deflate, br', 'gzip;q=0.5, BR;q=0.9'])('sends a file compressed for %s', async encoding => {
    const answer = await get('/staff/files/page-AB12.js', { headers: { 'accept-encoding': encoding } });
    expect(answer).toMatchObject({ statusCode: 200, body: FILES.files['page-AB12.js'].brotli, isBase64Encoded: true });
    expect(answer.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
  });

  it.each([undefined, 'gzip', 'br;q=0', 'br; q=0.000', 'brotli'])('sends a file as it is for %s', async encoding => {
    const headers = encoding === undefined ? {} : { 'accept-encoding': encoding };
    const answer = await get('/staff/files/page-AB12.js', { headers });
    expect([answer.body, answer.headers?.['content-encoding']]).toEqual([TEXT, undefined]);
  });

  it.each([
    ['/staff/files/page-0000.js', 404],
    ['/staff/files', 200],
    ['/staff/files/constructor', 404],
    ['/staffing', 404],
  ])('answers %s with %i', async (path, status) => {
    expect((await get(path)).statusCode).toBe(status);
  });

  it('answers HEAD without a body', async () => {
    expect(await get('/staff', { method: 'HEAD' })).toMatchObject({ statusCode: 200, body: '' });
  });
});

describe('the settings of the log-in', () => {
  it.each([
    [{ STAFF_OIDC_ISSUER: 'login.example.edu' }, 'STAFF_OIDC_ISSUER: must be an http(s) URL'],
    [
      { ...OIDC, STAFF_OIDC_ISSUER: 'http://login.example.edu', PRODUCTION: 'true' },
      'STAFF_OIDC_ISSUER: must be an https',
    ],
    [{ STAFF_OIDC_ISSUER: 'https://login.example.edu' }, 'STAFF_OIDC_CLIENT_ID: must be set'],
    [{ STAFF_OIDC_CLIENT_ID: 'staff-page' }, 'STAFF_OIDC_ISSUER: must be set'],
    [{ ...OIDC, STAFF_OIDC_TOKEN_URL: 'https://a.example/token' }, 'STAFF_OIDC_TOKEN_URL: must be set together'],
    [{ ...OIDC, STAFF_OIDC_TOKEN_URL: 'javascript:alert(1)' }, 'STAFF_OIDC_TOKEN_URL: must be an http(s) URL'],
  ])('%j are rejected: %s', (env, message) => {
    expect(() => readStaffPageConfig(env)).toThrow(message);
  });
});
