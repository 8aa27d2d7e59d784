import { type Answer, type ApiCaller, currentStack, request, sessionCookiesOf } from './api.ts';
import { E2E_SETTINGS } from './e2eVendors.ts';

/** The origin of front ends that CORS_ORIGINS of the tests names. */
const FRONT_END_ORIGIN = E2E_SETTINGS.CORS_ORIGINS.split(',')[0] ?? '';

type Fields = Readonly<Record<string, string>>;

/** The body of a request, by its encoding. */
export interface PageBody {
  json?: unknown;
  form?: Fields;
  multipart?: Fields;
}

/** A web page of Open edX in the browser of a logged-in person. */
export interface BrowserPage {
  /** @throws Error where a browser would keep the answer from the page */
  get(path: string): Promise<Answer>;
  /** @throws Error where a browser would keep the answer from the page */
  send(method: string, path: string, body?: PageBody): Promise<Answer>;
}

/** Sends a request of a page's script with these headers. */
type ScriptedRequest = (method: string, path: string, headers: Fields, body?: PageBody) => Promise<Answer>;

/**
 * The HTTP client of Open edX's front ends: `USE-JWT-COOKIE`, and a CSRF token that is requested before the first write.
 * @param csrf the token, which pages may share
 */
export function frontEndClient(send: ScriptedRequest, csrf: { token?: string } = {}): BrowserPage {
  const session = { 'USE-JWT-COOKIE': 'true' };
  return {
    get: path => send('GET', path, session),
    async send(method, path, body) {
      csrf.token ??= (await send('GET', '/csrf/api/v1/token', session)).body.csrfToken as string;
      return send(method, path, { ...session, 'X-CSRFToken': csrf.token, ...typeOf(body) }, body);
    },
  };
}

/** The CSRF token of all pages: it belongs to no session. */
const csrf: { token?: string } = {};

/** The preflights so far, by stack, origin, route and headers: browsers keep them as well. */
const preflights = new Map<string, Promise<void>>();

/** A micro front end of another origin: session cookies, and a preflight of each kind of request. */
export async function openFrontEnd(caller: ApiCaller, origin: string = FRONT_END_ORIGIN): Promise<BrowserPage> {
  const cookie = await cookiesOf(caller);
  return frontEndClient(async (method, path, headers, body) => {
    const names = Object.keys(headers);
    const key = [currentStack(), origin, method, routeOf(path), ...names].join(' ');
    const permission = preflights.get(key) ?? preflight(origin, method, path, names);
    preflights.set(key, permission);
    await permission;
    const sent = { ...headers, cookie, origin };
    return requireReadable(origin, await request(method, path, { as: null, headers: sent, ...rawOf(body) }));
  }, csrf);
}

/** A page of the LMS's own host, with jQuery: its cookies and `X-Requested-With`, without preflights. */
export async function openLmsPage(caller: ApiCaller): Promise<BrowserPage> {
  const session = {
    cookie: await cookiesOf(caller),
    'X-Requested-With': 'XMLHttpRequest',
    'X-CSRFToken': 'of-the-lms',
  };
  const send = (method: string, path: string, body?: PageBody) =>
    request(method, path, { as: null, headers: { ...session, ...typeOf(body) }, ...rawOf(body) });
  return { get: path => send('GET', path), send };
}

/** Follows a link, or loads a frame: a GET with cookies and without any header of a script. */
export async function navigate(caller: ApiCaller, path: string): Promise<Answer> {
  return request('GET', path, { as: null, headers: { cookie: await cookiesOf(caller), accept: 'text/html' } });
}

/** The cookies of a session at the LMS, two of its own among them. */
async function cookiesOf(caller: ApiCaller): Promise<string> {
  const cookies = [['sessionid', '1|x'], ['csrftoken', 'of-the-lms'], ...(await sessionCookiesOf(caller))];
  return cookies.map(cookie => cookie.join('=')).join('; ');
}

/** A form in parts has no type of its own here: fetch adds it with the boundary. */
function typeOf(body: PageBody = {}): Record<string, string> {
  if (body.form) return { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
  return body.json === undefined ? {} : { 'content-type': 'application/json' };
}

function rawOf({ json, form, multipart }: PageBody = {}): { raw?: string | FormData } {
  if (form) return { raw: new URLSearchParams(form).toString() };
  if (json !== undefined) return { raw: JSON.stringify(json) };
  if (!multipart) return {};
  const parts = new FormData();
  for (const [name, value] of Object.entries(multipart)) parts.set(name, value);
  return { raw: parts };
}

/** The path without its query and ids. */
function routeOf(path: string): string {
  return path.replace(/\?.*/, '').replaceAll(/(?:course|block)-v1:[^/]*|\d{2,}/g, '*');
}

/** Headers that a page may send to another origin without permission; a content type may be one of a form alone. */
const SAFE_HEADERS = new Set(['accept']);

async function preflight(origin: string, method: string, path: string, headers: readonly string[]): Promise<void> {
  const names = headers.map(name => name.toLowerCase()).filter(name => !SAFE_HEADERS.has(name));
  const answer = await request('OPTIONS', path, {
    as: null,
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': names.sort().join(','),
    },
  });
  const listed = (header: string) => (answer.headers.get(header) ?? '').split(/, */);
  const allowedHeaders = listed('access-control-allow-headers').map(name => name.toLowerCase());
  const isAllowed =
    answer.status === 204 &&
    listed('access-control-allow-methods').includes(method) &&
    names.every(name => allowedHeaders.includes(name));
  if (!isAllowed) throw new Error(`The preflight of ${method} ${path} was refused: ${answer.status} ${answer.text}`);
  requireReadable(origin, answer);
}

function requireReadable(origin: string, answer: Answer): Answer {
  const { headers } = answer;
  const isReadable =
    headers.get('access-control-allow-origin') === origin && headers.get('access-control-allow-credentials') === 'true';
  if (!isReadable) throw new Error(`A page of ${origin} cannot read this answer: ${answer.status} ${answer.text}`);
  return answer;
}
