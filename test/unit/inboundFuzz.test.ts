import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ERRORS, Refusal } from '../../src/domain/errors.ts';
import type { ParsedReview, ReviewDelivery } from '../../src/domain/reviews/review.ts';
import { INBOUND_PARSERS } from '../support/inboundParsers.ts';
import { oddDeliveries } from '../support/oddDeliveries.ts';
import { aSignedDelivery, SECRETS, type SigningScheme, verify } from '../support/signatures.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

function samplesOf(vendor: string): Buffer[] {
  const files = readdirSync(join(FIXTURES, vendor)).filter(file => file !== 'signing-vector.json');
  return files.map(file => readFileSync(join(FIXTURES, vendor, file)));
}

describe.each(INBOUND_PARSERS)('25,000 odd deliveries of $vendor', ({ vendor, parse }) => {
  const seen = { taken: 0, refused: 0 };

  it('are each taken apart or refused as the sender’s fault', () => {
    const bodies = fc.oneof(
      { weight: 30, arbitrary: oddDeliveries(samplesOf(vendor)) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii' }) },
      { weight: 1, arbitrary: fc.json() },
    );
    const property = fc.property(bodies, text => {
      const body = Buffer.from(text, 'latin1');
      const outcome = outcomeOf(() => parse(body));
      seen[outcome === 'refused' ? 'refused' : 'taken']++;
      if (outcome !== 'refused' && outcome !== 'ignored') requireStorable(outcome, body);
    });
    fc.assert(property, { numRuns: 25_000 });
  }, 240_000);

  // Otherwise the inputs would be too odd, or not odd enough, to show anything.
  afterAll(() => {
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(2500);
  });
});

/** @throws whatever is thrown that is no refusal for the sender's fault */
function outcomeOf<Outcome>(parse: () => Outcome): Outcome | 'refused' {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status } = ERRORS[error.code];
    if (status < 400 || status > 499) throw error;
    if (error.message.length > 5000) throw new Error(`a refusal of ${error.message.length} characters`);
    return 'refused';
  }
}

/** `expect` would take most of the time. */
function requireStorable(review: ReviewDelivery | ParsedReview, body: Uint8Array): void {
  const { comments, videoLink, reviewStatus, payload } = review;
  const ids = 'locate' in review ? Object.values(review.locate) : [review.attemptCode, review.recordLocator];
  const texts = [reviewStatus, ...ids, ...comments.flatMap(one => [one.comment, one.status, one.source])];
  const numbers = comments.flatMap(one => [one.start, one.stop, one.duration]).filter(one => one !== null);
  const faults = [
    !texts.every(text => typeof text === 'string' && text.isWellFormed()) && 'a text that no database stores',
    !numbers.every(Number.isSafeInteger) && 'a number that no database stores',
    ids[0] === '' && 'no attempt',
    videoLink === '' && 'an empty link',
    payload.length > body.length + 1000 && 'a payload that grew',
  ];
  const fault = faults.find(one => one !== false);
  if (fault) throw new Error(fault);
}

it('and none of them left anything behind in what all objects inherit', () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect({}).not.toHaveProperty('polluted');
});

describe('the largest deliveries that there can be', () => {
  interface Report {
    vendor: string;
    what: string;
    outcome: string;
  }

  it('need a quarter of the function’s memory, and come to an end', async () => {
    const worker = new Worker(new URL('../support/largeDeliveries.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    const reports: Report[] = [];
    worker.on('message', (report: Report) => reports.push(report));
    // An error of the worker, such as running out of memory, is thrown here.
    await once(worker, 'exit');
    expect(reports).toHaveLength(INBOUND_PARSERS.length * 10);
    const outcomes = new Set(reports.map(({ outcome }) => outcome));
    expect([...outcomes].sort()).toEqual(['invalid_request', 'taken']);
  });
});

describe('odd headers', () => {
  const SCHEMES = Object.keys(SECRETS) as SigningScheme[];
  const names = SCHEMES.flatMap(scheme => Object.keys(aSignedDelivery(scheme).headers));
  const oddText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('v1', ',', ' ', '=', '.', 'JWT ', 'sha1=', 'eyJhbGciOiJIUzI1NiJ9', 'A', '1') }),
    fc.constantFrom('1793612412', 'constructor', '\ud800', '\0', 'eyJhbGciOiJub25lIn0.eyJleHAiOjl9.'),
  );

  it('get a verdict, and never that they are the vendor’s', async () => {
    const headers = fc.dictionary(fc.constantFrom(...names, '__proto__', 'toString'), oddText);
    const property = fc.asyncProperty(headers, fc.uint8Array(), async (given, body) => {
      for (const scheme of SCHEMES) {
        const verdict = await verify(scheme, { headers: given, body });
        expect(['no signature', 'no timestamp', 'wrong signature']).toContain(verdict);
      }
    });
    await fc.assert(property, { numRuns: 3000 });
  });

  it.each(SCHEMES)('made of good ones of %s get a verdict, too', async scheme => {
    const { headers, body } = aSignedDelivery(scheme);
    const places = fc.tuple(fc.constantFrom(...Object.keys(headers)), fc.nat(), fc.nat(20), oddText);
    const property = fc.asyncProperty(places, async ([name, at, cut, put]) => {
      const good = headers[name] ?? '';
      const from = at % (good.length + 1);
      const odd = good.slice(0, from) + put + good.slice(from + cut);
      const verdict = await verify(scheme, { headers: { ...headers, [name]: odd }, body });
      expect(['ok', 'no signature', 'no timestamp', 'wrong signature']).toContain(verdict);
      // There may be other signatures beside the good one, or blanks.
      const isWhole = odd.split(' ').includes(good.split(' ').at(-1) ?? '');
      if (!isWhole) expect(verdict, odd).not.toBe('ok');
    });
    await fc.assert(property, { numRuns: 3000 });
  });
});
