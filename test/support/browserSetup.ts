import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { startStack } from '../../dev/stack.ts';
import { findBrowser, INSTALL_BROWSER } from './browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The origin of pages that CORS_ORIGINS names, and of pages that it does not name. */
    namedOrigin: string;
    otherOrigin: string;
  }
}

/** One stack for all browser tests, and the pages of two other origins, if there is a browser for them. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!findBrowser()) {
    console.log(`The browser tests are skipped: there is no browser. Install one: ${INSTALL_BROWSER}`);
    return undefined;
  }
  const [named, other] = await Promise.all([startEmptyPage(), startEmptyPage()]);
  const stack = await startStack({ quiet: true, env: { CORS_ORIGINS: originOf(named) } });
  project.provide('stackUrl', stack.url);
  project.provide('namedOrigin', originOf(named));
  project.provide('otherOrigin', originOf(other));
  return async () => {
    for (const server of [named, other]) server.close().closeAllConnections();
    await stack.stop();
  };
}

async function startEmptyPage(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>A page</title>');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function originOf(server: Server): string {
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}
