import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A queue that accepts every message, and has none. */
export interface AcceptingQueue {
  /** The settings of the functions that use it. */
  readonly settings: Readonly<Record<'SQS_ENDPOINT' | 'DELIVERIES_QUEUE_URL', string>>;
  close(): Promise<void>;
}

export async function startAcceptingQueue(): Promise<AcceptingQueue> {
  const server = createServer(async (request, response) => {
    const { Entries = [] } = JSON.parse(await textOf(request)) as { Entries?: { Id: string }[] };
    response.end(JSON.stringify({ Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    settings: { SQS_ENDPOINT: endpoint, DELIVERIES_QUEUE_URL: `${endpoint}/000000000000/webhooks` },
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
