import { readFileSync } from 'node:fs';

/** Under npm one Ctrl-C arrives twice, from the terminal and from npm: signals within this time count once. */
const REPEATED_AFTER_MS = 500;
const PARENT_POLL_MS = 1000;

/**
 * Aborts on Ctrl-C, SIGTERM, SIGHUP, or after the end of the parent process. The next signal exits immediately.
 */
export function shutdownSignal(onInterrupted: (reason: string) => void): AbortSignal {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const interrupt = (reason: string) => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      onInterrupted(reason);
      controller.abort(new Error(reason));
    } else if (Date.now() - firstAt > REPEATED_AFTER_MS) {
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt(signal));
  onParentExit(() => interrupt('the parent process has ended'));
  return controller.signal;
}

/** A killed npm or terminal sends no signal, but its children get another parent. */
function onParentExit(listener: () => void): void {
  const parents = parentIds();
  const timer = setInterval(() => {
    if (parentIds() === parents) return;
    clearInterval(timer);
    listener();
  }, PARENT_POLL_MS);
  timer.unref();
}

/** The parent; under npm, which starts scripts in a shell, also the parent's parent. */
function parentIds(): string {
  const parent = String(process.ppid);
  return process.env.npm_lifecycle_event === undefined ? parent : `${parent} ${parentOf(parent)}`;
}

/** Linux only; on other systems the script usually replaces that shell. */
function parentOf(pid: string): string {
  try {
    return /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}
