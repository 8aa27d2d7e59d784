import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { verifyWebhook } from '../../simulator/webhooks/verifyWebhook.ts';
import { WEBHOOK_SECRET } from '../support/webhookDeliveries.ts';

const BODY = readFileSync(join(import.meta.dirname, '../fixtures/events/attempt-verified.json'));
const OTHER_SECRET = `whsec_${Buffer.alloc(24, 0x66).toString('base64')}`;
const SENT_AT = 1_795_780_802;
const ID = 'evt_01a21ce06e004efc60b6f5f24277b3e4';
/** Computed independently of this code. */
const SIGNATURE = 'v1,JVd6O/Ni2qcRK/4HV7XR04SAUzsDGVlb2C27a8/QN/s=';
const HEADERS = { 'webhook-id': ID, 'webhook-timestamp': String(SENT_AT), 'webhook-signature': SIGNATURE };

const atSecond = (seconds: number) => new Date(seconds * 1000);
const verified = (
  headers: Record<string, string | string[]>,
  { body = BODY, now = SENT_AT, secret = WEBHOOK_SECRET } = {},
) => verifyWebhook(body, headers, secret, atSecond(now));

describe('the copied verification', () => {
  it('accepts a delivery of the service', () => {
    expect(verified(HEADERS)).toMatchObject({ id: ID, type: 'proctoring.attempt.verified.v1' });
  });

  it('agrees with the library of Standard Webhooks', () => {
    const signature = new Webhook(WEBHOOK_SECRET).sign(ID, atSecond(SENT_AT), BODY.toString());
    expect(signature).toBe(SIGNATURE);
  });

  it('accepts one of several signatures, as while a secret is rotated', () => {
    const rotating = new Webhook(OTHER_SECRET).sign(ID, atSecond(SENT_AT), BODY.toString());
    for (const secret of [WEBHOOK_SECRET, OTHER_SECRET]) {
      const headers = { ...HEADERS, 'webhook-signature': `v1a,AAAA ${rotating} ${SIGNATURE}` };
      expect(verified(headers, { secret })).toMatchObject({ id: ID });
    }
  });

  it.each([
    ['now', 0],
    ['five minutes later', 300],
    ['five minutes earlier, by its clock', -300],
  ])('accepts a delivery that arrives %s', (_case, seconds) => {
    expect(verified(HEADERS, { now: SENT_AT + seconds })).toMatchObject({ id: ID });
  });

  it.each([
    ['another body', HEADERS, { body: Buffer.from(BODY.toString().replace('verified', 'rejected')) }, /No signature/],
    ['a body with other spaces', HEADERS, { body: Buffer.from(`${BODY} `) }, /No signature/],
    ['another secret', HEADERS, { secret: OTHER_SECRET }, /No signature/],
    ['another id', { ...HEADERS, 'webhook-id': 'evt_2' }, {}, /No signature/],
    ['another time', { ...HEADERS, 'webhook-timestamp': String(SENT_AT + 1) }, {}, /No signature/],
    ['a late delivery', HEADERS, { now: SENT_AT + 301 }, /five minutes/],
    ['an early delivery', HEADERS, { now: SENT_AT - 301 }, /five minutes/],
    ['a time that is no number', { ...HEADERS, 'webhook-timestamp': 'now' }, {}, /not a number/],
    ['a missing header', { ...HEADERS, 'webhook-id': '' }, {}, /webhook-id is missing/],
    [
      'a repeated header',
      { ...HEADERS, 'webhook-signature': [SIGNATURE, SIGNATURE] },
      {},
      /webhook-signature is missing/,
    ],
    [
      'a signature of another version',
      { ...HEADERS, 'webhook-signature': SIGNATURE.replace('v1', 'v2') },
      {},
      /No sig/,
    ],
    ['a shorter signature', { ...HEADERS, 'webhook-signature': 'v1,JVd6' }, {}, /No signature/],
    ['no signature', { ...HEADERS, 'webhook-signature': 'v1' }, {}, /No signature/],
  ])('rejects %s', (_case, headers, options, message) => {
    expect(() => verified(headers, options)).toThrow(expect.objectContaining({ name: 'WebhookVerificationError' }));
    expect(() => verified(headers, options)).toThrow(message);
  });
});
