import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { laterBy } from '../../src/domain/time.ts';
import { signWebhook } from '../../src/webhooks/signWebhook.ts';
import { toWebhookRequest } from '../../src/webhooks/webhookRequest.ts';
import { anEvent, aWebhook } from '../support/builders.ts';
import { VECTORS } from '../support/eventVectors.ts';
import { verify } from '../support/signatures.ts';

const EVENT = JSON.parse(VECTORS.body);
const SENT = new Date(VECTORS.webhook_timestamp * 1000).toISOString();
const OLD = { secret: VECTORS.secret, until: null };
const NEW = { secret: VECTORS.rotated_in_secret, until: null };
const during = { ...OLD, until: laterBy(SENT, 1) };
const ended = { ...OLD, until: SENT };

beforeAll(() => {
  vi.useFakeTimers({ now: Date.parse(SENT), toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
});

describe('the request of an event', () => {
  it('has the bytes, the headers and the signature of the vectors', () => {
    expect(toWebhookRequest(aWebhook({ secrets: [OLD] }), EVENT, SENT)).toEqual({
      url: 'https://lms.example.edu/events',
      headers: {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'user-agent': `serverless-proctoring/${packageJson.version}`,
        'webhook-id': EVENT.id,
        'webhook-timestamp': String(VECTORS.webhook_timestamp),
        'webhook-signature': VECTORS.signature_v1,
      },
      body: VECTORS.body,
    });
  });

  it.each([
    ['both secrets during a rotation', [NEW, during], VECTORS.signature_header_while_rotating],
    ['the new one after it', [NEW, ended], VECTORS.signature_header_while_rotating.split(' ')[0]],
  ])('is signed by %s', (_case, secrets, signature) => {
    const { headers } = toWebhookRequest(aWebhook({ secrets }), EVENT, SENT);
    expect(headers['webhook-signature']).toBe(signature);
  });

  it('has the time of the try in whole seconds, and the same id and body', () => {
    const webhook = aWebhook();
    const [first, second] = [SENT, laterBy(SENT, 5.9)].map(now => toWebhookRequest(webhook, EVENT, now));
    expect(Number(second?.headers['webhook-timestamp'])).toBe(VECTORS.webhook_timestamp + 5);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature']);
  });

  it.each([
    ['no secret can be decrypted', []],
    ['all have ended', [ended]],
  ])('is not made unsigned: %s', (_case, secrets) => {
    const webhook = aWebhook({ secrets });
    expect(() => toWebhookRequest(webhook, EVENT, SENT)).toThrow(webhook.webhookId);
  });
});

describe('a signed request', () => {
  const verified = (secret: string, headers: Readonly<Record<string, string>>, body: string): boolean => {
    try {
      new Webhook(secret).verify(body, headers, { jsonParse: false });
      return true;
    } catch {
      return false;
    }
  };

  it('is accepted by the library of Standard Webhooks with either secret, and not if it was changed', () => {
    const { headers, body } = toWebhookRequest(aWebhook({ secrets: [NEW, during] }), EVENT, SENT);
    for (const { secret } of [OLD, NEW]) {
      expect(verified(secret, headers, body)).toBe(true);
      expect(verified(secret, headers, `${body} `)).toBe(false);
      expect(verified(secret, { ...headers, 'webhook-id': 'evt_0' }, body)).toBe(false);
    }
  });

  it('is the same as that of the library, and accepted by the verification of vendors’ deliveries', async () => {
    const bytes = fc.uint8Array({ minLength: 24, maxLength: 64 });
    const property = fc.asyncProperty(bytes, fc.string({ unit: 'grapheme' }), async (key, name) => {
      const secret = `whsec_${Buffer.from(key).toString('base64')}`;
      const event = anEvent({ subject: name });
      const { headers, body } = toWebhookRequest(aWebhook({ secrets: [{ secret, until: null }] }), event, SENT);
      const timestamp = headers['webhook-timestamp'] ?? '';
      expect(headers['webhook-signature']).toBe(new Webhook(secret).sign(event.id, new Date(SENT), body));
      expect(signWebhook([secret], { id: event.id, timestamp, body })).toBe(headers['webhook-signature']);
    });
    await fc.assert(property, { numRuns: 50 });
    const { headers, body } = toWebhookRequest(aWebhook({ secrets: [OLD] }), EVENT, SENT);
    const delivery = { headers, body: Buffer.from(body) };
    expect(await verify('standard_webhooks', delivery, { secrets: [VECTORS.secret], now: SENT })).toBe('ok');
  });
});
