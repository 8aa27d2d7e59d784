import { createServer, type Server, type Socket } from 'node:net';
import { GetItemCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../dev/dynamodb/localClients.ts';
import { laterBy } from '../../src/domain/time.ts';
import { createAttemptStore } from '../../src/store/attempts/attempts.ts';
import { createClient, createDocumentClient } from '../../src/store/dynamodb/client.ts';
import { createWebhookStore } from '../../src/store/webhooks/webhooks.ts';
import { actOnAttempt } from '../../src/usecases/attempts/actOnAttempt.ts';
import { removeAttempt } from '../../src/usecases/attempts/removeAttempt.ts';
import { aCaller, aWebhook, NOW, STAFF } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';
import { storedAttempt, storedExam } from '../support/scenarios/stored.ts';

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
  it('fails after the time-outs of all tries', async () => {
    let attempts = 0;
    const endpoint = await listen(() => {});
    const client = createClient({ ...REGION, endpoint, requestTimeout: 100 });
    // At the client: a server on a busy machine may read a request after the client has given it up.
    client.middlewareStack.add(
      next => input => {
        attempts++;
        return next(input);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const call = client.send(new GetItemCommand({ TableName: 'table', Key: { id: { N: '1' } } }));
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(attempts).toBe(3);
  });
});

/** A client that loses the response of the first command of a kind, which succeeds, and then fails as given. */
function clientThatLoses(commandName: string, errorsAfterwards: readonly Error[] = []) {
  const client = createDocumentClient({ ...REGION, endpoint: inject('dynamodbEndpoint') });
  const failures = [...errorsAfterwards];
  const sent: unknown[] = [];
  client.middlewareStack.add(
    (next, context) => async args => {
      if (context.commandName !== commandName) return next(args);
      const failure = sent.push(args) > 1 ? failures.shift() : undefined;
      if (failure) throw failure;
      const result = await next(args);
      if (sent.length === 1) throw Object.assign(new Error('the answer is lost'), { name: 'TimeoutError' });
      return result;
    },
    { step: 'deserialize', priority: 'high', name: 'loseOneAnswer' },
  );
  return { client, sent };
}

describe('a lost response', () => {
  it('does not turn a start into "already started": the repeated write is recognised', async () => {
    const attempt = await storedAttempt(stores, await storedExam(stores));
    const { client, sent } = clientThatLoses('UpdateItemCommand');
    const ports = { ...stores.ports, attempts: createAttemptStore(client, stores.tables) };
    const started = await actOnAttempt(ports, aCaller({ userId: attempt.user.id }), attempt.attemptId, 'start');
    expect(sent).toHaveLength(2);
    expect(await stores.ports.attempts.read(attempt.attemptId)).toEqual(started);
    expect(started).toMatchObject({ status: 'started', version: 2 });
  });

  it('does not turn a start into "already started" when the repetition meets a transaction', async () => {
    const attempt = await storedAttempt(stores, await storedExam(stores));
    const conflict = Object.assign(new Error('made up'), { name: 'TransactionConflictException' });
    const { client, sent } = clientThatLoses('UpdateItemCommand', [conflict]);
    const ports = { ...stores.ports, attempts: createAttemptStore(client, stores.tables) };
    const started = await actOnAttempt(ports, aCaller({ userId: attempt.user.id }), attempt.attemptId, 'start');
    expect(sent).toHaveLength(3);
    expect(started).toMatchObject({ status: 'started', version: 2 });
  });

  it('does not turn a removal into "does not exist", even when the repetition meets another transaction', async () => {
    const attempt = await storedAttempt(stores, await storedExam(stores));
    const conflict = new TransactionCanceledException({
      message: 'made up',
      $metadata: {},
      CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }, { Code: 'None' }],
    });
    const { client, sent } = clientThatLoses('TransactWriteItemsCommand', [conflict]);
    const ports = { ...stores.ports, attempts: createAttemptStore(client, stores.tables) };
    await removeAttempt(ports, STAFF, attempt.attemptId, 'given again');
    expect(sent).toHaveLength(3);
    expect(await stores.ports.attempts.read(attempt.attemptId)).toBeUndefined();
  });

  describe('of a webhook that hangs', () => {
    async function aHangingWebhook() {
      const { webhooks } = stores.ports;
      const { webhookId } = aWebhook();
      await webhooks.create(aWebhook({ webhookId }));
      await webhooks.recordFailure(webhookId, { sentAt: NOW, failedAt: NOW, isHung: true });
      const { client, sent } = clientThatLoses('UpdateItemCommand');
      const losing = createWebhookStore(client, stores.tables, { keys: [], retentionDays: 30 });
      return { webhooks, losing, webhookId, sent, claimAt: laterBy(NOW, 60) };
    }

    it('does not turn the claim on its request into that of another process', async () => {
      const { webhooks, losing, webhookId, sent, claimAt } = await aHangingWebhook();
      expect(await losing.claimRequest(webhookId, claimAt)).toBe(true);
      expect(sent).toHaveLength(2);
      expect(await webhooks.claimRequest(webhookId, claimAt)).toBe(false);
    });

    it('counts a failure of its request once', async () => {
      const { webhooks, losing, webhookId, sent, claimAt } = await aHangingWebhook();
      const failure = { sentAt: claimAt, failedAt: claimAt, isHung: false };
      const expected = { consecutiveFailures: 2, failingSince: NOW, hungAt: null };
      expect(await losing.recordFailure(webhookId, failure)).toMatchObject(expected);
      expect(sent).toHaveLength(2);
      // Another failure of the same time counts.
      expect(await webhooks.recordFailure(webhookId, failure)).toMatchObject({ consecutiveFailures: 3 });
    });

    it('does not turn the claim on its backlog into that of another process', async () => {
      const { webhooks, losing, webhookId, sent, claimAt } = await aHangingWebhook();
      expect(await webhooks.parkHanging(webhookId, NOW)).toBe(NOW);
      expect(await losing.claimBacklog(webhookId, claimAt)).toMatchObject({ isRepeated: false });
      expect(sent).toHaveLength(2);
      expect(await webhooks.claimBacklog(webhookId, claimAt)).toBeUndefined();
    });
  });
});
