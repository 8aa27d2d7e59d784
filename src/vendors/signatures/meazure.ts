import { hmacScheme } from './signature.ts';

/**
 * ProctorU, today Meazure Learning: `x-proctoru-signature` is `sha1=` and the HMAC-SHA1 of the body in hex. There is no
 * time in it: a delivery that somebody recorded is taken whenever it is sent again. What that can do is bounded by the
 * review's own rules, which take the same bytes once. https://proctoru.github.io/hootstrap
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
