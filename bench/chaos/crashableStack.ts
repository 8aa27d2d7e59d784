import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

const READY_DEADLINE_MS = 60_000;

/** The service of `npm start` on a fixed port, which can be killed at any time. */
export interface CrashableStack {
  /** Kills the whole stack by SIGKILL and restarts it. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCrashableStack(env: Record<string, string>): Promise<CrashableStack> {
  let child = await start(env);
  return {
    async killAndRestart() {
      child.kill('SIGKILL');
      await once(child, 'close');
      child = await start(env);
    },
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'close');
    },
  };
}

/** Starts the stack, with retries: the ports of a killed stack may stay in use for a moment. */
async function start(env: Record<string, string>): Promise<ChildProcess> {
  const deadline = Date.now() + READY_DEADLINE_MS;
  for (;;) {
    const child = spawn(process.execPath, [join(PROJECT_ROOT, 'dev/start.ts')], {
      cwd: tmpdir(),
      env: { ...process.env, LOG_LEVEL: 'SILENT', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = await readUntilReadyOrClosed(child);
    if (output.includes('Ready at')) return child;
    if (Date.now() > deadline) throw new Error(`The service does not start: ${output}`);
    await pause(500);
  }
}

async function readUntilReadyOrClosed(child: ChildProcess): Promise<string> {
  let output = '';
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', chunk => {
      // All output is read, because a full pipe would block the service; only the beginning is stored.
      if (output.length < 10_000) output += chunk;
      if (output.includes('Ready at')) resolve();
    });
  }
  child.once('close', () => resolve());
  await promise;
  return output;
}
