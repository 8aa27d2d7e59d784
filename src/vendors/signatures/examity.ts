import { isoTime } from '../isoTime.ts';
import { hmacScheme } from './signature.ts';

/**
 * Examity (https://awsuat01.webhook.examity.com): `x-examity-signature` is an HMAC-SHA256 over `x-examity-timestamp`, a full
 * stop and the body. The usual encodings are accepted, as none is documented.
 */
export const examity = hmacScheme({
  algorithm: 'sha256',
  hasTimestamp: true,
  isSecret: secret => secret !== '',
  keyOf: secret => Buffer.from(secret),
  read(headers) {
    const { 'x-examity-timestamp': timestamp = '', 'x-examity-signature': signature } = headers;
    return { received: signature ? [signature] : [], prefix: `${timestamp}.`, sentAt: readTime(timestamp) };
  },
  write: signature => {
    const hex = signature.toString('hex');
    return [hex, hex.toUpperCase(), signature.toString('base64')];
  },
});

/** Milliseconds since 1970. */
function readTime(text: string): number | null {
  if (/^\d{9,10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{12,13}$/.test(text)) return Number(text);
  return isoTime(text);
}
