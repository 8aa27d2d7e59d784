import { hmacScheme } from './signature.ts';

/**
 * ProctorU, today Meazure Learning: `x-proctoru-signature` is `sha1=` and the HMAC-SHA1 of the body in hex. Without a
 * timestamp replays pass; their effect is bounded, because a repeated delivery is stored once.
 * https://proctoru.github.io/hootstrap
 */
export const meazure = hmacScheme({
  algorithm: 'sha1',
  hasTimestamp: false,
  isSecret: secret => secret !== '',
  keyOf: secret => Buffer.from(secret),
  read: ({ 'x-proctoru-signature': signature }) => ({
    offered: signature ? [signature] : [],
    prefix: '',
    sentAt: null,
  }),
  write: signature => [`sha1=${signature.toString('hex')}`],
});
