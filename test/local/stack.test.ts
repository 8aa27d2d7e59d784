import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, ListTablesCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { choosePorts } from '../../cli/ports.ts';
import { startDynamodb } from '../../dev/dynamodb/dynamodb.ts';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import { functionEnvironment } from '../../dev/functionEnvironment.ts';
import { invokeFunction } from '../../dev/invokeFunction.ts';
import { type LocalStack, startStack } from '../../dev/stack.ts';

async function tablesAt(endpoint: string): Promise<string[]> {
  const client = localDynamodbClient(endpoint);
  const { TableNames } = await client.send(new ListTablesCommand({})).finally(() => client.destroy());
  return TableNames ?? [];
}

describe('a running stack', () => {
  let stack: LocalStack | undefined;
  let lambdaPort = 0;
  beforeAll(async () => {
    [lambdaPort = 0] = await choosePorts([{ port: 0, variable: 'LAMBDA_PORT' }]);
    stack = await startStack({ lambdaPort, quiet: true });
  });
  afterAll(() => stack?.stop(), 120_000);

  it('answers', async () => {
    expect((await fetch(`${stack?.url}/health`)).status).toBe(200);
  });

  it('has its tables', async () => {
    expect(stack?.tables).toMatchObject({ AttemptsTable: 'proctoring-local-attempts' });
    expect(await tablesAt(stack?.dynamodbEndpoint ?? '')).toEqual(Object.values(stack?.tables ?? {}).sort());
  });

  it('invokes functions, and names one that does not exist', async () => {
    const answer = await invokeFunction(lambdaPort, 'proctoring-local-archive', { Records: [] });
    expect(answer).toEqual({ batchItemFailures: [] });
    await expect(invokeFunction(lambdaPort, 'proctoring-local-none', {})).rejects.toThrow(
      'proctoring-local-none failed: Function not found: proctoring-local-none',
    );
  });

  it('archives changes of the attempts table', async () => {
    const client = localDynamodbClient(stack?.dynamodbEndpoint ?? '');
    const { AttemptsTable, HistoryTable } = stack?.tables ?? {};
    for (const status of ['created', 'started']) {
      const Item = { attempt_id: { N: '7' }, attempt_code: { S: 'code-7' }, status: { S: status } };
      await client.send(new PutItemCommand({ TableName: AttemptsTable, Item }));
    }
    await stack?.archived();
    const { Items } = await client.send(new ScanCommand({ TableName: HistoryTable })).finally(() => client.destroy());
    expect(Items).toMatchObject([{ attempt_code: { S: 'code-7' } }]);
  }, 240_000);

  it('serves a second stack with its DynamoDB, which outlives the second', async () => {
    const dynamodbEndpoint = stack?.dynamodbEndpoint;
    // The keys that everybody knows are for the stage "local" alone.
    const env = {
      JWT_SECRET: 'j'.repeat(40),
      VIDEO_LINK_KEYS: Buffer.alloc(32, 'v').toString('base64'),
      LAUNCH_COOKIE_KEY: 'l'.repeat(40),
    };
    const second = await startStack({ dynamodbEndpoint, stage: 'second', quiet: true, env });
    try {
      expect((await fetch(`${second.url}/health`)).status).toBe(200);
    } finally {
      await Promise.all([second.stop(), second.stop()]);
    }
    await expect(fetch(`${second.url}/health`)).rejects.toThrow();
    expect(await tablesAt(dynamodbEndpoint ?? '')).toContain('proctoring-second-attempts');
  }, 240_000);
});

describe('starting a stack', () => {
  it('stops on the abort signal', async () => {
    const signal = AbortSignal.timeout(1500);
    await expect(startStack({ quiet: true, signal })).rejects.toThrow(/timeout/);
  }, 240_000);
});

describe('the data', () => {
  it('are kept in a folder through a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stack-data-'));
    try {
      const first = await startDynamodb({ port: 0, dataDir: join(folder, 'new') });
      const client = localDynamodbClient(first.endpoint);
      const keys = { AttributeName: 'id', KeyType: 'HASH', AttributeType: 'S' } as const;
      const create = { TableName: 'kept', KeySchema: [keys], AttributeDefinitions: [keys] };
      await client.send(new CreateTableCommand({ ...create, BillingMode: 'PAY_PER_REQUEST' }));
      client.destroy();
      await first.stop();

      const second = await startDynamodb({ port: 0, dataDir: join(folder, 'new') });
      const tables = await tablesAt(second.endpoint).finally(second.stop);
      expect(tables).toEqual(['kept']);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 240_000);
});

describe('a folder of data', () => {
  it('serves one stack at a time', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'stack-data-'));
    try {
      const first = await startDynamodb({ port: 0, dataDir });
      await expect(startDynamodb({ port: 0, dataDir })).rejects.toThrow(/^Process \d+ uses .*another folder/);
      await first.stop();
      const second = await startDynamodb({ port: 0, dataDir });
      await second.stop();
    } finally {
      await rm(dataDir, { recursive: true });
    }
  }, 240_000);
});

describe('the environment of the functions', () => {
  it('has none of the developer’s own AWS settings', () => {
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
