import { createHmac } from 'node:crypto';
import type { SignatureSchemeName } from '../src/vendors/signatures/schemes.ts';

/** A body to sign, with the secret and the time. */
export interface Delivery {
  body: string | Uint8Array;
  /** In the vendor's notation, such as `whsec_…`. */
  secret: string;
  /** Milliseconds since 1970. */
  sentAt: number;
}

/** The signature headers of a delivery, by the vendor's documentation; names in lower case. */
export function signDelivery(scheme: SignatureSchemeName, { body, secret, sentAt }: Delivery): Record<string, string> {
  const seconds = String(Math.floor(sentAt / 1000));
  switch (scheme) {
    case 'standard_webhooks': {
      const id = `msg_${sentAt}`;
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      const signature = hmac('sha256', key, `${id}.${seconds}.`, body).toString('base64');
      return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` };
    }
    case 'examity': {
      const signature = hmac('sha256', secret, `${seconds}.`, body).toString('hex');
      return { 'x-examity-timestamp': seconds, 'x-examity-signature': signature };
    }
    case 'meazure':
      return { 'x-proctoru-signature': `sha1=${hmac('sha1', secret, '', body).toString('hex')}` };
    case 'jwt':
      return { authorization: `JWT ${signToken({ iat: Number(seconds), exp: Number(seconds) + 30 }, secret)}` };
    case 'none':
      return {};
  }
}

/** A JWT signed by HS256. */
export function signToken(claims: object, secret: string, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const text = [header, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${hmac('sha256', secret, '', text).toString('base64url')}`;
}

function hmac(algorithm: string, key: string | Uint8Array, prefix: string, body: string | Uint8Array): Buffer {
  return createHmac(algorithm, key).update(prefix).update(body).digest();
}
