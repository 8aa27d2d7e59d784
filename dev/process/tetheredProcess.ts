import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

const require = createRequire(import.meta.url);

const TETHER = require.resolve('./tether.ts');
const MAX_LINES = 20;
/** Blank lines and the frames of stack traces. */
const NOISE = /^\s*$|^\s+at |^\s+\.\.\. \d+ more/;
/** Longer than the grace period of the tether. */
const STOP_DEADLINE_MS = 5000;

export interface TetheredOptions {
  env?: NodeJS.ProcessEnv;
  /** By default the project's folder. */
  cwd?: string | undefined;
  onLine?: (line: string) => void;
}

/** A running process of the stack. */
export interface RunningProcess {
  /** Resolves with the exit code after the end of the process and of its output. */
  readonly exited: Promise<number>;
  /** The last lines of its stderr, without noise. */
  lastLines(): readonly string[];
  stop(): Promise<void>;
}

/** A process that ends with this one. */
export interface TetheredProcess extends RunningProcess {
  /** Process id of the tether, and id of the process group of its children. */
  readonly pid: number | undefined;
}

/** Starts a command on a tether (tether.ts). */
export function startTethered(
  command: string,
  args: readonly string[],
  options: TetheredOptions = {},
): TetheredProcess {
  // Detached: Ctrl-C reaches only this process, which stops the others in order.
  const tether = spawn(process.execPath, [TETHER, command, ...args], {
    cwd: options.cwd ?? PROJECT_ROOT,
    env: options.env ?? process.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  const lines: string[] = [];
  const recordLine = (line: string) => {
    if (!NOISE.test(line)) lines.push(line.trimEnd());
    if (lines.length > MAX_LINES) lines.shift();
  };
  const output = [createInterface(tether.stdout), createInterface(tether.stderr).on('line', recordLine)];
  for (const lineReader of output) lineReader.on('line', line => options.onLine?.(line));
  tether.stdin.on('error', () => {});

  const exited = exitOf(tether, recordLine);
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

function exitOf(tether: ChildProcess, recordLine: (line: string) => void): Promise<number> {
  const killNow = () => killGroup(tether);
  process.once('exit', killNow);
  // The command must not outlive the tether, nor keep the output open.
  tether.once('exit', killNow);
  return new Promise(resolve => {
    const settle = (code: number) => {
      process.off('exit', killNow);
      resolve(code);
    };
    tether.once('error', error => {
      recordLine(error.message);
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
    // The group has ended already.
  }
}
