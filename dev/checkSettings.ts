import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** A function of serverless.yml with resolved variables. */
export interface ConfiguredFunction {
  /** Such as `dist/exams.handler`. */
  handler: string;
  environment: Readonly<Record<string, unknown>>;
}

/** A bundle, and the environment for loading it. */
export interface LoadedFunction {
  name: string;
  url: string;
  environment: Readonly<Record<string, string>>;
}

/** The error of a function that failed to start. */
export interface StartFailure {
  name: string;
  isSetting: boolean;
  message: string;
}

const LOADER = fileURLToPath(new URL('./loadFunctions.ts', import.meta.url));

/**
 * Loads the bundle of each function with the function's environment, as a cold start does. New settings need no change here.
 * @returns a line for each distinct failure; empty if all functions start
 */
export async function checkSettings(
  serviceDir: string,
  functions: Readonly<Record<string, ConfiguredFunction>>,
): Promise<string[]> {
  const bundles = Object.entries(functions).flatMap(([name, { handler, environment }]) => {
    const file = join(serviceDir, handler.replace(/\.\w+$/, '.mjs'));
    return existsSync(file) ? [{ name, url: pathToFileURL(file).href, environment: toStrings(environment) }] : [];
  });
  // A worker does not inherit this environment, and ends with the timers and handles of the functions.
  const worker = new Worker(LOADER, { env: {}, workerData: bundles satisfies LoadedFunction[] });
  try {
    const [failures] = (await once(worker, 'message')) as [StartFailure[]];
    return toLines(failures);
  } finally {
    await worker.terminate();
  }
}

function toStrings(environment: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)]));
}

/** A setting's message names the setting; without the functions that read it, each message appears once. */
function toLines(failures: readonly StartFailure[]): string[] {
  const lines = failures.map(({ name, isSetting, message }) =>
    isSetting ? message : `The function ${name} does not start: ${message}`,
  );
  return [...new Set(lines)];
}
