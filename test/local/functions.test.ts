import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { functionEnvironment } from '../../dev/functionEnvironment.ts';
import { invokeFunction } from '../../dev/invokeFunction.ts';

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

describe('invoking a function that fails', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function lambdaThatAnswers(headers: Record<string, string>, body: string): Promise<number> {
    const started = createServer((_request, response) => response.writeHead(200, headers).end(body));
    server = started;
    await new Promise<void>(resolve => started.listen(0, '127.0.0.1', resolve));
    return (started.address() as AddressInfo).port;
  }

  it('rejects', async () => {
    const port = await lambdaThatAnswers({ 'X-Amz-Function-Error': 'Unhandled' }, '{"errorMessage":"no table"}');
    await expect(invokeFunction(port, 'archive', {})).rejects.toThrow('archive failed: no table');
  });

  it('differs from one that returns nothing', async () => {
    await expect(invokeFunction(await lambdaThatAnswers({}, ''), 'archive', {})).resolves.toBeNull();
  });
});
