import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeIdleConnectionsLate } from '../cli/lateClose.ts';
import { sendJson } from './respond.ts';
import { type Received, rejection } from './vendorCall.ts';

const MAX_BODY_BYTES = 1_000_000;

/** A server on 127.0.0.1 that can go down and come back. */
export function createListener(handle: (received: Received, response: ServerResponse) => Promise<void>) {
  const server = createServer((request, response) => {
    // A malformed request is answered 400; a connection that has ended needs no answer.
    readRequest(request)
      .then(received => handle(received, response))
      .catch(() => {
        if (!response.headersSent && !response.destroyed)
          sendJson(response, rejection(400, 'The request is malformed or larger than 1 MB.'));
      });
  });
  closeIdleConnectionsLate(server);
  let restart: NodeJS.Timeout | undefined;
  let isClosed = false;
  const listen = async (port: number): Promise<string> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const stopListening = async () => {
    if (!server.listening) return;
    server.closeAllConnections();
    await new Promise<void>(resolve => server.close(() => resolve()));
  };
  return {
    listen,
    /** Stops permanently. */
    async close(): Promise<void> {
      isClosed = true;
      clearTimeout(restart);
      await stopListening();
    },
    /** Stops listening for this time, then listens on the same port again. */
    goDown(milliseconds: number): void {
      const { port } = server.address() as AddressInfo;
      // The caller receives its answer first.
      setTimeout(async () => {
        await stopListening();
        if (!isClosed) restart = setTimeout(() => void listen(port), milliseconds);
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
