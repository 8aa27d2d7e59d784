import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Counter } from './faultInjector.ts';

/** Faults of a connection, which do not depend on the service. */
export type ConnectionFault = 'request lost' | 'answer lost' | 'no answer';

/** The end of a connection whose call is not answered: the time limit of the DynamoDB client on AWS. */
const UNANSWERED_MS = 2000;

export interface FaultyProxy {
  url: string;
  faults: Counter;
  /** Enables the faults. */
  isFaulty: boolean;
  close(): Promise<void>;
}

export interface ProxyBehaviour<Fault extends string> {
  pickFault(operation: string): Fault | undefined;
  /** The answer of the service for a fault that leaves the call unexecuted; undefined for a fault of the connection. */
  faultAnswer(fault: Fault, operation: string, body: Buffer): { status: number; body: object } | undefined;
  /** The request that the service receives; by default the same. */
  rewrite?(operation: string, body: Buffer): Buffer;
}

/** A proxy between the functions and a service of AWS that injects faults in the service's own format. */
export async function startFaultyProxy<Fault extends string>(
  endpoint: string,
  behaviour: ProxyBehaviour<Fault | ConnectionFault>,
): Promise<FaultyProxy> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (incoming, response) => {
    const body = await bytesOf(incoming);
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    const fault = proxy.isFaulty ? behaviour.pickFault(operation) : undefined;
    if (fault) proxy.faults.add(fault);
    const answer = fault && behaviour.faultAnswer(fault, operation, body);
    if (answer) send(response, answer.status, answer.body);
    else if (fault === 'request lost') incoming.socket.destroy();
    else await forwardWithFault(incoming, response, behaviour.rewrite?.(operation, body) ?? body, fault);
  });

  /** Executes the call; with a fault the answer is dropped, and the connection closed. */
  async function forwardWithFault(
    incoming: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    fault: string | undefined,
  ) {
    const forwarded = await forward(incoming, body).catch(() => undefined);
    // Functions of the local stack wait far longer than on AWS: longer than clients wait for an answer of the service.
    if (fault === 'no answer') await pause(UNANSWERED_MS);
    if (forwarded && !fault) response.writeHead(forwarded.status, forwarded.headers).end(forwarded.body);
    else incoming.socket.destroy();
  }

  function forward(incoming: IncomingMessage, body: Buffer) {
    const { promise, resolve, reject } = Promise.withResolvers<{
      status: number;
      headers: IncomingMessage['headers'];
      body: Buffer;
    }>();
    const { host: _, ...headers } = incoming.headers;
    const options = {
      method: incoming.method,
      headers: { ...headers, 'content-length': String(body.length) },
      agent,
    };
    const sending = request(`${endpoint}${incoming.url}`, options, async answer => {
      resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: await bytesOf(answer) });
    });
    sending.on('error', reject).end(body);
    return promise;
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: new Counter(),
    isFaulty: false,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return proxy;
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
