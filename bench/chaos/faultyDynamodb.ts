import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Chance, pick, Tally } from './faultInjector.ts';

/** What DynamoDB, or the way to it, does wrong. */
type Fault =
  | 'throttled'
  | 'transaction conflict'
  | 'left unprocessed'
  | 'internal error'
  | 'request lost'
  | 'answer lost'
  | 'no answer';

/** How often, of all calls of a kind. Far above what DynamoDB ever does. */
const ODDS: Record<string, Partial<Record<Fault, number>>> = {
  read: { throttled: 0.08, 'internal error': 0.02, 'request lost': 0.02, 'answer lost': 0.02, 'no answer': 0.0005 },
  batch: { 'left unprocessed': 0.1, throttled: 0.08, 'internal error': 0.02, 'answer lost': 0.02, 'no answer': 0.0005 },
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
  faults: Tally;
  /** Whether it does anything wrong at all. */
  isFaulty: boolean;
  close(): Promise<void>;
}

/** Stands between the functions and DynamoDB and lets go wrong what can go wrong there, as DynamoDB would say it. */
export async function faultyDynamodb(endpoint: string, chance: Chance): Promise<FaultyDynamodb> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (incoming, response) => {
    const body = await bytesOf(incoming);
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    const fault = faulty.isFaulty ? pick(chance, ODDS[KINDS[operation] ?? ''] ?? {}) : undefined;
    if (fault) faulty.faults.add(fault);
    const answer = fault && answerInPlace(fault, operation, body);
    if (answer) send(response, answer.status, answer.body);
    else if (fault === 'request lost') incoming.socket.destroy();
    else await passOn(incoming, response, body, fault);
  });

  /** The call is done; with a fault nobody hears of it. */
  async function passOn(incoming: IncomingMessage, response: ServerResponse, body: Buffer, fault: Fault | undefined) {
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
    faults: new Tally(),
    isFaulty: false,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return faulty;
}

/** What DynamoDB answers when it does not do what was asked. */
function answerInPlace(fault: Fault, operation: string, body: Buffer): { status: number; body: object } | undefined {
  const isTransaction = operation === 'TransactWriteItems';
  switch (fault) {
    case 'internal error':
      return {
        status: 500,
        body: { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: 'made up' },
      };
    case 'throttled':
      if (isTransaction) return cancelled(body, 'ThrottlingError');
      return refused('ProvisionedThroughputExceededException');
    case 'transaction conflict':
      return isTransaction ? cancelled(body, 'TransactionConflict') : refused('TransactionConflictException');
    case 'left unprocessed': {
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

function refused(name: string) {
  return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'made up' } };
}

/** The reason stands at the first write; the others have none. */
function cancelled(body: Buffer, Code: string) {
  const { TransactItems } = JSON.parse(body.toString()) as { TransactItems: unknown[] };
  const CancellationReasons = TransactItems.map((_, index) => ({ Code: index === 0 ? Code : 'None' }));
  const { status, body: refusal } = refused('TransactionCanceledException');
  return { status, body: { ...refusal, CancellationReasons } };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
