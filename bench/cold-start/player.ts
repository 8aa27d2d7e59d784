/** The child process of freshProcess.ts: imports and invokes a bundle, and reports the milliseconds of each. */
import { pathToFileURL } from 'node:url';
import { toContext } from '../../test/support/bundledService/context.mjs';

const [, , bundle = ''] = process.argv;
const url = pathToFileURL(bundle).href;
let started = performance.now();
const { handler } = await import(url);
process.send?.(performance.now() - started);

process.on('message', async event => {
  started = performance.now();
  const answer = await handler(event, toContext('bench'));
  if (answer?.statusCode >= 300) throw new Error(`answered ${answer.statusCode}: ${answer.body}`);
  process.send?.(performance.now() - started);
});
