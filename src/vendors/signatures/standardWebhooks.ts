import { SECRET_PREFIX, signedPrefix } from '../../domain/webhooks/standardWebhooks.ts';
import { parseObject } from '../../platform/parseObject.ts';
import { isoTime } from '../isoTime.ts';
import { hmacScheme, type SignatureScheme } from './signature.ts';

/**
 * Standard Webhooks 1.0: `webhook-signature` is a list of `v1,<base64>` separated by spaces, each an HMAC-SHA256 over
 * `webhook-id`, `webhook-timestamp` (seconds since 1970) and the body, separated by full stops.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const standardWebhooks: SignatureScheme = {
  ...hmacScheme({
    algorithm: 'sha256',
    hasTimestamp: true,
    isSecret: secret => /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret) && hasPrescribedLength(keyOf(secret)),
    keyOf,
    read(headers) {
      const { 'webhook-id': id, 'webhook-timestamp': timestamp = '', 'webhook-signature': signatures = '' } = headers;
      return {
        received: id ? signatures.split(' ').filter(signature => signature !== '') : [],
        prefix: signedPrefix(id ?? '', timestamp),
        sentAt: /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : null,
      };
    },
    write: signature => [`v1,${signature.toString('base64')}`],
  }),
  // By the specification the body's `timestamp` is the event's; the header's is that of the delivery.
  verdictTime({ body }) {
    const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
    const timestamp = text.includes('"timestamp"') ? parseObject(text)?.timestamp : undefined;
    return typeof timestamp === 'string' ? isoTime(timestamp) : null;
  },
};

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
}

function hasPrescribedLength(key: Uint8Array): boolean {
  return key.length >= 24 && key.length <= 64;
}
