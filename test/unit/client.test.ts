import { build } from 'esbuild';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ANSWERS } from '../../src/api/contract/documentation/answers.ts';
import { type Client, createClient, ProblemError } from '../../src/client/client.ts';
import type { Action } from '../../src/domain/attempts/actions.ts';
import { ENDPOINT_IDS } from '../support/endpointIds.ts';

const V1 = 'https://api.example/api/edx_proctoring/v1/proctored_exam';

interface Sent {
  url: string;
  init: RequestInit & { headers: Record<string, string> };
}

/** A client with a fake fetch: its requests, and its result for this answer. */
function clientFor(answer: { status?: number; body?: string; headers?: Record<string, string> } = {}, options = {}) {
  const sent: Sent[] = [];
  const { status = 200, body = '{}', headers = {} } = answer;
  const client = createClient({
    baseUrl: 'https://api.example/',
    token: 'TOKEN',
    fetch: async (url, init) => {
      sent.push({ url: String(url), init: init as Sent['init'] });
      return new Response(body, { status, headers });
    },
    ...options,
  });
  return { client, sent };
}

describe('the client', () => {
  it('has a method for every endpoint', () => {
    expect(Object.keys(clientFor().client).sort()).toEqual([...ENDPOINT_IDS].sort());
  });

  it.each([
    [undefined],
    [{}],
    [{ baseUrl: undefined }],
    [{ baseUrl: '' }],
    [{ baseUrl: 'api.example' }],
    [{ baseUrl: 'ftp://a.b' }],
  ])('cannot be created without an address: %j', options => {
    expect(() => createClient(options as never)).toThrow(/^createClient: baseUrl is missing/);
  });

  it('sends the method, the path, the query, the body and the token', async () => {
    const { client, sent } = clientFor();
    await client.actOnAttempt({ params: { attempt_id: 5 }, body: { action: 'start' } });
    await client.readHistory({ params: { attempt_code: 'A' }, query: { limit: 2, cursor: 'a&b' } });
    expect(sent).toMatchObject([
      {
        url: `${V1}/attempt/5`,
        init: {
          method: 'PUT',
          body: '{"action":"start"}',
          headers: { authorization: 'Bearer TOKEN', 'content-type': 'application/json' },
        },
      },
      { url: `${V1}/attempt/code/A/history?limit=2&cursor=a%26b`, init: { method: 'GET' } },
    ]);
    expect(sent[1]?.init.body).toBeUndefined();
  });

  it.each([
    ['John. D+é', 'John.%20D%2B%C3%A9'],
    ['a/b?c#d%', 'a%2Fb%3Fc%23d%25'],
    ['__proto__', '__proto__'],
    ['...', '...'],
  ])('percent-encodes %s in a path', async (attempt_code, encoded) => {
    const { client, sent } = clientFor();
    await client.locateAttempt({ params: { attempt_code } });
    expect(sent[0]?.url).toBe(`${V1}/attempt/code/${encoded}`);
  });

  it.each(['', '.', '..'])('rejects "%s", which would lead to another endpoint', async attempt_code => {
    const { client, sent } = clientFor();
    await expect(client.locateAttempt({ params: { attempt_code } })).rejects.toThrow(TypeError);
    expect(sent).toEqual([]);
  });

  it('asks for a token at each call, and sends none where none is needed', async () => {
    let tokenRequests = 0;
    const { client, sent } = clientFor({}, { token: async () => `T${++tokenRequests}` });
    await client.getExam({ params: { exam_id: 1 } });
    await client.health();
    await client.getExam({ params: { exam_id: 1 } });
    expect(sent.map(({ init }) => init.headers.authorization)).toEqual(['Bearer T1', undefined, 'Bearer T2']);
  });

  it('answers undefined where the body is empty', async () => {
    const { client, sent } = clientFor({ body: '' });
    expect(await client.removeAttempt({ params: { attempt_id: 5 } })).toBeUndefined();
    expect(sent[0]?.init.body).toBe('{}');
  });

  it('throws an error of the service', async () => {
    const errors = [{ pointer: '/action', detail: 'must be a string' }];
    const body = { type: 'urn:proctoring:problem:invalid_request', title: 't', status: 400, detail: 'd', errors };
    const { client } = clientFor({ status: 400, body: JSON.stringify(body), headers: { 'x-request-id': 'R1' } });
    const problem = await client.health().catch(error => error);
    expect(problem).toBeInstanceOf(ProblemError);
    expect({ ...problem }).toMatchObject({
      status: 400,
      code: 'invalid_request',
      detail: 'd',
      errors,
      requestId: 'R1',
    });
  });

  it('has the attempt as it is now, if it has changed', async () => {
    const attempt = ANSWERS.changeStudentName;
    const body = { type: 'urn:proctoring:problem:attempt_changed', title: 't', status: 409, detail: 'd', attempt };
    const changed = clientFor({ status: 409, body: JSON.stringify(body) }).client.health();
    await expect(changed).rejects.toMatchObject({ code: 'attempt_changed', attempt });
    const unreadable = clientFor({ status: 409, body: JSON.stringify({ ...body, attempt: 5 }) }).client.health();
    await expect(unreadable).rejects.toMatchObject({ code: 'attempt_changed', attempt: null });
  });

  it.each<[unknown, unknown]>([
    ['30', '30'],
    [null, null],
    [30, undefined],
    [undefined, undefined],
  ])('has the present value of an allowance that has changed: %j', async (value, expected) => {
    const body = { type: 'urn:proctoring:problem:allowance_changed', title: 't', status: 409, detail: 'd', value };
    const changed = clientFor({ status: 409, body: JSON.stringify(body) }).client.health();
    expect((await changed.catch(error => error)).value).toBe(expected);
  });

  it.each(['<html>Bad Gateway</html>', '', '{"message":"Internal Server Error"}', 'null'])(
    'throws an error of an intermediary: %s',
    async body => {
      const problem = await clientFor({ status: 502, body })
        .client.health()
        .catch(error => error);
      expect(problem).toBeInstanceOf(ProblemError);
      expect([problem.status, problem.code, problem.requestId]).toEqual([502, 'unknown', null]);
    },
  );

  it('throws a TypeError for a success that is not JSON', async () => {
    const page = clientFor({ body: '<html>Sign in to the network</html>' }).client;
    await expect(page.health()).rejects.toThrow(new TypeError('health answered 200 with a body that is not JSON.'));
  });

  it('aborts on its signal', async () => {
    const waiting: typeof fetch = (_url, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
    const { client } = clientFor({}, { fetch: waiting });
    await expect(client.health({}, { signal: AbortSignal.timeout(5) })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('validates answers only when asked to', async () => {
    const odd = { body: '{"status":"poorly"}' };
    expect(await clientFor(odd).client.health()).toEqual({ status: 'poorly' });
    await expect(clientFor(odd, { validate: true }).client.health()).rejects.toThrow('health answered 200');
    const text = { body: '"not empty"' };
    const input = { params: { attempt_id: 5 } };
    await expect(clientFor(text, { validate: true }).client.removeAttempt(input)).rejects.toThrow('removeAttempt');
  });

  it('has the contract’s types', () => {
    expectTypeOf<Client['removeAttempt']>().returns.resolves.toEqualTypeOf<undefined>();
    expectTypeOf<Client['createExam']>().returns.resolves.toEqualTypeOf<{ exam_id: number }>();
    expectTypeOf<Client['health']>().parameter(0).toBeNullable();
    expectTypeOf<Client['getExam']>().parameter(0).toEqualTypeOf<{ params: { exam_id: number | string } }>();
    expectTypeOf<Parameters<Client['actOnAttempt']>[0]['body']['action']>().toEqualTypeOf<Action>();
  });

  it('works in browsers, without modules of Node', async () => {
    const { outputFiles } = await build({
      entryPoints: ['src/client/client.ts'],
      bundle: true,
      write: false,
      minify: true,
      platform: 'browser',
      format: 'esm',
    });
    expect(outputFiles[0]?.text).not.toMatch(/\bBuffer\b|\bprocess\.|node:/);
  });
});
