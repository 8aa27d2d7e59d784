import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Counter, pickFault, type Random } from './faultInjector.ts';

type Fault =
  | 'vendor unavailable'
  | 'vendor connection closed'
  | 'vendor slow'
  | 'vendor answer malformed'
  | 'vendor answer lost';

const ODDS: Record<Fault, number> = {
  'vendor unavailable': 0.08,
  'vendor connection closed': 0.04,
  'vendor slow': 0.05,
  'vendor answer malformed': 0.02,
  'vendor answer lost': 0.02,
};

export interface UnreliableVendor {
  url: string;
  faults: Counter;
  isFaulty: boolean;
  /** Number of registered attempts, including those with a lost answer. */
  registered: number;
  /** The status of the last notification, by external id. */
  notified: Map<string, string>;
  close(): Promise<void>;
}

/** A vendor of the open REST protocol that fails at random. */
export async function startUnreliableVendor(random: Random): Promise<UnreliableVendor> {
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const fault = vendor.isFaulty ? pickFault(random, ODDS) : undefined;
    if (fault) vendor.faults.add(fault);
    if (fault === 'vendor slow') await pause(400);
    const { method = '', url = '' } = incoming;
    const answer = applyFault(fault, () => answerTo(method, url, Buffer.concat(chunks).toString()));
    if (answer) response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    else incoming.socket.destroy();
  });

  function answerTo(method: string, url: string, body: string): object {
    if (url.endsWith('/access_token')) return { access_token: 'token', expires_in: 3600 };
    // A vendor may publish no settings and no instructions.
    if (method === 'GET') return {};
    const [, attempt] = /\/attempt\/([^/]+)\/$/.exec(url) ?? [];
    if (attempt !== undefined) {
      vendor.notified.set(attempt, method === 'DELETE' ? 'removed' : JSON.parse(body).status);
      return { status: 'ok' };
    }
    if (!url.endsWith('/attempt/')) return { id: 'exam-at-vendor' };
    vendor.registered += 1;
    return { id: `at-vendor-${vendor.registered}` };
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const vendor: UnreliableVendor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: new Counter(),
    isFaulty: false,
    registered: 0,
    notified: new Map(),
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return vendor;
}

/** @returns undefined for a broken connection */
function applyFault(fault: Fault | undefined, execute: () => object): { status: number; body: string } | undefined {
  if (fault === 'vendor connection closed') return undefined;
  if (fault === 'vendor unavailable') return { status: 503, body: '' };
  if (fault === 'vendor answer malformed') return { status: 200, body: '<html>Maintenance' };
  const body = JSON.stringify(execute());
  return fault === 'vendor answer lost' ? undefined : { status: 200, body };
}
