import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../../cli/commandError.ts';
import type { TetheredProcess } from './tetheredProcess.ts';

const DEADLINE_MS = 120_000;
const INTERVAL_MS = 100;
/** A server that listens but answers otherwise than expected will hardly change its mind. */
const MAX_WRONG_ANSWERS = 5;

export interface AwaitedServer {
  name: string;
  url: string;
  /** The HTTP status that means "up". */
  status: number;
  process: TetheredProcess;
  signal?: AbortSignal | undefined;
}

/**
 * Waits until the server answers as it should.
 * @throws CommandError with the last output when the process ends, answers something else or takes too long
 */
export async function waitUntilUp(server: AwaitedServer): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  const ended = server.process.exited.then(code => ({ code }));
  let wrongAnswers = 0;
  for (;;) {
    server.signal?.throwIfAborted();
    const seen = await Promise.race([ended, statusOf(server.url)]);
    if (typeof seen === 'object') throw failure(server, `stopped while starting (exit code ${seen.code})`);
    if (seen === server.status) return;
    if (seen !== undefined) wrongAnswers += 1;
    if (wrongAnswers >= MAX_WRONG_ANSWERS) throw failure(server, `answers ${server.url} with ${seen}`);
    if (Date.now() > deadline) throw failure(server, `did not answer at ${server.url} within ${DEADLINE_MS / 1000} s`);
    await sleep(INTERVAL_MS);
  }
}

async function statusOf(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}

function failure({ name, process }: AwaitedServer, what: string): CommandError {
  const lines = process.lastLines();
  if (lines.length === 0) return new CommandError(`${name} ${what}.`);
  return new CommandError(`${name} ${what}: ${lines.join('\n  ')}`);
}
