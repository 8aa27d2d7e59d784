import { GetCommand, PutCommand, QueryCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { laterBy } from '../../src/domain/time.ts';
import type { Webhook } from '../../src/domain/webhooks/webhook.ts';
import { createWebhookStore } from '../../src/store/webhooks/webhooks.ts';
import type { WebhookStore } from '../../src/usecases/ports/webhookStore.ts';
import { anEvent, aWebhook, NOW } from '../support/builders.ts';
import { type FreshStores, freshStores } from '../support/freshStores.ts';

let stores: FreshStores;
beforeAll(async () => {
  stores = await freshStores();
});

const [OLD_KEY, NEW_KEY] = ['o', 'n'].map(text => Buffer.alloc(32, text)) as [Buffer, Buffer];
const storeWith = (keys: Uint8Array[], retentionDays: number | null = 30): WebhookStore =>
  createWebhookStore(stores.client, stores.tables, { keys, retentionDays });
const later = { version: 2, modifiedAt: laterBy(NOW, 1) };

const keyOf = ({ webhookId }: Webhook) => ({ webhook_id: webhookId, entry: 'webhook' });
async function readItem(webhook: Webhook) {
  const { Item } = await stores.client.send(new GetCommand({ TableName: stores.tables.webhooks, Key: keyOf(webhook) }));
  return Item;
}

async function created(keys: Uint8Array[], overrides: Partial<Webhook> = {}) {
  const webhook = aWebhook(overrides);
  await storeWith(keys).create(webhook);
  return webhook;
}

describe('the secrets of webhooks', () => {
  it('are not stored in clear', async () => {
    const webhook = await created([OLD_KEY]);
    const { secret = '' } = webhook.secrets[0] ?? {};
    const stored = JSON.stringify(await readItem(webhook));
    expect(stored).toContain('"encrypted":"v1.');
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(secret.slice(6));
  });

  it('are read with any configured key, and stored with the first one', async () => {
    const webhook = await created([OLD_KEY]);
    expect(await storeWith([NEW_KEY, OLD_KEY]).find(webhook.webhookId)).toEqual(webhook);
    const rotated = { ...webhook, ...later, secrets: [{ secret: 'whsec_new', until: null }, ...webhook.secrets] };
    expect(await storeWith([NEW_KEY, OLD_KEY]).replace(webhook, rotated)).toBe(true);
    expect(await storeWith([NEW_KEY]).find(webhook.webhookId)).toEqual(rotated);
  });

  it('whose key is missing are left out, and survive a change without it', async () => {
    const webhook = await created([OLD_KEY]);
    for (const store of [storeWith([NEW_KEY]), storeWith([])]) {
      expect(await store.find(webhook.webhookId)).toEqual({ ...webhook, secrets: [] });
      expect(await store.list()).toContainEqual({ ...webhook, secrets: [] });
    }
    const found = (await storeWith([]).find(webhook.webhookId)) as Webhook;
    expect(await storeWith([]).replace(found, { ...found, ...later, description: 'x' })).toBe(true);
    expect(await storeWith([OLD_KEY]).find(webhook.webhookId)).toEqual({ ...webhook, ...later, description: 'x' });
  });

  it('cannot be those of another webhook', async () => {
    const [own, other] = [await created([OLD_KEY]), await created([OLD_KEY])];
    const { secrets } = (await readItem(other)) ?? {};
    await stores.client.send(
      new UpdateCommand({
        TableName: stores.tables.webhooks,
        Key: keyOf(own),
        UpdateExpression: 'SET secrets = :secrets',
        ExpressionAttributeValues: { ':secrets': secrets },
      }),
    );
    expect(await storeWith([OLD_KEY]).find(own.webhookId)).toEqual({ ...own, secrets: [] });
  });

  it('need a key: without one nothing is created or rotated', async () => {
    const webhook = aWebhook();
    const error = { code: 'webhooks_not_configured' };
    await expect(storeWith([]).create(webhook)).rejects.toMatchObject(error);
    expect(await readItem(webhook)).toBeUndefined();
    await storeWith([OLD_KEY]).create(webhook);
    const rotated = { ...webhook, ...later, secrets: [{ secret: 'whsec_new', until: null }] };
    await expect(storeWith([]).replace(webhook, rotated)).rejects.toMatchObject(error);
    expect(await storeWith([OLD_KEY]).find(webhook.webhookId)).toEqual(webhook);
  });
});

describe('the items of webhooks', () => {
  it('leave nothing behind in their partition', async () => {
    const store = storeWith([OLD_KEY]);
    const webhook = await created([OLD_KEY]);
    const { webhookId } = webhook;
    await store.recordFailure(webhookId, { sentAt: NOW, failedAt: NOW, isHung: false });
    for (let count = 0; count < 30; count++) {
      const { id: eventId, type } = anEvent();
      await store.addFailure({ webhookId, eventId, type, tries: 10, lastStatus: null, lastError: 'x', at: NOW });
    }
    await store.remove(webhookId);
    const { Items } = await stores.client.send(
      new QueryCommand({
        TableName: stores.tables.webhooks,
        KeyConditionExpression: 'webhook_id = :id',
        ExpressionAttributeValues: { ':id': webhookId },
      }),
    );
    expect(Items).toEqual([]);
  });

  it('of failures expire with the events', async () => {
    const store = storeWith([OLD_KEY], 7);
    const { webhookId } = await created([OLD_KEY]);
    const { id: eventId, type } = anEvent();
    await store.addFailure({ webhookId, eventId, type, tries: 10, lastStatus: null, lastError: 'x', at: NOW });
    const { Item } = await stores.client.send(
      new GetCommand({
        TableName: stores.tables.webhooks,
        Key: { webhook_id: webhookId, entry: `failure#${eventId}` },
      }),
    );
    expect(Item?.expires_at).toBe(Math.ceil(Date.parse(NOW) / 1000) + 7 * 86_400);
  });

  describe('of failures without an id, as earlier releases stored them,', () => {
    async function storedFailure() {
      const store = storeWith([OLD_KEY]);
      const { webhookId } = await created([OLD_KEY]);
      const { id: eventId, type } = anEvent();
      const failure = { webhookId, eventId, type, tries: 10, lastStatus: 500, lastError: 'x', at: NOW };
      const item = { webhook_id: webhookId, entry: `failure#${eventId}`, type, tries: 10, last_status: 500 };
      const Item = { ...item, last_error: 'x', at: NOW };
      await stores.client.send(new PutCommand({ TableName: stores.tables.webhooks, Item }));
      const [listed] = (await store.listFailures(webhookId, { limit: 1 })).failures;
      if (!listed) throw new Error('no failure is listed');
      const stored = () => store.findFailure(webhookId, eventId);
      return { store, failure, listed, stored };
    }

    it('are read, and removed', async () => {
      const { store, failure, listed, stored } = await storedFailure();
      expect(listed).toEqual({ ...failure, recordId: null });
      expect(await stored()).toEqual(listed);
      await store.removeFailure(listed);
      expect(await stored()).toBeUndefined();
    });

    it.each([
      ['at the same time', NOW],
      ['a second later', laterBy(NOW, 1)],
    ])('stay if the event has failed again by this release, %s', async (_case, at) => {
      const { store, failure, listed, stored } = await storedFailure();
      await store.addFailure({ ...failure, at });
      await store.removeFailure(listed);
      expect(await stored()).toMatchObject({ at, recordId: expect.any(String) });
    });

    it('stay if the event has failed again by an earlier release, as during a deployment', async () => {
      const { store, listed, stored } = await storedFailure();
      await stores.client.send(
        new UpdateCommand({
          TableName: stores.tables.webhooks,
          Key: { webhook_id: listed.webhookId, entry: `failure#${listed.eventId}` },
          UpdateExpression: 'SET #at = :at',
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: { ':at': laterBy(NOW, 1) },
        }),
      );
      await store.removeFailure(listed);
      expect(await stored()).toMatchObject({ at: laterBy(NOW, 1), recordId: null });
    });
  });

  it('that were manually edited are read with safe values', async () => {
    const webhook = await created([OLD_KEY], { status: 'active' });
    const values = { ':status': 'ACTIVE', ':types': 'x', ':secrets': [7, { encrypted: 8 }, {}], ':ids': [5] };
    await stores.client.send(
      new UpdateCommand({
        TableName: stores.tables.webhooks,
        Key: keyOf(webhook),
        UpdateExpression: 'SET #s = :status, #t = :types, secrets = :secrets, course_ids = :ids REMOVE #i',
        ExpressionAttributeNames: { '#s': 'status', '#t': 'types', '#i': 'include' },
        ExpressionAttributeValues: values,
      }),
    );
    expect(await storeWith([OLD_KEY]).find(webhook.webhookId)).toEqual({
      ...webhook,
      ...{ status: 'disabled', types: [], courseIds: [], include: [], secrets: [] },
    });
  });

  it('that are replaced although the answer was lost are replaced once', async () => {
    const webhook = await created([OLD_KEY]);
    const send = stores.client.send.bind(stores.client);
    let calls = 0;
    const client = {
      ...stores.client,
      config: stores.client.config,
      send: async (command: Parameters<typeof send>[0]) => {
        const isFirst = command instanceof TransactWriteCommand && ++calls === 1;
        const answer = await send(command);
        if (!isFirst) return answer;
        throw Object.assign(new Error('lost'), { name: 'TransactionInProgressException' });
      },
    } as typeof stores.client;
    const store = createWebhookStore(client, stores.tables, { keys: [OLD_KEY], retentionDays: null });
    expect(await store.replace(webhook, { ...webhook, ...later, description: 'x' })).toBe(true);
    expect(calls).toBe(2);
  });
});
