import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Load, LoadOutcome } from './loadProcess.ts';

export interface LoadGenerator {
  /** Sends a load, one at a time. @throws Error when an answer is not 200, or none came in time */
  send(what: string, load: Load): Promise<LoadOutcome>;
  stop(): void;
}

/** Starts the process that sends loads; it ends with this one at the latest. */
export function startLoadGenerator(): LoadGenerator {
  const child = fork(new URL('./loadProcess.ts', import.meta.url));
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the process that sends the load ended (exit code ${code})`);
  });
  // Whoever sends a load hears of it.
  ended.catch(() => {});
  return {
    async send(what, load) {
      child.send(load);
      const [outcome] = (await Promise.race([once(child, 'message'), ended])) as [LoadOutcome];
      requireAnswered(what, load, outcome);
      return outcome;
    },
    stop: () => child.disconnect(),
  };
}

function requireAnswered(what: string, { requests }: Load, { answers }: LoadOutcome): void {
  const refused = answers.filter(({ status }) => status !== 200);
  const [first] = refused;
  if (first) {
    throw new Error(
      `${what}: ${refused.length} of ${answers.length} are not 200; one is ${first.status} ${first.body}`,
    );
  }
  if (answers.length < requests.length) {
    throw new Error(`${what}: only ${answers.length} of ${requests.length} were sent before the time was over`);
  }
}
