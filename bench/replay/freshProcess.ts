import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What something took: milliseconds on the clock, and of processor time. */
export interface Taken {
  milliseconds: number;
  processorMs: number;
}

/** A function in a process of its own, as Lambda runs one. */
export interface FreshProcess {
  /** Loading the bundle, in a process that had done nothing before. */
  readonly imported: Taken;
  /** Invokes it so many times, one after the other. @throws Error when an invocation fails */
  run(event: unknown, times: number): Promise<Taken>;
  stop(): Promise<void>;
}

const PLAYER = fileURLToPath(new URL('./player.ts', import.meta.url));

/** @throws Error when the bundle cannot be loaded */
export async function startProcess(
  bundle: string,
  environment: Readonly<Record<string, string>>,
): Promise<FreshProcess> {
  const child = fork(PLAYER, [bundle], {
    env: environment,
    // Inputs have bytes in them.
    serialization: 'advanced',
    // Its log goes nowhere, but is written.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  const imported = await nextMessage(child);
  return {
    imported,
    run(event, times) {
      child.send({ event, times });
      return nextMessage(child);
    },
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}

async function nextMessage(child: ChildProcess): Promise<Taken> {
  const gone = new AbortController();
  try {
    return await Promise.race([
      once(child, 'message', { signal: gone.signal }).then(([message]) => message as Taken),
      once(child, 'exit', { signal: gone.signal }).then(([code]) => {
        throw new Error(`the measured process ended by itself (exit code ${code})`);
      }),
    ]);
  } finally {
    gone.abort();
  }
}
