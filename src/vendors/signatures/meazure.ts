import { hmacScheme } from './signature.ts';

/**
 * ProctorU, today Meazure Learning (https://proctoru.github.io/hootstrap): `x-proctoru-signature` is `sha1=` and the HMAC-SHA1
 * of the body in hex. Replays pass without a timestamp, but a repeated delivery is stored once.
 */
export const meazure = hmacScheme({
  algorithm: 'sha1',
  hasTimestamp: false,
  isSecret: secret => secret !== '',
  keyOf: secret => Buffer.from(secret),
  read: ({ 'x-proctoru-signature': signature }) => ({
    received: signature ? [signature] : [],
    prefix: '',
    sentAt: null,
  }),
  write: signature => [`sha1=${signature.toString('hex')}`],
});
