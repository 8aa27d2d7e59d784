import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, pickFault, type Random } from './faultInjector.ts';

/** Faults of DynamoDB and of the connection to it. */
type Fault =
  | 'throttled'
  | 'transaction conflict'
  | 'unprocessed batch items'
  | 'internal error'
  | 'request lost'
  | 'answer lost'
  | 'no answer';

/** Probabilities by kind of call, far above the fault rates of DynamoDB. */
const ODDS: Record<string, Partial<Record<Fault, number>>> = {
  read: { throttled: 0.08, 'internal error': 0.02, 'request lost': 0.02, 'answer lost': 0.02, 'no answer': 0.0005 },
  batch: {
    'unprocessed batch items': 0.1,
    throttled: 0.08,
    'internal error': 0.02,
    'answer lost': 0.02,
    'no answer': 0.0005,
  },
  write: {
    'transaction conflict': 0.08,
    throttled: 0.08,
    'internal error': 0.02,
    'request lost': 0.03,
    'answer lost': 0.05,
    'no answer': 0.001,
  },
  stream: { throttled: 0.02, 'internal error': 0.01, 'answer lost': 0.01 },
};

const KINDS: Record<string, keyof typeof ODDS> = {
  GetItem: 'read',
  Query: 'read',
  BatchGetItem: 'batch',
  BatchWriteItem: 'batch',
  PutItem: 'write',
  UpdateItem: 'write',
  DeleteItem: 'write',
  TransactWriteItems: 'write',
  GetRecords: 'stream',
  GetShardIterator: 'stream',
};

export interface FaultyDynamodb {
  url: string;
  faults: Counter;
  /** Enables the faults. */
  isFaulty: boolean;
  close(): Promise<void>;
}

/** A proxy between the functions and DynamoDB that injects faults in DynamoDB's own format. */
export async function startFaultyDynamodb(endpoint: string, random: Random): Promise<FaultyDynamodb> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (incoming, response) => {
    const body = await bytesOf(incoming);
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    const fault = faulty.isFaulty ? pickFault(random, ODDS[KINDS[operation] ?? ''] ?? {}) : undefined;
    if (fault) faulty.faults.add(fault);
    const answer = fault && faultAnswer(fault, operation, body);
    if (answer) send(response, answer.status, answer.body);
    else if (fault === 'request lost') incoming.socket.destroy();
    else await forwardWithFault(incoming, response, body, fault);
  });

  /** Executes the call; with a fault the answer is dropped. */
  async function forwardWithFault(
    incoming: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    fault: Fault | undefined,
  ) {
    const forwarded = await forward(incoming, body).catch(() => undefined);
    if (fault === 'answer lost' || !forwarded) incoming.socket.destroy();
    else if (fault !== 'no answer') response.writeHead(forwarded.status, forwarded.headers).end(forwarded.body);
  }

  function forward(incoming: IncomingMessage, body: Buffer) {
    const { promise, resolve, reject } = Promise.withResolvers<{
      status: number;
      headers: IncomingMessage['headers'];
      body: Buffer;
    }>();
    const { host: _, ...headers } = incoming.headers;
    const sending = request(`${endpoint}${incoming.url}`, { method: incoming.method, headers, agent }, async answer => {
      resolve({ status: answer.statusCode ?? 500, headers: answer.headers, body: await bytesOf(answer) });
    });
    sending.on('error', reject).end(body);
    return promise;
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const faulty: FaultyDynamodb = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: new Counter(),
    isFaulty: false,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return faulty;
}

/** The answer of DynamoDB for a fault that leaves the call unexecuted. */
function faultAnswer(fault: Fault, operation: string, body: Buffer): { status: number; body: object } | undefined {
  const isTransaction = operation === 'TransactWriteItems';
  switch (fault) {
    case 'internal error':
      return {
        status: 500,
        body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'Injected fault.' },
      };
    case 'throttled':
      if (isTransaction) return cancelled(body, 'ThrottlingError');
      return rejected('ProvisionedThroughputExceededException');
    case 'transaction conflict':
      return isTransaction ? cancelled(body, 'TransactionConflict') : rejected('TransactionConflictException');
    case 'unprocessed batch items': {
      const { RequestItems } = JSON.parse(body.toString());
      const isRead = operation === 'BatchGetItem';
      return {
        status: 200,
        body: isRead ? { Responses: {}, UnprocessedKeys: RequestItems } : { UnprocessedItems: RequestItems },
      };
    }
    default:
      return undefined;
  }
}

function rejected(name: string) {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'Injected fault.' } };
}

/** A cancelled transaction whose first write has the reason. */
function cancelled(body: Buffer, Code: string) {
  const { TransactItems } = JSON.parse(body.toString()) as { TransactItems: unknown[] };
  const CancellationReasons = TransactItems.map((_, index) => ({ Code: index === 0 ? Code : 'None' }));
  const { status, body: rejection } = rejected('TransactionCanceledException');
  return { status, body: { ...rejection, CancellationReasons } };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
