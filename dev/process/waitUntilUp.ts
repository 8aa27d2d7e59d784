import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../../cli/commandError.ts';
import type { TetheredProcess } from './tetheredProcess.ts';

const DEADLINE_MS = 120_000;
const INTERVAL_MS = 100;
/** A listening server with unexpected answers is probably another program. */
const MAX_UNEXPECTED_ANSWERS = 5;

export interface AwaitedServer {
  name: string;
  url: string;
  /** The HTTP status that means "up". */
  status: number;
  process: TetheredProcess;
  signal?: AbortSignal | undefined;
}

/**
 * Waits until the server answers with the expected status.
 * @throws CommandError with the last output, if the process ends, answers otherwise or exceeds the deadline
 */
export async function waitUntilUp(server: AwaitedServer): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  const ended = server.process.exited.then(code => ({ code }));
  let unexpectedAnswers = 0;
  for (;;) {
    server.signal?.throwIfAborted();
    const outcome = await Promise.race([ended, statusOf(server.url)]);
    if (typeof outcome === 'object') throw failure(server, `stopped while starting (exit code ${outcome.code})`);
    if (outcome === server.status) return;
    if (outcome !== undefined) unexpectedAnswers += 1;
    if (unexpectedAnswers >= MAX_UNEXPECTED_ANSWERS) throw failure(server, `answers ${server.url} with ${outcome}`);
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

function failure({ name, process }: AwaitedServer, reason: string): CommandError {
  const lines = process.lastLines();
  if (lines.length === 0) return new CommandError(`${name} ${reason}.`);
  return new CommandError(`${name} ${reason}: ${lines.join('\n  ')}`);
}
