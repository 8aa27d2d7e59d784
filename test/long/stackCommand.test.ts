import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { choosePorts } from '../../cli/ports.ts';
import { allGone, descendants, type ProcessRow } from '../support/processes.ts';
import { connectAgainAndAgain, portsOfServers } from '../support/reconnectingClient.ts';
import { killStartedCommands, readyUrl, type StartedCommand, startCommand } from '../support/startCommand.ts';
import { until } from '../support/until.ts';

// Processes that a failed test left running.
afterAll(killStartedCommands, 120_000);

/** The one-line error of a command that cannot start. */
async function failureOf(running: StartedCommand): Promise<string> {
  const children: ProcessRow[] = [];
  const timer = setInterval(() => children.push(...descendants(running)), 200);
  const { code } = await running.exit;
  clearInterval(timer);
  expect(code).toBe(1);
  await allGone(children);
  return running.stderr();
}

describe('npm start', () => {
  it('starts while clients keep connecting to its ports, and on SIGINT ends with all its processes', async () => {
    const ports = await portsOfServers(4);
    const [PORT = '', DYNAMODB_PORT = '', LAMBDA_PORT = '', SQS_PORT = ''] = ports.map(String);
    const clients = connectAgainAndAgain(ports);
    onTestFinished(clients.stop);
    const running = startCommand({ PORT, DYNAMODB_PORT, LAMBDA_PORT, SQS_PORT });
    const url = await readyUrl(running);
    for (const port of ports) await until(() => clients.connected(port), Boolean);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${SQS_PORT}/health`)).status).toBe(200);
    for (const step of [
      'Starting the service',
      'The functions are built',
      'DynamoDB Local is up',
      'SQS is up',
      'Creating the tables and queues',
    ]) {
      expect(running.stdout()).toContain(step);
    }
    const children = descendants(running);
    const commands = children.map(({ command }) => command).join('\n');
    expect(commands).toMatch(/DynamoDBLocal\.jar/);
    expect(commands).toMatch(/offline start/);

    running.child.kill('SIGINT');
    expect(await running.exit).toEqual({ code: 0, signal: null });
    await allGone(children);
    expect(running.stderr()).toBe('');
    await expect(fetch(`http://127.0.0.1:${SQS_PORT}/health`)).rejects.toThrow();
  });

  it('can be interrupted during the start', async () => {
    const running = startCommand();
    await until(
      () => descendants(running),
      rows => rows.some(({ command }) => /DynamoDBLocal/.test(command)),
      240_000,
    );
    const children = descendants(running);
    running.child.kill('SIGTERM');
    expect(await running.exit).toEqual({ code: 0, signal: null });
    await allGone(children);
  }, 240_000);
});

describe('a failing npm start', () => {
  let listener: Server | undefined;
  afterAll(() => listener?.close());

  it.each(['PORT', 'DYNAMODB_PORT', 'LAMBDA_PORT', 'SQS_PORT'])(
    'names a busy %s',
    async variable => {
      // Reserved from the choice on: another process could take the port before it is used.
      listener = createServer(socket => socket.on('error', () => {}).destroy());
      await new Promise<void>(resolve => listener?.listen(0, '127.0.0.1', resolve));
      const { port } = listener.address() as AddressInfo;
      const line = await failureOf(startCommand({ [variable]: String(port) }));
      expect(line).toBe(
        `Port ${port} is busy. Stop the program that listens there, or set ${variable} to another port (0 for any free one).\n`,
      );
      await new Promise(resolve => listener?.close(resolve));
    },
    240_000,
  );

  it.each(['http', '-1', '65536', '80.5'])(
    'rejects the port %s',
    async port => {
      expect(await failureOf(startCommand({ PORT: port }))).toBe(
        `PORT must be a port number from 0 to 65535, not "${port}".\n`,
      );
    },
    240_000,
  );

  it('reports that no DynamoDB answers', async () => {
    const [port] = await choosePorts([{ port: 0, variable: 'PORT' }]);
    const endpoint = `http://127.0.0.1:${port}`;
    const line = await failureOf(startCommand({ DYNAMODB_ENDPOINT: endpoint }));
    expect(line).toBe(`No DynamoDB answers at ${endpoint}. Start it, or unset DYNAMODB_ENDPOINT.\n`);
  }, 240_000);

  it('reports that no SQS answers', async () => {
    const [port] = await choosePorts([{ port: 0, variable: 'PORT' }]);
    const endpoint = `http://127.0.0.1:${port}`;
    const line = await failureOf(startCommand({ SQS_ENDPOINT: endpoint }));
    expect(line).toBe(`No SQS answers at ${endpoint}. Start it, or unset SQS_ENDPOINT.\n`);
  }, 240_000);

  it('names each wrong setting of a function before it listens', async () => {
    const line = await failureOf(startCommand({ JWT_PUBLIC_KEY: 'garbage', VENDORS: '[]' }));
    expect(line.replace(/^(JWT_PUBLIC_KEY: must be a PEM) .*$/m, '$1')).toBe(
      'JWT_PUBLIC_KEY: must be a PEM\nVENDORS: must be an object.\n',
    );
  }, 240_000);

  it('reports that Java is too old', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'old-java-'));
    await writeFile(join(folder, 'java'), `#!/bin/sh\necho 'java version "1.8.0_392"' >&2\n`);
    await chmod(join(folder, 'java'), 0o755);
    const line = await failureOf(startCommand({ PATH: `${folder}${delimiter}${process.env.PATH}`, JAVA_HOME: '' }));
    expect(line).toMatch(/^Java 8 is too old for DynamoDB Local\. .*\n$/);
    await rm(folder, { recursive: true });
  }, 240_000);

  it('reports that Java is missing', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'no-java-'));
    const line = await failureOf(startCommand({ PATH: empty, JAVA_HOME: '' }));
    expect(line).toMatch(/^DynamoDB Local needs Java and there is no "java" command\. .*\n$/);
    await rm(empty, { recursive: true });
  }, 240_000);
});

describe('the arguments of npm start', () => {
  it.each([[['--port', '1']], [['data']], [['--data']], [['--retries', 'few']]])(
    'rejects %j in one line',
    async args => {
      const running = startCommand({}, args);
      expect((await running.exit).code).toBe(2);
      expect(running.stderr()).toMatch(/^.+ See npm start -- --help\.\n$/);
    },
  );

  it('prints its help', async () => {
    const running = startCommand({}, ['--help']);
    expect((await running.exit).code).toBe(0);
    expect(running.stdout()).toMatch(/--data DIR/);
  });
});
