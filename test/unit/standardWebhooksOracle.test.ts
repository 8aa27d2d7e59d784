import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { NOW } from '../support/builders.ts';
import { runs } from '../support/runs.ts';
import { SECRETS, verify } from '../support/signatures.ts';

/** The verdict of Standard Webhooks' own library. */
const [secret, otherSecret] = SECRETS.standard_webhooks;
const now = Date.parse(NOW);

beforeAll(() => {
  vi.useFakeTimers({ now, toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
});

function oracle(headers: Record<string, string>, body: string): boolean {
  try {
    new Webhook(secret).verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

it('our verification agrees with the library of Standard Webhooks', async () => {
  const delivery = fc.record({
    id: fc.string({ minLength: 1 }),
    body: fc.string({ unit: 'grapheme' }),
    signedSecondsAgo: fc.integer({ min: -400, max: 400 }),
    saidSecondsMore: fc.constantFrom(0, 0, 0, 1, -30),
    signers: fc.array(fc.constantFrom(secret, otherSecret), { minLength: 1, maxLength: 3 }),
    put: fc.constantFrom('', '', ' ', 'v1,', 'v1a,AAAA ', 'v2,AAAA '),
  });
  const verdicts = { taken: 0, refused: 0 };
  const property = fc.asyncProperty(delivery, async input => {
    const sentAt = new Date(now - input.signedSecondsAgo * 1000);
    const signatures = input.signers.map(signer => new Webhook(signer).sign(input.id, sentAt, input.body));
    const headers = {
      'webhook-id': input.id,
      'webhook-timestamp': String(sentAt.getTime() / 1000 + input.saidSecondsMore),
      'webhook-signature': input.put + signatures.join(' '),
    };
    const isTaken = oracle(headers, input.body);
    verdicts[isTaken ? 'taken' : 'refused']++;
    const verdict = await verify('standard_webhooks', { headers, body: Buffer.from(input.body) });
    expect(verdict === 'ok').toBe(isTaken);
  });
  await fc.assert(property, { numRuns: runs(300) });
  expect(Math.min(verdicts.taken, verdicts.refused)).toBeGreaterThan(runs(300) / 10);
});
