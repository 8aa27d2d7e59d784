import { readFileSync } from 'node:fs';

/** npm passes the terminal's Ctrl-C on to its child, which got it already: two at once are one. */
const REPEATED_AFTER_MS = 500;
const PARENT_POLL_MS = 1000;

/**
 * Aborts when the process is asked to end: by Ctrl-C, SIGTERM, SIGHUP, or because its parent process is gone.
 * Asked once more, it ends at once.
 */
export function shutdownSignal(onInterrupted: (reason: string) => void): AbortSignal {
  const controller = new AbortController();
  let first: number | undefined;
  const interrupt = (reason: string) => {
    if (first === undefined) {
      first = Date.now();
      onInterrupted(reason);
      controller.abort(new Error(reason));
    } else if (Date.now() - first > REPEATED_AFTER_MS) {
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt(signal));
  onParentGone(() => interrupt('the process that started this is gone'));
  return controller.signal;
}

/** A killed npm or terminal sends no signal, but the processes below it get another parent. */
function onParentGone(react: () => void): void {
  const parents = parentIds();
  const timer = setInterval(() => {
    if (parentIds() === parents) return;
    clearInterval(timer);
    react();
  }, PARENT_POLL_MS);
  timer.unref();
}

/** The parent and, as npm puts a shell between itself and its script, under npm the parent's parent. */
function parentIds(): string {
  const parent = String(process.ppid);
  return process.env.npm_lifecycle_event === undefined ? parent : `${parent} ${parentOf(parent)}`;
}

/** Linux only; elsewhere that shell is usually replaced by the script. */
function parentOf(pid: string): string {
  try {
    return /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}
