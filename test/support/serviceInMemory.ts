import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from 'aws-lambda';
import { vi } from 'vitest';
import type { Route } from '../../src/api/http/router.ts';
import { toContext } from './bundledService/context.mjs';
import { SETTLED_PATH } from './gateway/gateway.ts';
import { addressOf, sendResult, toEventText } from './gateway/httpApi.ts';
import { vendorProtocols } from './gateway/vendorProtocols.ts';
import { HANDLER_SETTINGS } from './handlerSettings.ts';
import { inMemoryStores } from './inMemoryPorts/inMemoryStores.ts';
import type { StoragePorts } from './ports.ts';
import { stubSettings } from './stubSettings.ts';

/** The functions of the API but `health`, which needs no ports. */
const FUNCTIONS = ['allowances', 'attempts', 'exams', 'lists', 'lookups', 'privacy', 'vendorCallbacks', 'webhooks'];

/**
 * The HTTP API by the real handlers on stores in memory, ten times as fast as the gateway; the history is written when a test
 * waits for it (SETTLED_PATH). It replaces modules for all files of a worker: only a project of its own may use it.
 */
export async function startServiceInMemory(settings: Readonly<Record<string, string>>): Promise<{ url: string }> {
  const { stores, archive } = inMemoryStores();
  const answer = await loadHandlers({ ...HANDLER_SETTINGS, ...settings }, stores);
  const server = createServer((request, response) => {
    if (addressOf(request).path === SETTLED_PATH) {
      archive();
      response.end();
    } else answer(request, response).catch(error => response.writeHead(500).end(String(error)));
  }).listen(0, '127.0.0.1');
  server.unref();
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Loads the handlers, and answers by one function with the routes of all. */
async function loadHandlers(env: Readonly<Record<string, string>>, stores: StoragePorts) {
  const routes: Route[] = [];
  const loadWithStores = async (importOriginal: () => Promise<object>) => replaceStores(await importOriginal(), stores);
  vi.doMock('../../src/app.ts', loadWithStores);
  vi.doMock('../../src/app/events.ts', loadWithStores);
  vi.doMock('../../src/api/http/authenticatedFunction.ts', () => ({
    authenticatedFunction: (_env: unknown, routesOfHandler: Route[]) => void routes.push(...routesOfHandler),
  }));
  stubSettings(env);
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

/** A part of the composition root with these stores in place of those on DynamoDB; all other ports stay. */
function replaceStores(app: object, stores: StoragePorts): object {
  const storesByName = new Map<string, unknown>(Object.entries(stores));
  const withStores = (compose: ComposePorts) => (env: unknown) =>
    mapValues(compose(env), (name, port) => storesByName.get(name) ?? port);
  return mapValues(app, (name, value) => (name.endsWith('Ports') ? withStores(value as ComposePorts) : value));
}

function mapValues(object: object, map: (name: string, value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(name, value)]));
}
