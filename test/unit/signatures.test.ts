import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signDelivery, signToken } from '../../simulator/signDelivery.ts';
import { SIGNATURE_SCHEMES } from '../../src/vendors/signatures/schemes.ts';
import { NOW } from '../support/builders.ts';
import { runs } from '../support/runs.ts';
import { aSignedDelivery, SECRETS, type SigningScheme, verify } from '../support/signatures.ts';

const SCHEMES = Object.keys(SECRETS) as SigningScheme[];
/** The header of each scheme's signature, and whether it covers body and time. */
const SIGNATURE = {
  standard_webhooks: 'webhook-signature',
  examity: 'x-examity-signature',
  meazure: 'x-proctoru-signature',
  jwt: 'authorization',
};
const OVER_THE_BODY = SCHEMES.filter(scheme => scheme !== 'jwt');
const WITH_A_TIME = SCHEMES.filter(scheme => scheme !== 'meazure');

describe('published examples are verified', () => {
  it('of Standard Webhooks', async () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const now = new Date(1614265330_000).toISOString();
    const body = Buffer.from('{"test": 2432232314}');
    expect(await verify('standard_webhooks', { headers, body }, { now })).toBe('ok');
  });

  it('of ProctorU', async () => {
    const headers = { 'x-proctoru-signature': 'sha1=f7000d3a2fd51f8f53d91e0085fae1423dfbab8e' };
    expect(await verify('meazure', { headers, body: Buffer.from('request body') })).toBe('ok');
  });
});

describe.each(SCHEMES)('%s', scheme => {
  const signature = SIGNATURE[scheme];
  const [secret, otherSecret] = SECRETS[scheme];

  it('accepts a delivery signed by the vendor', async () => {
    expect(await verify(scheme, aSignedDelivery(scheme))).toBe('ok');
    expect(await verify(scheme, aSignedDelivery(scheme, Buffer.from([0xff, 0, 0xc3])))).toBe('ok');
    expect(await verify(scheme, aSignedDelivery(scheme, ''))).toBe('ok');
  });

  it('accepts either of two secrets, in any order', async () => {
    const delivery = aSignedDelivery(scheme);
    expect(await verify(scheme, delivery, { secrets: [secret, otherSecret] })).toBe('ok');
    expect(await verify(scheme, delivery, { secrets: [otherSecret, secret] })).toBe('ok');
    expect(await verify(scheme, delivery, { secrets: [otherSecret] })).toBe('wrong signature');
  });

  it.each([[[]], [['']]])('accepts nothing with the secrets %j', async secrets => {
    const headers = signDelivery(scheme, { body: '{}', secret: '', sentAt: Date.parse(NOW) });
    expect(await verify(scheme, { headers, body: Buffer.from('{}') }, { secrets })).toBe('no secret');
  });

  it('rejects a delivery without a signature, or with one of another kind', async () => {
    const { headers, body } = aSignedDelivery(scheme);
    const with_ = (value: string | undefined) => verify(scheme, { headers: { ...headers, [signature]: value }, body });
    const signed = headers[signature] ?? '';
    expect(await with_(undefined)).toBe('no signature');
    expect(await with_('')).toBe('no signature');
    for (const value of [
      'v1,',
      'sha1=',
      'JWT ..',
      signed.slice(0, -1),
      signed.slice(1),
      `${signed}A`,
      `${signed},${signed}`,
      signed.replace(/^(v1|sha1|JWT|)/, '$1a'),
      signed.replace(/[0-9a-zA-Z]{20}$|.{20}=$/, 'ä'.repeat(20)),
      '\ud800',
      '𝕧1,'.repeat(1000),
    ]) {
      expect(await with_(value), value).toMatch(/signature$/);
    }
  });

  it('reads names of headers in lower case only', async () => {
    const { headers, body } = aSignedDelivery(scheme);
    const upperCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    expect(await verify(scheme, { headers: upperCase, body })).toMatch(/^no/);
  });

  it('rejects a signature with a single flipped bit', async () => {
    const { headers, body } = aSignedDelivery(scheme);
    const signed = Buffer.from(headers[signature] ?? '');
    // In front of a token stands the name of its scheme, which may be in upper or lower case.
    const from = scheme === 'jwt' ? 'JWT '.length : 0;
    for (let bit = from * 8; bit < signed.length * 8; bit++) {
      const flipped = { ...headers, [signature]: flip(signed, bit).toString('latin1') };
      expect(await verify(scheme, { headers: flipped, body }), `bit ${bit}`).not.toBe('ok');
    }
  });
});

describe.each(OVER_THE_BODY)('%s is over the body', scheme => {
  it('and rejects it with a single flipped bit', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ minLength: 1 }), fc.nat(), async (bytes, index) => {
      const { headers } = aSignedDelivery(scheme, bytes);
      expect(await verify(scheme, { headers, body: bytes })).toBe('ok');
      expect(await verify(scheme, { headers, body: flip(bytes, index % (bytes.length * 8)) })).toBe('wrong signature');
    });
    await fc.assert(property, { numRuns: runs(100) });
  });

  it.each([
    ['cut off', '{"a":"é"'],
    ['longer by a blank', '{"a":"é"} '],
    ['written in another way', '{"a":"\\u00e9"}'],
    ['in another encoding', Buffer.from('{"a":"é"}', 'latin1')],
    ['with a mark in front', Buffer.from('\ufeff{"a":"é"}')],
    ['in another normal form', '{"a":"e\u0301"}'],
    ['empty', ''],
  ])('and rejects it %s', async (_case, sent) => {
    const { headers } = aSignedDelivery(scheme, '{"a":"é"}');
    expect(await verify(scheme, { headers, body: Buffer.from(sent) })).toBe('wrong signature');
  });
});

describe.each(WITH_A_TIME)('%s has a time', scheme => {
  // A token of Constructor's is good for 30 s.
  const lifetimeSeconds = scheme === 'jwt' ? 30 : 0;

  it.each([
    [299, 'ok'],
    [301, 'too old'],
    [86_400, 'too old'],
  ])('and verifies a delivery %i s later as %s', async (seconds, verdict) => {
    expect(await verify(scheme, aSignedDelivery(scheme, '{}', seconds + lifetimeSeconds))).toBe(verdict);
  });

  it('and rejects it as old only if the vendor signed it', async () => {
    const delivery = aSignedDelivery(scheme, '{}', 86_400);
    expect(await verify(scheme, delivery, { secrets: [SECRETS[scheme][1]] })).toBe('wrong signature');
    expect(await verify(scheme, delivery, { secrets: [...SECRETS[scheme]].reverse() })).toBe('too old');
  });
});

describe.each(['standard_webhooks', 'examity'] as const)('%s signs the time', scheme => {
  const name = scheme === 'examity' ? 'x-examity-timestamp' : 'webhook-timestamp';

  it.each([
    [300, 'ok'],
    [-300, 'ok'],
    [-301, 'too new'],
  ])('and verifies a delivery of %i s ago as %s', async (seconds, verdict) => {
    expect(await verify(scheme, aSignedDelivery(scheme, '{}', seconds))).toBe(verdict);
  });

  it('so that a replay cannot have a new time', async () => {
    const { headers, body } = aSignedDelivery(scheme, '{}', 3600);
    const renewed = { ...headers, [name]: String(Date.parse(NOW) / 1000) };
    expect(await verify(scheme, { headers: renewed, body })).toBe('wrong signature');
  });

  it.each([
    undefined,
    '',
    '1e9',
    '-1793612412',
    '0x6ae6b1bc',
    '１７９３６１２４１２',
    '1793612412,1793612412',
    ' 1793612412',
    '9'.repeat(400),
  ])('and ignores %j', async value => {
    const { headers, body } = aSignedDelivery(scheme);
    expect(await verify(scheme, { headers: { ...headers, [name]: value }, body })).toBe('no timestamp');
  });
});

describe('multiple signatures in one header', () => {
  const { headers, body } = aSignedDelivery('standard_webhooks');
  const right = headers['webhook-signature'];
  const wrong = `v1,${Buffer.alloc(32).toString('base64')}`;

  it.each([
    ['right, wrong', `${right} ${wrong}`, 'ok'],
    ['wrong, right', `${wrong} ${right}`, 'ok'],
    ['another scheme, right', `v1a,AAAA  ${right}`, 'ok'],
    ['wrong, wrong', `${wrong} ${wrong}`, 'wrong signature'],
    ['another version', right?.replace('v1', 'v2'), 'wrong signature'],
    ['no version', right?.replace('v1,', ''), 'wrong signature'],
    ['a version in upper case', right?.replace('v1', 'V1'), 'wrong signature'],
    ['blank', ' ', 'no signature'],
  ])('%s', async (_case, value, verdict) => {
    const offered = { ...headers, 'webhook-signature': value };
    expect(await verify('standard_webhooks', { headers: offered, body })).toBe(verdict);
  });
});

describe('Standard Webhooks', () => {
  it('signs the id, too', async () => {
    const { headers, body } = aSignedDelivery('standard_webhooks');
    const verdictOn = (id: string | undefined) =>
      verify('standard_webhooks', { headers: { ...headers, 'webhook-id': id }, body });
    expect(await verdictOn('msg_other')).toBe('wrong signature');
    expect(await verdictOn(undefined)).toBe('no signature');
  });

  it.each([
    ['without its prefix', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', false],
    ['that is not base64', 'whsec_!fKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', false],
    ['with something before its prefix', ' whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', false],
    ['with something behind it', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n', false],
    ['of 24 bytes', `whsec_${Buffer.alloc(24).toString('base64')}`, true],
    ['that is too short', `whsec_${Buffer.alloc(23).toString('base64')}`, false],
    ['that is too long', `whsec_${Buffer.alloc(65).toString('base64')}`, false],
    ['of 64 bytes', `whsec_${Buffer.alloc(64).toString('base64')}`, true],
  ])('rejects the secret %s', (_case, secret, isSecret) => {
    expect(SIGNATURE_SCHEMES.standard_webhooks.isSecret(secret)).toBe(isSecret);
  });
});

describe('Examity', () => {
  const [secret] = SECRETS.examity;
  const body = '{"event_name":"appointment.completed"}';

  it('may write its signature in hex of either case, or in base64', async () => {
    const { headers } = aSignedDelivery('examity', body);
    const hex = headers['x-examity-signature'] ?? '';
    for (const signature of [hex, hex.toUpperCase(), Buffer.from(hex, 'hex').toString('base64')]) {
      const written = { ...headers, 'x-examity-signature': signature };
      expect(await verify('examity', { headers: written, body: Buffer.from(body) })).toBe('ok');
    }
  });

  it.each([
    ['1793612412', 'ok'],
    ['1793612412123', 'ok'],
    ['2026-11-02T09:40:12Z', 'ok'],
    ['2026-11-02T10:40:12.1234567+01:00', 'ok'],
    ['2026-11-02T09:30:12Z', 'too old'],
    ['2026-11-02T09:40:12', 'no timestamp'],
    ['2026-13-02T09:40:12Z', 'no timestamp'],
    ['now', 'no timestamp'],
  ])('may write its time as %s: %s', async (timestamp, verdict) => {
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    const headers = { 'x-examity-timestamp': timestamp, 'x-examity-signature': signature };
    expect(await verify('examity', { headers, body: Buffer.from(body) })).toBe(verdict);
  });
});

describe('a token of Constructor’s', () => {
  const [secret] = SECRETS.jwt;
  const seconds = Date.parse(NOW) / 1000;
  const exp = seconds + 30;
  const verdictOf = (authorization: string) => verify('jwt', { headers: { authorization }, body: Buffer.from('{}') });

  it.each([
    ['has to have an end', signToken({}, secret), 'no timestamp'],
    ['has to have an end that is a number', signToken({ exp: String(exp) }, secret), 'no timestamp'],
    ['may have a beginning', signToken({ exp, nbf: seconds + 200 }, secret), 'ok'],
    ['has to have begun', signToken({ exp: exp + 900, nbf: seconds + 400 }, secret), 'too new'],
    ['is not unsigned', `${signToken({ exp }, secret, { alg: 'none' }).replace(/[^.]*$/, '')}`, 'no signature'],
    ['has a signature although it says none', signToken({ exp }, secret, { alg: 'none' }), 'wrong signature'],
    ['is not signed in another way', signToken({ exp }, secret, { alg: 'HS512' }), 'wrong signature'],
    ['asks for nothing we do not know', signToken({ exp }, secret, { alg: 'HS256', crit: ['b'] }), 'wrong signature'],
    ['holds an object', signToken([exp], secret), 'wrong signature'],
    ['has three parts', 'a.b', 'no signature'],
  ])('%s', async (_case, token, verdict) => {
    expect(await verdictOf(`JWT ${token}`)).toBe(verdict);
  });

  it('has the scheme JWT, ignoring case', async () => {
    const token = signToken({ exp }, secret);
    expect(await verdictOf(`jwt ${token}`)).toBe('ok');
    expect(await verdictOf(`Bearer ${token}`)).toBe('no signature');
  });

  it('does not cover the body', async () => {
    const { headers } = aSignedDelivery('jwt', '{"conclusion":"rejected"}');
    expect(await verify('jwt', { headers, body: Buffer.from('{"conclusion":"accepted"}') })).toBe('ok');
  });
});

it('the scheme "none" has no secrets, and accepts everything', async () => {
  expect(SIGNATURE_SCHEMES.none.isSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe(false);
  expect(await verify('none', { headers: {}, body: Buffer.from('{}') })).toBe('ok');
});

function flip(bytes: Uint8Array, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}
