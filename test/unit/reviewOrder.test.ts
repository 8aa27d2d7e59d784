import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signToken } from '../../simulator/signDelivery.ts';
import { type DatedReview, isEarlierVerdict, sortByVerdict } from '../../src/domain/reviews/reviewOrder.ts';
import { laterBy } from '../../src/domain/time.ts';
import { SIGNATURE_SCHEMES, type SignatureSchemeName } from '../../src/vendors/signatures/schemes.ts';
import { verdictTimeOf } from '../../src/vendors/signatures/signature.ts';
import { NOW } from '../support/builders.ts';
import { aSignedDelivery, SECRETS, type SigningScheme } from '../support/signatures.ts';

const at = (second: number) => laterBy(NOW, second);
const dated = (verdict: number | null, attemptId: number | null = 1): DatedReview => ({
  attemptId,
  verdictAt: verdict === null ? null : at(verdict),
});

describe('a review that arrives', () => {
  it.each([
    ['a later verdict', dated(2), dated(1), false],
    ['an earlier verdict', dated(1), dated(2), true],
    ['a verdict of the same moment: arrival decides', dated(1), dated(1), false],
    ['a verdict without a time: arrival decides', dated(null), dated(2), false],
    ['a verdict after one without a time: arrival decides', dated(1), dated(null), false],
    ['an earlier verdict on another attempt', dated(1, 5), dated(2, 4), false],
    ['an earlier verdict after a review without its attempt', dated(1, 5), dated(2, null), false],
  ])('%s', (_case, arriving, current, isEarlier) => {
    expect(isEarlierVerdict(arriving, current)).toBe(isEarlier);
  });

  it.each([
    ['recorded late, delivered before the current one', { delivered: 1, late: true }, { delivered: 2 }, true],
    ['recorded late, delivered after it', { delivered: 2, late: true }, { delivered: 1 }, false],
    ['recorded late, delivered at the same moment', { delivered: 1, late: true }, { delivered: 1 }, false],
    ['recorded in time, from a clock that is behind', { delivered: 1 }, { delivered: 2 }, false],
    ['recorded late without its delivery', { late: true }, { delivered: 2 }, false],
    ['recorded late after one without its delivery', { delivered: 1, late: true }, {}, false],
    ['recorded late, one verdict dated', { delivered: 1, late: true, verdict: 5 }, { delivered: 2 }, true],
    ['recorded late after a dated verdict', { delivered: 1, late: true }, { delivered: 2, verdict: 1 }, true],
    [
      'recorded late, both verdicts dated',
      { delivered: 1, late: true, verdict: 5 },
      { delivered: 2, verdict: 4 },
      false,
    ],
  ])('%s: the order of the verdicts, else of the deliveries', (_case, arriving, current, isEarlier) => {
    const review = ({ delivered, late, verdict }: { delivered?: number; late?: boolean; verdict?: number }) => ({
      ...dated(verdict ?? null),
      ...(delivered !== undefined && { receivedAt: at(delivered) }),
      ...(late && { isRecordedLate: true }),
    });
    expect(isEarlierVerdict(review(arriving), review(current))).toBe(isEarlier);
  });

  const arriving = fc.array(
    fc.record({ attemptId: fc.nat(1), verdictAt: fc.option(fc.nat(5).map(at)), number: fc.nat() }),
  );

  it('becomes current unless its verdict is earlier than the current one', () => {
    fc.assert(
      fc.property(arriving, reviews => {
        const [first, ...others] = reviews;
        let current = first;
        for (const review of others) if (current && !isEarlierVerdict(review, current)) current = review;
        const ordered = sortByVerdict(reviews);
        expect(ordered.at(-1)).toBe(current);
        expect(ordered).toHaveLength(reviews.length);
        expect(new Set(ordered)).toEqual(new Set(reviews));
      }),
    );
  });

  it('is sorted by its verdict, after equal ones', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5)), verdicts => {
        const reviews = verdicts.map(verdict => dated(verdict));
        const sorted = [...reviews].sort((a, b) => String(a.verdictAt).localeCompare(String(b.verdictAt)));
        const ordered = sortByVerdict(reviews);
        expect(ordered).toHaveLength(sorted.length);
        expect(ordered.every((review, index) => review === sorted[index])).toBe(true);
      }),
    );
  });

  it('keeps the order of arrival if no verdict has a time', () => {
    const reviews = [dated(null), dated(null), dated(null)];
    expect(sortByVerdict(reviews)).toEqual(reviews);
  });
});

describe('the time of a verdict', () => {
  const timeOf = (scheme: SignatureSchemeName, headers: Record<string, string>, body = '{}') =>
    verdictTimeOf(SIGNATURE_SCHEMES[scheme], { headers, body: Buffer.from(body) }, { now: NOW, toleranceSeconds: 300 });
  const token = (claims: object) => ({ authorization: `JWT ${signToken(claims, SECRETS.jwt[0])}` });
  const seconds = Date.parse(NOW) / 1000;

  it.each([
    [{ iat: seconds - 60 }, at(-60)],
    [{ iat: seconds - 0.25 }, at(-0.25)],
    [{ iat: 0 }, '1970-01-01T00:00:00.000Z'],
    [{ iat: seconds + 300 }, at(300)],
    // A clock far ahead, or milliseconds: every later verdict would count as earlier.
    [{ iat: seconds + 301 }, null],
    [{ iat: seconds * 1000 }, null],
    [{ iat: 1e300 }, null],
    [{ iat: -1 }, null],
    [{ iat: String(seconds) }, null],
    [{ exp: seconds + 30 }, null],
    [{}, null],
    [[], null],
  ])('of a token with %j is %s', (claims, time) => {
    expect(timeOf('jwt', token(claims))).toBe(time);
  });

  it.each([
    ['"2026-11-02T09:40:12Z"', '2026-11-02T09:40:12.000Z'],
    ['"2026-11-02T10:40:12.344522+01:00"', '2026-11-02T09:40:12.344Z'],
    ['"2026-11-02T19:40:12Z"', null],
    ['"yesterday"', null],
    ['1793612412', null],
    ['null', null],
    ['{}', null],
  ])('of a body of Standard Webhooks with the timestamp %s is %s', (timestamp, time) => {
    expect(timeOf('standard_webhooks', {}, `{"timestamp":${timestamp}}`)).toBe(time);
    // A body that the scheme does not sign proves no time.
    for (const scheme of ['jwt', 'examity', 'meazure', 'none'] as const) {
      expect(timeOf(scheme, {}, `{"timestamp":${timestamp}}`)).toBeNull();
    }
  });

  it.each(['[]', 'null', '"timestamp"', '{"timestamp"', '{"data":{"timestamp":"2026-11-02T09:40:12Z"}}', ''])(
    'is not in %s',
    body => {
      expect(timeOf('standard_webhooks', {}, body)).toBeNull();
    },
  );

  it.each(['standard_webhooks', 'examity', 'meazure'] as const satisfies SigningScheme[])(
    'is not the time of the try, which %s signs',
    scheme => {
      const { headers, body } = aSignedDelivery(scheme, '{"a":1}', 60);
      expect(timeOf(scheme, headers, body.toString())).toBeNull();
    },
  );

  it('is absent without a token', () => {
    for (const authorization of ['', 'JWT', 'JWT a.b.c', 'JWT a.bnVsbA.c', 'Bearer a.e30.c']) {
      expect(timeOf('jwt', { authorization })).toBeNull();
    }
    expect(timeOf('jwt', {})).toBeNull();
  });
});
