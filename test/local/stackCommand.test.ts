import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { choosePorts } from '../../local/ports.ts';
import { PROJECT_ROOT } from '../../local/projectRoot.ts';

const started: Start[] = [];

// What a failed test left behind; all that runs below it goes with it.
afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ exit }) => exit));
}, 20_000);

interface Start {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  exit: Promise<{ code: number | null; signal: string | null }>;
}

/** Runs `node local/start.ts` on free ports. */
function start(env: Record<string, string> = {}, args: string[] = []): Start {
  const child = spawn(process.execPath, [join(PROJECT_ROOT, 'local/start.ts'), ...args], {
    cwd: tmpdir(),
    env: { ...process.env, PORT: '0', DYNAMODB_PORT: '0', LAMBDA_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', chunk => {
      output[name] += chunk;
    });
  }
  const exit = new Promise<{ code: number | null; signal: string | null }>(resolve => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const running = { child, exit, stdout: () => output.stdout, stderr: () => output.stderr };
  started.push(running);
  return running;
}

async function ready(running: Start): Promise<string> {
  await until(() => /Ready at \S+/.test(running.stdout()) || running.child.exitCode !== null, 60_000);
  const url = /Ready at (\S+)/.exec(running.stdout())?.[1];
  if (url === undefined) throw new Error(`It did not get ready: ${running.stdout()}${running.stderr()}`);
  return url;
}

async function until(isSo: () => boolean, deadlineMs: number): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('This took too long.');
    await sleep(50);
  }
}

interface Row {
  pid: number;
  parent: number;
  command: string;
}

/** All processes; those that have ended and wait for their parent to notice are none. */
function processes(): Row[] {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8', maxBuffer: 2 ** 24 });
  return table.split('\n').flatMap(row => {
    const match = /^\s*(\d+)\s+(\d+)\s+[^Z\s]\S*\s+(.*)$/.exec(row);
    return match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }] : [];
  });
}

/** All processes below the one that was started. */
function descendants({ child }: Start): Row[] {
  const all = processes();
  const found: Row[] = [];
  for (const parents = [child.pid]; parents.length > 0; ) {
    const parent = parents.shift();
    const children = all.filter(row => row.parent === parent);
    found.push(...children);
    parents.push(...children.map(({ pid }) => pid));
  }
  return found;
}

async function allGone(below: readonly Row[], deadlineMs: number): Promise<void> {
  const left = () =>
    processes().filter(row => below.some(({ pid, command }) => pid === row.pid && command === row.command));
  await until(() => left().length === 0, deadlineMs).catch(() => expect(left()).toEqual([]));
}

/** The one line that the command says when it cannot start. */
async function failureOf(running: Start): Promise<string> {
  const below: Row[] = [];
  const timer = setInterval(() => below.push(...descendants(running)), 200);
  const { code } = await running.exit;
  clearInterval(timer);
  expect(code).toBe(1);
  await allGone(below, 2000);
  return running.stderr();
}

describe('npm start', () => {
  it('answers, and on SIGINT ends with everything that it started', async () => {
    const running = start();
    const url = await ready(running);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    const below = descendants(running);
    const commands = below.map(({ command }) => command).join('\n');
    expect(commands).toMatch(/DynamoDBLocal\.jar/);
    expect(commands).toMatch(/offline start/);

    running.child.kill('SIGINT');
    expect(await running.exit).toEqual({ code: 0, signal: null });
    await allGone(below, 1000);
    expect(running.stderr()).toBe('');
  }, 90_000);

  it('takes everything with it when it is killed', async () => {
    const running = start();
    await ready(running);
    const below = descendants(running);
    expect(below.length).toBeGreaterThanOrEqual(4);
    running.child.kill('SIGKILL');
    await allGone(below, 6000);
  }, 90_000);

  it('ends, and says so, when a part of it dies', async () => {
    const running = start();
    await ready(running);
    const below = descendants(running);
    const java = below.find(({ command }) => /^\S*java /.test(command));
    process.kill(java?.pid ?? Number.NaN, 'SIGKILL');
    expect(await running.exit).toEqual({ code: 1, signal: null });
    expect(running.stderr()).toBe('DynamoDB Local was killed (exit code 137).\n');
    await allGone(below, 1000);
  }, 90_000);

  it('can be interrupted while it starts', async () => {
    const running = start();
    await until(() => descendants(running).some(({ command }) => /DynamoDBLocal/.test(command)), 30_000);
    const below = descendants(running);
    running.child.kill('SIGTERM');
    expect(await running.exit).toEqual({ code: 0, signal: null });
    await allGone(below, 1000);
  }, 60_000);
});

describe('npm start, unable to start', () => {
  let listener: Server | undefined;
  afterAll(() => listener?.close());

  it.each(['PORT', 'DYNAMODB_PORT', 'LAMBDA_PORT'])(
    'names a busy %s',
    async variable => {
      const [port = 0] = await choosePorts([{ port: 0, variable }]);
      listener = createServer();
      await new Promise<void>(resolve => listener?.listen(port, '127.0.0.1', resolve));
      const line = await failureOf(start({ [variable]: String(port) }));
      expect(line).toBe(
        `Port ${port} is busy. Stop what listens there or set ${variable} to another one (0 for any that is free).\n`,
      );
      await new Promise(resolve => listener?.close(resolve));
    },
    30_000,
  );

  it.each(['http', '-1', '65536', '80.5'])(
    'refuses the port %s',
    async port => {
      expect(await failureOf(start({ PORT: port }))).toBe(
        `PORT must be a port, a number from 0 to 65535, not "${port}".\n`,
      );
    },
    30_000,
  );

  it('says that no DynamoDB answers', async () => {
    const [port] = await choosePorts([{ port: 0, variable: 'PORT' }]);
    const endpoint = `http://127.0.0.1:${port}`;
    const line = await failureOf(start({ DYNAMODB_ENDPOINT: endpoint }));
    expect(line).toBe(`No DynamoDB answers at ${endpoint}. Start it, or unset DYNAMODB_ENDPOINT.\n`);
  }, 30_000);

  it('says that Java is too old', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'old-java-'));
    await writeFile(join(folder, 'java'), `#!/bin/sh\necho 'java version "1.8.0_392"' >&2\n`);
    await chmod(join(folder, 'java'), 0o755);
    const line = await failureOf(start({ PATH: `${folder}${delimiter}${process.env.PATH}`, JAVA_HOME: '' }));
    expect(line).toMatch(/^Java 8 is too old for DynamoDB Local\. .*\n$/);
    await rm(folder, { recursive: true });
  }, 30_000);

  it('says that Java is missing', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'no-java-'));
    const line = await failureOf(start({ PATH: empty, JAVA_HOME: '' }));
    expect(line).toMatch(/^DynamoDB Local needs Java and there is no "java" command\. .*\n$/);
    await rm(empty, { recursive: true });
  }, 30_000);
});

describe('the arguments of npm start', () => {
  it.each([[['--port', '1']], [['data']], [['--data']]])('refuses %j in one line', async args => {
    const running = start({}, args);
    expect((await running.exit).code).toBe(2);
    expect(running.stderr()).toMatch(/^.+ See npm start -- --help\.\n$/);
  });

  it('explains itself', async () => {
    const running = start({}, ['--help']);
    expect((await running.exit).code).toBe(0);
    expect(running.stdout()).toMatch(/--data DIR/);
  });
});
