import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { until } from './until.ts';

/** A running command of package.json, on free ports. */
export interface StartedCommand {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  exit: Promise<{ code: number | null; signal: string | null }>;
}

const started: StartedCommand[] = [];

const SCRIPTS = {
  start: 'dev/start.ts',
  vendor: 'simulator/vendor.ts',
  'webhook-receiver': 'simulator/webhooks/webhookReceiver.ts',
} as const;

export function startCommand(
  env: Record<string, string> = {},
  args: string[] = [],
  script: keyof typeof SCRIPTS = 'start',
): StartedCommand {
  const child = spawn(process.execPath, [join(PROJECT_ROOT, SCRIPTS[script]), ...args], {
    cwd: tmpdir(),
    env: {
      ...process.env,
      PORT: '0',
      DYNAMODB_PORT: '0',
      LAMBDA_PORT: '0',
      SQS_PORT: '0',
      VENDOR_PORT: '0',
      WEBHOOK_PORT: '0',
      ...env,
    },
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

/** The printed address, once the command is ready. */
export async function readyUrl(running: StartedCommand): Promise<string> {
  const isReady = () => /Ready at \S+/.test(running.stdout());
  await until(async () => isReady() || running.child.exitCode !== null, Boolean, 220_000);
  const url = /Ready at (\S+)/.exec(running.stdout())?.[1];
  if (url === undefined) throw new Error(`It did not get ready: ${running.stdout()}${running.stderr()}`);
  return url;
}

/** Kills the commands, with their child processes, that a failed test left running. */
export async function killStartedCommands(): Promise<void> {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ exit }) => exit));
}
