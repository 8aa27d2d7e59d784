/**
 * The thread of one function: it loads the bundle in the function's own environment and answers one message for each event. In
 * JavaScript: each thread would load the compiler of types.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { toContext } from '../bundledService/context.mjs';

const { url, name, timeoutSeconds } = workerData;
const { handler } = await import(url);

parentPort?.on('message', async ({ id, event }) => {
  parentPort?.postMessage({ id, ...(await run(event)) });
});

async function run(event) {
  try {
    return { result: JSON.stringify(await handler(JSON.parse(event), toContext(name, timeoutSeconds))) ?? '' };
  } catch (error) {
    const { name: errorType, message: errorMessage } = error;
    return { error: JSON.stringify({ errorType, errorMessage }) };
  }
}
