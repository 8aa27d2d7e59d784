/** The worker thread of checkSettings.ts: loads the bundles in turn, each in its function's environment. */
import { parentPort, workerData } from 'node:worker_threads';
import type { LoadedFunction, StartFailure } from './checkSettings.ts';

const failures: StartFailure[] = [];
for (const { name, url, environment } of workerData as LoadedFunction[]) {
  for (const variable of Object.keys(process.env)) delete process.env[variable];
  Object.assign(process.env, environment);
  try {
    await import(url);
  } catch (error) {
    const { name: errorName, message } = error as Error;
    failures.push({ name, isSetting: errorName === 'ConfigError', message });
  }
}
parentPort?.postMessage(failures);
