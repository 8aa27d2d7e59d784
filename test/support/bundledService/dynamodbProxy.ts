import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call to DynamoDB and its answer. */
export interface DynamodbCall {
  /** Such as `GetItem`. */
  target: string;
  input: Readonly<Record<string, unknown>>;
  /** A retry of the SDK after a timeout, as on a busy machine. */
  isRepeated: boolean;
  status: number;
  output: Readonly<Record<string, unknown>>;
  /** The bytes on the wire. */
  inputBody: Buffer;
  outputBody: Buffer;
}

/**
 * Wraps every call: `pass` forwards it. Code before and after `pass` runs before the caller has the answer, so it sees the
 * database as the call finds it and as the call leaves it.
 */
export type CallWatcher = (
  call: Pick<DynamodbCall, 'target' | 'input' | 'isRepeated'>,
  pass: () => Promise<DynamodbCall>,
) => Promise<DynamodbCall>;

export interface DynamodbProxy {
  readonly url: string;
  watch(watcher: CallWatcher | undefined): void;
  close(): Promise<void>;
}

/** Proxy between the functions and DynamoDB Local, on a free port, that reports every call. */
export async function startProxy(endpoint: string, onCall: (call: DynamodbCall) => void): Promise<DynamodbProxy> {
  const agent = new Agent({ keepAlive: true });
  const target = new URL(endpoint);
  let watcher: CallWatcher | undefined;

  const server = createServer(async (incoming, response) => {
    try {
      const inputBody = await bytesOf(incoming);
      const call = {
        target: String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '',
        input: parsed(inputBody),
        // The SDK's header of tries: "attempt=1; max=3".
        isRepeated: !/attempt=1\b/.test(String(incoming.headers['amz-sdk-request'] ?? 'attempt=1')),
        inputBody,
      };
      let headers: IncomingHttpHeaders = {};
      const pass = async () => {
        const answer = await forward(incoming, inputBody);
        headers = answer.headers;
        const { status, body } = answer;
        return { ...call, status, output: parsed(body), outputBody: body };
      };
      const done = await (watcher ? watcher(call, pass) : pass());
      onCall(done);
      response.writeHead(done.status, headers).end(done.outputBody);
    } catch {
      // Like a broken connection: the SDK retries and then fails.
      incoming.socket.destroy();
    }
  });

  async function forward(incoming: IncomingMessage, body: Buffer) {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const { host: _, ...headers } = incoming.headers;
    const { hostname, port } = target;
    const options = { hostname, port, path: incoming.url, method: incoming.method, headers, agent };
    request(options, resolve).on('error', reject).end(body);
    const answer = await promise;
    return { status: answer.statusCode ?? 500, headers: answer.headers, body: await bytesOf(answer) };
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    watch: next => {
      watcher = next;
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

function parsed(body: Buffer): Record<string, unknown> {
  return body.length === 0 ? {} : JSON.parse(body.toString());
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
