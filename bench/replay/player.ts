/** The other end of freshProcess.ts: loads a bundle, says what that took, and invokes it as often as it is told. */
import { pathToFileURL } from 'node:url';
import { toContext } from '../../test/support/bundledService/event.ts';

interface Order {
  event: unknown;
  times: number;
}

const [, , bundle = ''] = process.argv;
const url = pathToFileURL(bundle).href;
const beforeImport = start();
const { handler } = await import(url);
process.send?.(taken(beforeImport));

process.on('message', async ({ event, times }: Order) => {
  const before = start();
  for (let time = 0; time < times; time++) {
    const answer = await handler(event, toContext('bench'));
    if (answer?.statusCode >= 300) throw new Error(`answered ${answer.statusCode}: ${answer.body}`);
  }
  process.send?.(taken(before));
});

function start() {
  return { at: performance.now(), processor: process.cpuUsage() };
}

function taken({ at, processor }: ReturnType<typeof start>) {
  const { user, system } = process.cpuUsage(processor);
  return { milliseconds: performance.now() - at, processorMs: (user + system) / 1000 };
}
