import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendJson } from './respond.ts';
import { type Received, refusal } from './vendorCall.ts';

const MAX_BODY_BYTES = 1_000_000;

/** A server on 127.0.0.1 that can be down for a while. */
export function createListener(handle: (received: Received, response: ServerResponse) => Promise<void>) {
  const server = createServer((request, response) => {
    // A vendor that cannot make head or tail of a request says so; a connection that ends early is nobody's fault.
    readRequest(request)
      .then(received => handle(received, response))
      .catch(() => {
        if (!response.headersSent && !response.destroyed)
          sendJson(response, refusal(400, 'This cannot be understood.'));
      });
  });
  let comingBack: NodeJS.Timeout | undefined;
  let isClosed = false;
  const listen = async (port: number): Promise<string> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const hangUp = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    await new Promise<void>(resolve => server.close(() => resolve()));
  };
  return {
    listen,
    /** For good. */
    async close(): Promise<void> {
      isClosed = true;
      clearTimeout(comingBack);
      await hangUp();
    },
    /** Nobody listens for so long, then on the same port again. */
    goDown(milliseconds: number): void {
      const { port } = server.address() as AddressInfo;
      // The caller gets its answer first.
      setTimeout(async () => {
        await hangUp();
        if (!isClosed) comingBack = setTimeout(() => void listen(port), milliseconds);
      }, 20);
    },
  };
}

async function readRequest(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('too large');
    chunks.push(chunk);
  }
  const { method = '', url = '/', headers } = request;
  return {
    method,
    url: new URL(url, 'http://127.0.0.1'),
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
