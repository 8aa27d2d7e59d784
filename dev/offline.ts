import { fileURLToPath } from 'node:url';
import { CommandError } from '../cli/commandError.ts';
import { type RunningProcess, startTethered, type TetheredProcess } from './process/tetheredProcess.ts';
import { waitUntilUp } from './process/waitUntilUp.ts';

const PROGRAM = fileURLToPath(new URL('./offlineProcess.ts', import.meta.url));

/** The duration of every call, next to the line that names the call, is noise, and so is every minute's run. */
const HIDDEN_LINE = /^\(λ: .*\) RequestId: .* Duration: |^Successfully invoked scheduled function: /;

/** The line of a run of the schedule that had nothing to do: nine of them a minute hide everything else. */
export function isIdleRun(line: string): boolean {
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

/** Begins the line of a function that does not start with the settings it is given. */
export const WRONG_SETTING = 'wrong setting: ';

export interface OfflineOptions {
  port: number;
  lambdaPort: number;
  stage: string;
  /** The folder of another serverless.yml than the project's own. */
  serviceDir?: string;
  env: Record<string, string>;
  log: (line: string) => void;
  signal?: AbortSignal | undefined;
}

export interface RunningOffline extends RunningProcess {
  readonly url: string;
}

/**
 * Starts the HTTP API and the functions behind it, runs those that serverless.yml gives a schedule, and waits until they
 * answer.
 * @throws CommandError when they do not come up, naming the setting with which a function does not start
 */
export async function startOffline(options: OfflineOptions): Promise<RunningOffline> {
  let isUp = false;
  const process = startServerlessOffline(options, line => {
    // Its output while starting is a table of routes.
    if (isUp && line.trim() !== '' && !HIDDEN_LINE.test(line) && !isIdleRun(line)) options.log(line);
  });
  const url = `http://localhost:${options.port}`;
  const health = `http://127.0.0.1:${options.port}/health`;
  try {
    await waitUntilUp({ name: 'serverless offline', url: health, status: 200, process, signal: options.signal });
  } catch (error) {
    await process.stop();
    const wrong = process.lastLines().filter(line => line.startsWith(WRONG_SETTING));
    if (wrong.length > 0) throw new CommandError(wrong.map(line => line.slice(WRONG_SETTING.length)).join('\n'));
    throw error;
  }
  isUp = true;
  return { url, exited: process.exited, lastLines: process.lastLines, stop: process.stop };
}

function startServerlessOffline(options: OfflineOptions, onLine: (line: string) => void): TetheredProcess {
  const args = [
    ...[PROGRAM, 'offline', 'start'],
    ...['--stage', options.stage],
    // Not reachable from other machines: its tokens are signed with a secret that everybody knows.
    ...['--host', '127.0.0.1'],
    ...['--httpPort', String(options.port)],
    ...['--lambdaPort', String(options.lambdaPort)],
    // As on AWS a function that was used stays for the next minutes: those of the schedule are used once a minute.
    ...['--terminateIdleLambdaTime', '300'],
    // A busy laptop takes longer than Lambda: 5 s for a cold start of the health check would be a 504 there.
    ...['--noTimeout'],
    ...['--noPrependStageInUrl', '--disableCookieValidation', '--noSponsor'],
  ];
  return startTethered(process.execPath, args, { env: options.env, cwd: options.serviceDir, onLine });
}
