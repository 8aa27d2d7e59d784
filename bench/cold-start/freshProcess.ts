import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A function in a separate process, as on Lambda. */
export interface FreshProcess {
  /** Milliseconds of the import in the new process. */
  readonly importMs: number;
  /** @returns milliseconds until the answer @throws Error if the invocation fails */
  invoke(event: unknown): Promise<number>;
  stop(): Promise<void>;
}

const PLAYER = fileURLToPath(new URL('./player.ts', import.meta.url));

/** @throws Error if the import fails */
export async function startProcess(bundle: string, env: Readonly<Record<string, string>>): Promise<FreshProcess> {
  const child = fork(PLAYER, [bundle], {
    env,
    // Events contain bytes.
    serialization: 'advanced',
    // The log is written, as on Lambda, but discarded.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  const importMs = await nextMessage(child);
  return {
    importMs,
    invoke(event) {
      child.send(event as Serializable);
      return nextMessage(child);
    },
    async stop() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

async function nextMessage(child: ChildProcess): Promise<number> {
  const settled = new AbortController();
  try {
    return await Promise.race([
      once(child, 'message', { signal: settled.signal }).then(([message]) => Number(message)),
      once(child, 'exit', { signal: settled.signal }).then(([code]) => {
        throw new Error(`the measured process ended (exit code ${code})`);
      }),
    ]);
  } finally {
    settled.abort();
  }
}
