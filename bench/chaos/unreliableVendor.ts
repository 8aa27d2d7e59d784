import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Counter, pickFault, type Random } from './faultInjector.ts';

type Fault = 'vendor down' | 'vendor hangs up' | 'vendor slow' | 'vendor talks nonsense' | 'vendor answer lost';

const ODDS: Record<Fault, number> = {
  'vendor down': 0.08,
  'vendor hangs up': 0.04,
  'vendor slow': 0.05,
  'vendor talks nonsense': 0.02,
  'vendor answer lost': 0.02,
};

export interface UnreliableVendor {
  url: string;
  faults: Counter;
  isFaulty: boolean;
  /** Registered attempts, those with a lost answer included. */
  registered: number;
  /** The last status that the vendor was notified of, by the external id of the attempt. */
  notified: Map<string, string>;
  close(): Promise<void>;
}

/** A vendor of the open REST protocol that fails again and again. */
export async function startUnreliableVendor(random: Random): Promise<UnreliableVendor> {
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const fault = vendor.isFaulty ? pickFault(random, ODDS) : undefined;
    if (fault) vendor.faults.add(fault);
    if (fault === 'vendor slow') await pause(400);
    const { method = '', url = '' } = incoming;
    const answer = answerWith(fault, () => answerTo(method, url, Buffer.concat(chunks).toString()));
    if (answer) response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    else incoming.socket.destroy();
  });

  function answerTo(method: string, url: string, body: string): object {
    if (url.endsWith('/access_token')) return { access_token: 'token', expires_in: 3600 };
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

/** @returns undefined where the connection breaks off */
function answerWith(fault: Fault | undefined, work: () => object): { status: number; body: string } | undefined {
  if (fault === 'vendor hangs up') return undefined;
  if (fault === 'vendor down') return { status: 503, body: '' };
  if (fault === 'vendor talks nonsense') return { status: 200, body: '<html>Good morning' };
  const body = JSON.stringify(work());
  return fault === 'vendor answer lost' ? undefined : { status: 200, body };
}
