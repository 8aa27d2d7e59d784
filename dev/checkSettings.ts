import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** A function as serverless.yml has it, resolved. */
export interface ConfiguredFunction {
  /** Such as `dist/exams.handler`. */
  handler: string;
  environment: Readonly<Record<string, unknown>>;
}

/** A bundle, and the environment that it is loaded in. */
export interface LoadedFunction {
  name: string;
  url: string;
  environment: Readonly<Record<string, string>>;
}

/** The error of a function that does not start. */
export interface StartFailure {
  name: string;
  isSetting: boolean;
  message: string;
}

const LOADER = fileURLToPath(new URL('./loadFunctions.ts', import.meta.url));

/**
 * Loads each function's bundle with the function's own environment, as a cold start does. A new setting is checked without a
 * change here.
 * @returns a line for each different failure, none if all functions start
 */
export async function checkSettings(
  serviceDir: string,
  functions: Readonly<Record<string, ConfiguredFunction>>,
): Promise<string[]> {
  const loaded = Object.entries(functions).flatMap(([name, { handler, environment }]) => {
    const file = join(serviceDir, handler.replace(/\.\w+$/, '.mjs'));
    return existsSync(file) ? [{ name, url: pathToFileURL(file).href, environment: asText(environment) }] : [];
  });
  // A worker has none of this process's environment, and takes timers and handles of the functions with it.
  const worker = new Worker(LOADER, { env: {}, workerData: loaded satisfies LoadedFunction[] });
  try {
    const [failures] = (await once(worker, 'message')) as [StartFailure[]];
    return toLines(failures);
  } finally {
    await worker.terminate();
  }
}

function asText(environment: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]));
}

/** The message of a setting names it already; the functions that read it are left out. */
function toLines(failures: readonly StartFailure[]): string[] {
  const lines = failures.map(({ name, isSetting, message }) =>
    isSetting ? message : `The function ${name} does not start: ${message}`,
  );
  return [...new Set(lines)];
}
