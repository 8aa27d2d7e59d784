import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

const require = createRequire(import.meta.url);

const TETHER = require.resolve('./tether.ts');
const MAX_LINES = 20;
/** Blank lines and the frames of stack traces. */
const NOISE = /^\s*$|^\s+at |^\s+\.\.\. \d+ more/;
/** Longer than the tether's own grace time. */
const STOP_DEADLINE_MS = 5000;

export interface TetheredOptions {
  env?: NodeJS.ProcessEnv;
  /** The project's folder if not given. */
  cwd?: string | undefined;
  onLine?: (line: string) => void;
}

/** A running part of the stack. */
export interface RunningProcess {
  /** Resolves with the exit code when the process is gone and its output is read. */
  readonly exited: Promise<number>;
  /** The last lines of its stderr, without noise. */
  lastLines(): readonly string[];
  stop(): Promise<void>;
}

/** A process that cannot outlive this one. */
export interface TetheredProcess extends RunningProcess {
  /** The tether's own process id, which is also the id of the process group of all that it runs. */
  readonly pid: number | undefined;
}

/** Starts a command on a tether: see tether.ts. */
export function startTethered(
  command: string,
  args: readonly string[],
  options: TetheredOptions = {},
): TetheredProcess {
  // A session of its own: Ctrl-C in the terminal reaches this process only, which then stops things in order.
  const tether = spawn(process.execPath, [TETHER, command, ...args], {
    cwd: options.cwd ?? PROJECT_ROOT,
    env: options.env ?? process.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  const lines: string[] = [];
  const keep = (line: string) => {
    if (!NOISE.test(line)) lines.push(line.trimEnd());
    if (lines.length > MAX_LINES) lines.shift();
  };
  const output = [createInterface(tether.stdout), createInterface(tether.stderr).on('line', keep)];
  for (const lineReader of output) lineReader.on('line', line => options.onLine?.(line));
  tether.stdin.on('error', () => {});

  const exited = whenGone(tether, keep);
  let stopping: Promise<void> | undefined;
  return {
    pid: tether.pid,
    exited,
    lastLines: () => lines,
    stop: () => {
      stopping ??= stop(tether, exited);
      return stopping;
    },
  };
}

function whenGone(tether: ChildProcess, keep: (line: string) => void): Promise<number> {
  const killNow = () => killGroup(tether);
  process.once('exit', killNow);
  // After the tether's death its command must not survive, nor keep the output open.
  tether.once('exit', killNow);
  return new Promise(resolve => {
    const settle = (code: number) => {
      process.off('exit', killNow);
      resolve(code);
    };
    tether.once('error', error => {
      keep(error.message);
      settle(127);
    });
    tether.once('close', code => settle(code ?? 1));
  });
}

async function stop(tether: ChildProcess, exited: Promise<number>): Promise<void> {
  tether.stdin?.end();
  const deadline = setTimeout(() => killGroup(tether), STOP_DEADLINE_MS);
  await exited;
  clearTimeout(deadline);
}

function killGroup(tether: ChildProcess): void {
  if (tether.pid === undefined) return;
  try {
    process.kill(-tether.pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}
