import { createServer, type Server, type Socket } from 'node:net';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../local/dynamodb/localClients.ts';
import { actOnAttempt } from '../../src/domain/attempts/actOnAttempt.ts';
import { createAttemptStore } from '../../src/store/attempts.ts';
import { createClient, createDocumentClient } from '../../src/store/client.ts';
import { aCaller } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios.ts';

const REGION = { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
let stores: FreshStores;
let server: Server | undefined;
const sockets = new Set<Socket>();

beforeAll(async () => {
  stores = await freshStores();
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server?.close();
});

async function listen(onSocket: (socket: Socket) => void): Promise<string> {
  server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  await new Promise<void>(resolve => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

describe('a DynamoDB that does not answer', () => {
  it('is given up after the time-outs of all tries, not waited for', async () => {
    let requests = 0;
    const endpoint = await listen(socket => socket.on('data', () => requests++));
    const client = createClient({ ...REGION, endpoint, requestTimeout: 100 });
    const call = client.send(new GetItemCommand({ TableName: 'table', Key: { id: { N: '1' } } }));
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(requests).toBe(3);
  });
});

describe('an answer that is lost on its way', () => {
  it('makes a start no "already started": the repeated write is known as the same', async () => {
    const attempt = await storedAttempt(stores, await storedExam(stores));
    const client = createDocumentClient({ ...REGION, endpoint: inject('dynamodbEndpoint') });
    let sent = 0;
    client.middlewareStack.add(
      (next, context) => async args => {
        const isFirstUpdate = context.commandName === 'UpdateItemCommand' && sent++ === 0;
        const result = await next(args);
        if (isFirstUpdate) {
          throw Object.assign(new Error('the answer is lost'), { name: 'TimeoutError' });
        }
        return result;
      },
      { step: 'deserialize', priority: 'high', name: 'loseOneAnswer' },
    );
    const ports = { ...stores.ports, attempts: createAttemptStore(client, stores.tables) };
    const started = await actOnAttempt(ports, aCaller({ userId: attempt.user.id }), attempt.attemptId, 'start');
    expect(sent).toBe(2);
    expect(await stores.ports.attempts.read(attempt.attemptId)).toEqual(started);
    expect(started).toMatchObject({ status: 'started', version: 2 });
  });
});
