import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { PROJECT_ROOT } from '../../../cli/projectRoot.ts';
import type { FunctionDefinition } from '../../../dev/serviceDefinition.ts';

/** The input of a function's thread. */
export interface LoadedBundle {
  url: string;
  name: string;
  timeoutSeconds: number;
}

/** Events, results and errors travel as JSON, as they do between API Gateway and Lambda. */
export interface FunctionRequest {
  id: number;
  event: string;
}
export interface FunctionReply {
  id: number;
  result?: string;
  error?: string;
}

/** A function that is loaded when it is needed. */
export interface RunningFunction {
  /** @throws FunctionError when the function throws */
  invoke(event: string): Promise<string>;
}

/** The message is the error as Lambda answers it, in JSON. */
export class FunctionError extends Error {}

const PROGRAM = fileURLToPath(new URL('./functionThread.mjs', import.meta.url));

/**
 * Loads a function's bundle, at its first event, in a thread with the function's own environment and nothing else in it, so that a setting that
 * serverless.yml does not give the function is missing here, too. One instance handles all events, also at the same time.
 */
export function startFunction(
  { name, handler, environment, timeoutSeconds }: FunctionDefinition,
  awsEnvironment: Readonly<Record<string, string>>,
): RunningFunction {
  const url = pathToFileURL(join(PROJECT_ROOT, handler.replace(/\.\w+$/, '.mjs'))).href;
  let worker: Worker | undefined;
  const waiting = new Map<number, PromiseWithResolvers<string>>();
  let lastId = 0;
  const start = () => {
    const started = new Worker(PROGRAM, {
      env: { ...awsEnvironment, ...environment },
      workerData: { url, name, timeoutSeconds } satisfies LoadedBundle,
    });
    started.on('message', ({ id, result, error }: FunctionReply) => {
      const reply = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) reply?.resolve(result ?? '');
      else reply?.reject(new FunctionError(error));
    });
    return started;
  };
  return {
    invoke(event) {
      const id = ++lastId;
      const reply = Promise.withResolvers<string>();
      waiting.set(id, reply);
      worker ??= start();
      worker.postMessage({ id, event } satisfies FunctionRequest);
      return reply.promise;
    },
  };
}
