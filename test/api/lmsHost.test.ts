import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { attemptPath, newAttempt, newExam, onStack } from '../support/api.ts';
import { openFrontEnd, openLmsPage } from '../support/browserCaller.ts';
import { newLearnerId } from '../support/builders.ts';
import { hasProxy, PROXY_NAMES, startProxy } from '../support/reverseProxy.ts';
import { type Received, scriptedServer } from '../support/scriptedServer.ts';

const V1 = '/api/edx_proctoring/v1/proctored_exam';
const V2 = '/api/instructor/v2/courses';
const CALLBACK = '/api/edx_proctoring/proctoring_review_callback/';
const COURSES = ['course-v1:O+C+R', 'course-v1%3AO%2BC%2BR', 'course-v1:O%2BC+R.1', 'O/C/R', 'O%2FC%2FR', 'O%2fC%2fR'];

/** Paths of the service below the LMS's host, as clients send them. */
const FORWARDED = [
  `${V1}/attempt`,
  `${V1}/attempt/5?a=%2F&b=c+d`,
  `${V1}/settings/exam_id/5/`,
  CALLBACK,
  `${V1}/exam/course_id/O%2FC%2FR/content_id/block-v1:O+C+R+type@sequential+block@x`,
  `${V1}/exam/course_id/i4x:%2F%2FO%2FC/content_id/i4x://O/C/sequential/x`,
  `${V1}/attempt/grouped/course_id/O/C/R/search/a%20b`,
  ...COURSES.flatMap(course => [
    `${V1}/attempt/course_id/${course}?content_id=x`,
    `/api/edx_proctoring/v1/user_onboarding/status/course_id/${course}`,
    `/api/edx_proctoring/v1/instructor/${course}`,
    `${V2}/${course}/special_exams`,
    `${V2}/${course}/special_exams/`,
    `${V2}/${course}/special_exams?exam_type=timed`,
    `${V2}/${course}/special_exams/attempts?page=1&ordering=-user.username`,
    `${V2}/${course}/special_exams/5/reset/ada%2Fb`,
    `${V2}/${course}/special_exams/5/allowance`,
    `${V2}/${course}/proctoring_settings`,
    `${V2}/${course}/proctoring_settings/`,
  ]),
];

/** Paths that stay with the LMS. */
const OTHERS = [
  '/',
  '/api/edx_proctoring',
  '/api/edx_proctoring_other/v1',
  '/courses/course-v1:O+C+R/jump_to/x',
  '/x/api/edx_proctoring/v1/proctored_exam/attempt',
  '/api/edx_proctoring/../user/v1/me',
  '/api/instructor/v2/courses',
  ...COURSES.flatMap(course => [
    `${V2}/${course}`,
    `${V2}/${course}/`,
    `${V2}/${course}/learners/ada`,
    `${V2}/${course}/learners/special_exams`,
    `${V2}/${course}/learners/proctoring_settings`,
    `${V2}/${course}/special_exams_other`,
    `${V2}/${course}/proctoring_settings/other`,
    `/api/instructor/v1/courses/${course}/special_exams`,
  ]),
];

type Answer = { status: number; body: string };

/** A request whose path is sent as it is: fetch would resolve dots. */
function send(url: string, path: string, { method = 'GET', body = '' } = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { hostname, port } = new URL(url);
  const headers = { host: 'lms.example.edu', 'content-length': Buffer.byteLength(body) };
  const sent = httpRequest({ hostname, port, path, method, headers }, async response => {
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
  });
  sent.on('error', reject).end(body);
  return promise;
}

/** A server that answers each request with its own name and the path. */
const startEcho = (name: string, statusOf: (received: Received) => number = () => 200) =>
  scriptedServer((received, response) => {
    response.writeHead(statusOf(received)).end(`${name} ${received.url}`);
  });

/** The LMS: the CSRF tokens of its own host for front ends, and the path for all else. */
const startLms = () =>
  scriptedServer(({ method, url, headers: { origin } }, response) => {
    if (url !== '/csrf/api/v1/token') return response.end(`lms ${url}`);
    const cors = {
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'use-jwt-cookie',
    };
    return response.writeHead(method === 'OPTIONS' ? 204 : 200, cors).end('{"csrfToken":"of-the-lms"}');
  });

/** A course whose id has slashes, as those before 2014 have. */
const newOldCourseId = () => `ExampleU/${randomUUID()}/2012`;

/** A program that is not installed is skipped by its name: Debian and Ubuntu have both, as nginx and caddy. */
describe.each(PROXY_NAMES.filter(hasProxy))('%s on the LMS’s host, as documented,', name => {
  let lms: Awaited<ReturnType<typeof startLms>>;
  let service: Awaited<ReturnType<typeof startEcho>>;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  beforeAll(async () => {
    lms = await startLms();
    service = await startEcho('service', ({ body }) => (body.startsWith('unknown') ? 400 : 200));
    proxy = await startProxy(name, { serviceUrl: service.url, lmsUrl: lms.url });
  });
  afterAll(() => Promise.all([proxy?.stop(), lms?.close(), service?.close()]));

  it('forwards the paths of the service unchanged', async () => {
    for (const path of FORWARDED) expect((await send(proxy.url, path)).body).toBe(`service ${path}`);
  });

  it('leaves all others with the LMS', async () => {
    for (const path of OTHERS) expect((await send(proxy.url, path)).body, path).toMatch(/^lms /);
  });

  it('names the service’s host, and the LMS’s beside it', async () => {
    await send(proxy.url, `${V1}/attempt`);
    expect(service.received.at(-1)?.headers).toMatchObject({
      host: new URL(service.url).host,
      'x-forwarded-host': 'lms.example.edu',
      'x-forwarded-proto': 'http',
      'x-forwarded-for': '127.0.0.1',
    });
  });

  it('forwards a review of several megabytes', async () => {
    const body = 'x'.repeat(9_000_000);
    await send(proxy.url, CALLBACK, { method: 'POST', body });
    expect(service.received.at(-1)?.body.length).toBe(body.length);
  });

  it.runIf(name === 'nginx')('gives reviews that the service does not know to the LMS, with their bodies', async () => {
    const body = `unknown${'x'.repeat(2_000_000)}`;
    for (const path of [CALLBACK, `${V1}/attempt/vendor-1/reviewed`, `${V1}/attempt/vendor-1/ready/`]) {
      expect(await send(proxy.url, path, { method: 'POST', body })).toEqual({ status: 200, body: `lms ${path}` });
      expect(lms.received.at(-1)?.body.length).toBe(body.length);
    }
    const path = `${V1}/attempt`;
    expect(await send(proxy.url, path, { method: 'POST', body })).toEqual({ status: 400, body: `service ${path}` });
  });

  it.each([
    ['plain', (id: string) => id],
    ['encoded', encodeURIComponent],
  ])('leads front ends and the dashboard to the service, with a course id that is %s', async (_form, write) => {
    const host = await startProxy(name, { serviceUrl: inject('stackUrl'), lmsUrl: lms.url });
    const course_id = newOldCourseId();
    const attempt = await newAttempt({ exam_id: await newExam({ course_id }) });
    await onStack(host.url, async () => {
      const form = { action: 'error', detail: 'Camera lost' };
      const frontEnd = await openFrontEnd(attempt.learner);
      expect((await frontEnd.send('PUT', attemptPath(attempt.id), { json: form })).status).toBe(200);
      const dashboard = await openLmsPage({ id: newLearnerId(), courses: [course_id] });
      const { body } = await dashboard.get(`${V1}/attempt/grouped/course_id/${write(course_id)}`);
      expect(body.proctored_exam_attempts).toMatchObject([{ id: attempt.id, status: 'error' }]);
    });
    await host.stop();
  });
});

describe.skipIf(PROXY_NAMES.every(hasProxy))('without one of nginx and caddy', () => {
  it.skip.each(PROXY_NAMES.filter(name => !hasProxy(name)))('%s is not tried: install it', () => {});
});
