import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import { vi } from 'vitest';
import type { Route } from '../../src/api/http/router.ts';
import { toContext } from './bundledService/context.mjs';
import { SETTLED_PATH } from './gateway/gateway.ts';
import { addressOf, sendResult, toEventText } from './gateway/httpApi.ts';
import { HANDLER_SETTINGS } from './handlerSettings.ts';
import { inMemoryStores } from './inMemoryPorts/inMemoryStores.ts';
import type { StoragePorts } from './ports.ts';

/** As serverless.yml computes the setting from the environment. */
const vendorProtocols: () => string = createRequire(import.meta.url)('../../resources/vendorProtocols.cjs');

/** The functions that require tokens. */
const FUNCTIONS = ['allowances', 'attempts', 'exams', 'lists', 'lookups', 'privacy', 'vendorCallbacks', 'webhooks'];

/**
 * The HTTP API on ports in memory, ten times as fast as a gateway: the handlers with their settings, over HTTP. The
 * history is written when a test waits for it. It replaces modules, and is for projects of its own.
 */
export async function startServiceInMemory(settings: Readonly<Record<string, string>>): Promise<{ url: string }> {
  const { stores, archive } = inMemoryStores();
  const answer = await loadFunctions({ ...HANDLER_SETTINGS, ...settings }, stores);
  const server = createServer((request, response) => {
    if (addressOf(request).path !== SETTLED_PATH) return void answer(request, response);
    archive();
    response.end();
  }).listen(0, '127.0.0.1');
  server.unref();
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** One function with the routes of all handlers. */
async function loadFunctions(env: Readonly<Record<string, string>>, stores: StoragePorts) {
  const routes: Route[] = [];
  const withStores = (original: () => Promise<object>) => original().then(app => replaceStores(app, stores));
  vi.doMock('../../src/app.ts', withStores);
  vi.doMock('../../src/app/events.ts', withStores);
  vi.doMock('../../src/api/http/authenticatedFunction.ts', () => ({
    authenticatedFunction: (_env: unknown, own: Route[]) => void routes.push(...own),
  }));
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.stubEnv('VENDOR_PROTOCOLS', vendorProtocols());
  for (const name of FUNCTIONS) await import(`../../src/handlers/${name}.ts`);
  const { authenticatedFunction } = await vi.importActual<typeof import('../../src/api/http/authenticatedFunction.ts')>(
    '../../src/api/http/authenticatedFunction.ts',
  );
  const handler = authenticatedFunction(env, routes);
  return async (request: IncomingMessage, response: ServerResponse) => {
    const event: unknown = JSON.parse(await toEventText(request));
    sendResult(response, JSON.stringify(await handler(event, toContext('all') as Context)));
  };
}

type ComposePorts = (env: unknown) => object;

/** The composition root with its storage replaced; all other ports stay. */
function replaceStores(app: object, stores: StoragePorts): object {
  const replaced = new Map<string, unknown>(Object.entries(stores));
  const withStores =
    (compose: ComposePorts): ComposePorts =>
    env =>
      Object.fromEntries(Object.entries(compose(env)).map(([name, port]) => [name, replaced.get(name) ?? port]));
  return Object.fromEntries(
    Object.entries(app).map(([name, part]) => [name, name.endsWith('Ports') ? withStores(part as ComposePorts) : part]),
  );
}
