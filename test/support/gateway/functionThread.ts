/** The thread of one function: it loads the bundle in the function's own environment and answers one message for each event. */
import { parentPort, workerData } from 'node:worker_threads';
import { toContext } from '../bundledService/event.ts';
import type { FunctionReply, FunctionRequest, LoadedBundle } from './functions.ts';

const { url, name, timeoutSeconds } = workerData as LoadedBundle;
const { handler } = await import(url);

parentPort?.on('message', async ({ id, event }: FunctionRequest) => {
  parentPort?.postMessage({ id, ...(await run(event)) } satisfies FunctionReply);
});

async function run(event: string): Promise<Omit<FunctionReply, 'id'>> {
  try {
    return { result: JSON.stringify(await handler(JSON.parse(event), toContext(name, timeoutSeconds))) ?? '' };
  } catch (error) {
    const { name: errorType, message: errorMessage } = error as Error;
    return { error: JSON.stringify({ errorType, errorMessage }) };
  }
}
