import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DeleteTableCommand, type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { choosePorts } from '../../cli/ports.ts';
import { localDynamodbClient } from '../../dev/dynamodb/localClients.ts';
import { createTables, readServiceDefinition, type TableDefinition } from '../../dev/dynamodb/tables.ts';
import { invokeFunction } from '../../dev/invokeFunction.ts';
import { type LocalStack, startStack } from '../../dev/stack.ts';
import { act, newAttempt, newExam, onStack, remove, request, V1_ATTEMPT } from '../support/api.ts';
import { runScript, type ScriptResult } from '../support/runScript.ts';
import { json, type Received, scriptedServer } from '../support/scriptedServer.ts';
import { tablesAt } from '../support/tablesAt.ts';
import { until } from '../support/until.ts';

/** A stack with two tries per record, a vendor that can be down, and a history table that can be missing. */
let stack: LocalStack;
let lambdaPort = 0;
let client: DynamoDBClient;
let failuresDir: string;
let history: TableDefinition;
let vendor: Awaited<ReturnType<typeof scriptedServer>>;
let isVendorDown = false;

beforeAll(async () => {
  failuresDir = await mkdtemp(join(tmpdir(), 'redrive-'));
  vendor = await scriptedServer(({ url, method }, response) => {
    if (isVendorDown) return json(response, 503, {});
    if (url.includes('access_token')) return json(response, 200, { access_token: 't', expires_in: 3600 });
    if (url.endsWith('/attempt/')) return json(response, 200, { id: randomUUID() });
    json(response, 200, method === 'DELETE' ? { status: 'deleted' } : { id: 'exam-at-vendor' });
  });
  const connection = { base_url: vendor.url, client_id: 'c', client_secret: 's', learner_id_key: 'k'.repeat(16) };
  [lambdaPort = 0] = await choosePorts([{ port: 0, variable: 'LAMBDA_PORT' }]);
  stack = await startStack({
    lambdaPort,
    quiet: true,
    failuresDir,
    mapping: { maximumRetryAttempts: 1, batchWindow: 0 },
    env: {
      VENDORS: JSON.stringify({ software_secure: {}, proctortrack: { protocol: 'rest', connection } }),
      PROCTORING_BACKENDS: '{"software_secure": {}, "proctortrack": {}}',
    },
  });
  client = localDynamodbClient(stack.dynamodbEndpoint);
  const { tables } = await readServiceDefinition('local');
  history = tables.find(({ logicalId }) => logicalId === 'HistoryTable') as TableDefinition;
});

afterAll(async () => {
  client?.destroy();
  await stack?.stop();
  await vendor?.close();
  await rm(failuresDir, { recursive: true, force: true });
});

describe('a running stack', () => {
  it('answers', async () => {
    expect((await fetch(`${stack.url}/health`)).status).toBe(200);
  });

  it('and a scripted vendor keep an idle connection beyond the time that they announce', async () => {
    for (const url of [`${stack.url}/health`, vendor.url]) {
      const { port, pathname } = new URL(url);
      const socket = connect(Number(port), '127.0.0.1');
      let received = '';
      socket.setEncoding('utf8').on('data', data => {
        received += data;
      });
      const answers = () => received.split('HTTP/1.1 ').length - 1;
      const get = () => socket.write(`GET ${pathname} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      get();
      await until(answers, count => count === 1);
      const [, seconds] = /keep-alive: timeout=(\d+)/i.exec(received) ?? [];
      // Node itself closes a second later.
      await pause((Number(seconds) + 2) * 1000);
      get();
      await until(answers, count => count === 2);
      socket.destroy();
    }
  });

  it('has its tables', async () => {
    expect(stack.tables).toMatchObject({ AttemptsTable: 'proctoring-local-attempts' });
    expect(await tablesAt(stack.dynamodbEndpoint)).toEqual(Object.values(stack.tables).sort());
  });

  it('needs no migration', async () => {
    const marker = new GetCommand({ TableName: stack.tables.DirectoryTable, Key: { key: 'migration#all_by_course' } });
    expect((await DynamoDBDocumentClient.from(client).send(marker)).Item).toHaveProperty('finished_at');
  });

  it('invokes functions, and names one that does not exist', async () => {
    const answer = await invokeFunction(lambdaPort, 'proctoring-local-archive', { Records: [] });
    expect(answer).toEqual({ batchItemFailures: [] });
    await expect(invokeFunction(lambdaPort, 'proctoring-local-none', {})).rejects.toThrow(
      'proctoring-local-none failed: Function not found: proctoring-local-none',
    );
  });

  it('archives changes of the attempts table', async () => {
    const client = localDynamodbClient(stack.dynamodbEndpoint);
    const { AttemptsTable, HistoryTable } = stack.tables;
    for (const status of ['created', 'started']) {
      const Item = { attempt_id: { N: '7' }, attempt_code: { S: 'code-7' }, status: { S: status } };
      await client.send(new PutItemCommand({ TableName: AttemptsTable, Item }));
    }
    await stack.archived();
    const { Items } = await client.send(new ScanCommand({ TableName: HistoryTable })).finally(() => client.destroy());
    expect(Items).toMatchObject([{ attempt_code: { S: 'code-7' } }]);
  }, 240_000);
});

/** The command as an operator runs it. */
function redrive(...args: string[]): Promise<ScriptResult> {
  const env = {
    ...process.env,
    DYNAMODB_ENDPOINT: stack.dynamodbEndpoint,
    LAMBDA_PORT: String(stack.lambdaPort),
  };
  return runScript('operations/redrive.ts', args, env);
}

const failures = async (of: string) =>
  (await readFile(join(failuresDir, `${of}-failures.jsonl`), 'utf8').catch(() => '')).split('\n').filter(Boolean);

async function changesOf(code: string): Promise<string[]> {
  const { Items = [] } = await DynamoDBDocumentClient.from(client).send(
    new QueryCommand({
      TableName: history.name,
      KeyConditionExpression: 'attempt_code = :code',
      ExpressionAttributeValues: { ':code': code },
      ConsistentRead: true,
    }),
  );
  return Items.map(({ change, to_status }) => `${change} ${to_status ?? ''}`.trim());
}

describe('redriving the archive', () => {
  it('writes the failed records, each change exactly once, however often it is repeated', async () => {
    await client.send(new DeleteTableCommand({ TableName: history.name }));
    const attempt = await onStack(stack.url, async () => {
      const attempt = await newAttempt();
      await act(attempt.id, 'start', attempt.learner);
      await act(attempt.id, 'submit', attempt.learner);
      await remove(attempt.id);
      return attempt;
    });
    await stack.archived();
    const failureCount = await failures('archive');
    expect(failureCount.length).toBeGreaterThan(0);

    // A redrive before the fault is fixed loses nothing.
    expect(await redrive('archive', '--local', '--data', failuresDir)).toMatchObject({ code: 1 });
    expect((await failures('archive')).sort()).toEqual(failureCount.sort());

    await createTables(client, [history]);
    const dryRun = await redrive('archive', '--local', '--data', failuresDir, '--dry-run');
    expect(dryRun).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing was changed') });
    expect(await changesOf(attempt.code)).toEqual([]);

    const result = await redrive('archive', '--local', '--data', failuresDir);
    expect(result, result.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining(' 0 remaining.') });
    expect(await failures('archive')).toEqual([]);
    const changes = ['status_changed started', 'status_changed submitted', 'removed'];
    expect(await changesOf(attempt.code)).toEqual(changes);

    await writeFile(join(failuresDir, 'archive-failures.jsonl'), failureCount.map(line => `${line}\n`).join(''));
    expect(await redrive('archive', '--local', '--data', failuresDir)).toMatchObject({ code: 0 });
    expect(await changesOf(attempt.code)).toEqual(changes);
  });
});

describe('redriving the notifications', () => {
  const notificationsOf = (attempt: string) =>
    vendor.received
      .filter(({ method, url }) => method !== 'GET' && url.includes(`/attempt/${attempt}/`))
      .map(({ method, body }: Received) => (method === 'DELETE' ? 'removed' : JSON.parse(body).status));

  it('sends the vendor the latest status, never an earlier one', async () => {
    const { id, externalId, learner } = await onStack(stack.url, async () => {
      const exam_id = await newExam({ backend: 'proctortrack' });
      const person = { id: 77, name: 'Mina Okafor' };
      const answer = await request('POST', V1_ATTEMPT, { as: person, json: { exam_id, attempt_proctored: true } });
      const attemptId = answer.body.exam_attempt_id as number;
      const { body } = await request('GET', `${V1_ATTEMPT}/${attemptId}`);
      return { id: attemptId, externalId: body.external_id as string, learner: person };
    });
    expect(externalId).toBeTruthy();
    await stack.settled();

    isVendorDown = true;
    await onStack(stack.url, () => act(id, 'start', learner));
    await until(
      () => failures('notifications'),
      lines => lines.length > 0,
      240_000,
    );
    isVendorDown = false;
    const before = notificationsOf(externalId).length;
    await onStack(stack.url, () => act(id, 'submit', learner));
    await stack.settled();
    expect(notificationsOf(externalId).slice(before)).toEqual(['submitted']);

    // Its start is older than the vendor's present status.
    expect(await redrive('notifications', '--local', '--data', failuresDir)).toMatchObject({ code: 0 });
    expect(notificationsOf(externalId).slice(before)).toEqual(['submitted']);
    expect(await failures('notifications')).toEqual([]);

    isVendorDown = true;
    await onStack(stack.url, () => remove(id));
    await until(
      () => failures('notifications'),
      lines => lines.length > 0,
      240_000,
    );
    expect(await redrive('notifications', '--local', '--data', failuresDir)).toMatchObject({ code: 1 });
    isVendorDown = false;
    const removedBefore = notificationsOf(externalId).length;
    const result = await redrive('notifications', '--local', '--data', failuresDir);
    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(notificationsOf(externalId).slice(removedBefore)).toEqual(['removed']);
  }, 150_000);
});

describe('the command', () => {
  it.each([[[]], [['reviews']], [['archive', 'notifications']], [['archive', '--nonsense']]])(
    'prints its usage for %j',
    async args => {
      const { code, stderr } = await redrive(...args);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^[^\n]+ See npm run redrive -- --help\.\n$/);
    },
  );
});
