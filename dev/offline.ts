import { fileURLToPath } from 'node:url';
import { CommandError } from '../cli/commandError.ts';
import { type RunningProcess, startTethered, type TetheredProcess } from './process/tetheredProcess.ts';
import { waitUntilUp } from './process/waitUntilUp.ts';

const PROGRAM = fileURLToPath(new URL('./offlineProcess.ts', import.meta.url));

/** Repetitions: the duration of a call, which a second line of the call has too, and the notice of each scheduled run. */
const HIDDEN_LINE = /^\(λ: .*\) RequestId: .* Duration: |^Successfully invoked scheduled function: /;

/** The line of a sweep without work: nine a minute would hide everything else. */
export function isIdleSweep(line: string): boolean {
  if (!line.includes('"message":"time-outs"')) return false;
  const { closed, cascades_finished, cleared, passed_over, failed, unfinished } = parseObject(line);
  return [closed, cascades_finished, cleared, passed_over, failed].every(count => count === 0) && unfinished === false;
}

function parseObject(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}

/** Prefix of the line about a function that does not start with its settings. */
export const INVALID_SETTING = 'invalid setting: ';

export interface OfflineOptions {
  port: number;
  lambdaPort: number;
  stage: string;
  /** The folder of serverless.yml, if it is not the project's. */
  serviceDir?: string;
  env: Record<string, string>;
  log: (line: string) => void;
  signal?: AbortSignal | undefined;
}

export interface RunningOffline extends RunningProcess {
  readonly url: string;
}

/**
 * Starts the HTTP API, its functions and the schedule of serverless.yml, and waits until the API answers.
 * @throws CommandError if the start fails; names an invalid setting
 */
export async function startOffline(options: OfflineOptions): Promise<RunningOffline> {
  let isUp = false;
  const process = startServerlessOffline(options, line => {
    // The output before the start is a table of routes.
    if (isUp && line.trim() !== '' && !HIDDEN_LINE.test(line) && !isIdleSweep(line)) options.log(line);
  });
  const url = `http://localhost:${options.port}`;
  const health = `http://127.0.0.1:${options.port}/health`;
  try {
    await waitUntilUp({ name: 'serverless offline', url: health, status: 200, process, signal: options.signal });
  } catch (error) {
    await process.stop();
    const invalid = process.lastLines().filter(line => line.startsWith(INVALID_SETTING));
    if (invalid.length > 0) throw new CommandError(invalid.map(line => line.slice(INVALID_SETTING.length)).join('\n'));
    throw error;
  }
  isUp = true;
  return { url, exited: process.exited, lastLines: process.lastLines, stop: process.stop };
}

function startServerlessOffline(options: OfflineOptions, onLine: (line: string) => void): TetheredProcess {
  const args = [
    ...[PROGRAM, 'offline', 'start'],
    ...['--stage', options.stage],
    // Not reachable from other machines: the secret of its tokens is public.
    ...['--host', '127.0.0.1'],
    ...['--httpPort', String(options.port)],
    ...['--lambdaPort', String(options.lambdaPort)],
    // As on AWS, idle functions stay loaded for some minutes: the schedule invokes its functions once a minute.
    ...['--terminateIdleLambdaTime', '300'],
    // A busy machine is slower than Lambda: the health check's limit of 5 s could fail at a cold start.
    ...['--noTimeout'],
    ...['--noPrependStageInUrl', '--disableCookieValidation', '--noSponsor'],
  ];
  return startTethered(process.execPath, args, { env: options.env, cwd: options.serviceDir, onLine });
}
