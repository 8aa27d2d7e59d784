import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { functionEnvironment } from '../../dev/functionEnvironment.ts';
import { createInvoker, invokeFunction } from '../../dev/invokeFunction.ts';

describe('the environment of the functions', () => {
  it('has no AWS settings of the developer', () => {
    const env = functionEnvironment('http://localhost:1', { AWS_PROFILE: 'mine', AWS_SESSION_TOKEN: 'x', HOME: '/h' });
    expect(env).toMatchObject({ HOME: '/h', AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:1' });
    expect(Object.keys(env)).not.toContain('AWS_PROFILE');
    expect(Object.keys(env)).not.toContain('AWS_SESSION_TOKEN');
  });

  it('has the development secret only if no key is set', () => {
    expect(functionEnvironment('http://localhost:1', { JWT_SECRET: '' }).JWT_SECRET).not.toBe('');
    expect(functionEnvironment('http://localhost:1', { JWT_SECRET: 'mine' }).JWT_SECRET).toBe('mine');
    const env = functionEnvironment('http://localhost:1', { JWT_JWKS_URL: 'https://keys' });
    expect(env.JWT_SECRET).toBeUndefined();
  });
});

describe('invoking a function', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function startLambda(answer: RequestListener): Promise<number> {
    const started = createServer(answer);
    server = started;
    await new Promise<void>(resolve => started.listen(0, '127.0.0.1', resolve));
    return (started.address() as AddressInfo).port;
  }

  const lambdaThatAnswers = (headers: Record<string, string>, body: string) =>
    startLambda((_request, response) => response.writeHead(200, headers).end(body));

  it('has four concurrent invocations of each function at most, and completes all, also after failures', async () => {
    const running: Record<string, number> = { archive: 0, events: 0 };
    const peaks: Record<string, number> = {};
    const port = await startLambda(async ({ url }, response) => {
      const name = url?.split('/')[3] ?? '';
      running[name] = (running[name] ?? 0) + 1;
      peaks[name] = Math.max(peaks[name] ?? 0, running[name]);
      await sleep(20);
      running[name] -= 1;
      response.writeHead(200, name === 'archive' ? { 'X-Amz-Function-Error': 'Unhandled' } : {}).end('{}');
    });
    const invoke = createInvoker(port);
    const names = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'archive' : 'events'));
    const results = await Promise.allSettled(names.map(name => invoke(name, {})));
    expect(results.map(({ status }) => status)).toEqual(Array(10).fill(['rejected', 'fulfilled']).flat());
    expect(peaks).toEqual({ archive: 4, events: 4 });
  });

  it('that fails rejects', async () => {
    const port = await lambdaThatAnswers({ 'X-Amz-Function-Error': 'Unhandled' }, '{"errorMessage":"no table"}');
    await expect(invokeFunction(port, 'archive', {})).rejects.toThrow('archive failed: no table');
  });

  it('that returns nothing resolves', async () => {
    await expect(invokeFunction(await lambdaThatAnswers({}, ''), 'archive', {})).resolves.toBeNull();
  });
});
