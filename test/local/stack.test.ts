import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { startDynamodb } from '../../dev/dynamodb/dynamodb.ts';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import { functionEnvironment } from '../../dev/functionEnvironment.ts';
import { invokeFunction } from '../../dev/invokeFunction.ts';
import { startStack } from '../../dev/stack.ts';
import { tablesAt } from '../support/tablesAt.ts';

describe('starting a stack', () => {
  it('stops on the abort signal', async () => {
    const signal = AbortSignal.timeout(1500);
    await expect(startStack({ quiet: true, signal })).rejects.toThrow(/timeout/);
  }, 240_000);
});

describe('a folder of data', () => {
  it('serves one stack at a time, and keeps the data through a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stack-data-'));
    const dataDir = join(folder, 'new');
    try {
      const first = await startDynamodb({ port: 0, dataDir });
      await expect(startDynamodb({ port: 0, dataDir })).rejects.toThrow(/^Process \d+ uses .*another folder/);
      const client = localDynamodbClient(first.endpoint);
      const keys = { AttributeName: 'id', KeyType: 'HASH', AttributeType: 'S' } as const;
      const create = { TableName: 'kept', KeySchema: [keys], AttributeDefinitions: [keys] };
      await client.send(new CreateTableCommand({ ...create, BillingMode: 'PAY_PER_REQUEST' }));
      client.destroy();
      await first.stop();

      const second = await startDynamodb({ port: 0, dataDir });
      const tables = await tablesAt(second.endpoint).finally(second.stop);
      expect(tables).toEqual(['kept']);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 240_000);
});

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
