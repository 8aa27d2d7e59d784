import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../support/anyText.ts';
import { describeOddDeliveries } from '../support/describeMalformedDeliveries.ts';
import { INBOUND_PARSERS } from '../support/inboundParsers.ts';
import { IS_LONG, runs } from '../support/runs.ts';
import { aSignedDelivery, SECRETS, type SigningScheme, verify } from '../support/signatures.ts';

describeOddDeliveries(runs(300, 25_000));

it('no delivery polluted Object.prototype', () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect({}).not.toHaveProperty('polluted');
});

describe('the largest possible deliveries', () => {
  interface Report {
    vendor: string;
    name: string;
    outcome: string;
  }

  it('are parsed within a quarter of the function’s memory', async () => {
    const worker = new Worker(new URL('../support/largestDeliveries.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: runs(64, 256) },
    });
    const reports: Report[] = [];
    worker.on('message', (report: Report) => reports.push(report));
    // An error of the worker, such as running out of memory, is thrown here.
    await once(worker, 'exit');
    expect(reports).toHaveLength(10 * (IS_LONG ? INBOUND_PARSERS.length : 1));
    const outcomes = new Set(reports.map(({ outcome }) => outcome));
    expect([...outcomes].sort()).toEqual(['invalid_request', 'taken']);
  });
});

describe('malformed headers', () => {
  const SCHEMES = Object.keys(SECRETS) as SigningScheme[];
  const names = SCHEMES.flatMap(scheme => Object.keys(aSignedDelivery(scheme).headers));
  const oddText = fc.oneof(
    anyText(),
    fc.string({ unit: fc.constantFrom('v1', ',', ' ', '=', '.', 'JWT ', 'sha1=', 'eyJhbGciOiJIUzI1NiJ9', 'A', '1') }),
    fc.constantFrom('1793612412', 'constructor', '\ud800', '\0', 'eyJhbGciOiJub25lIn0.eyJleHAiOjl9.'),
  );

  it('are rejected, and never verified', async () => {
    const headers = fc.dictionary(fc.constantFrom(...names, '__proto__', 'toString'), oddText);
    const property = fc.asyncProperty(headers, fc.uint8Array(), async (headerFields, body) => {
      for (const scheme of SCHEMES) {
        const verdict = await verify(scheme, { headers: headerFields, body });
        expect(['no signature', 'no timestamp', 'wrong signature']).toContain(verdict);
      }
    });
    await fc.assert(property, { numRuns: runs(400) });
  });

  it.each(SCHEMES)('derived from valid ones of %s are verified or rejected', async scheme => {
    const { headers, body } = aSignedDelivery(scheme);
    const places = fc.tuple(fc.constantFrom(...Object.keys(headers)), fc.nat(), fc.nat(20), oddText);
    const property = fc.asyncProperty(places, async ([name, at, cut, put]) => {
      const good = headers[name] ?? '';
      const from = at % (good.length + 1);
      const odd = good.slice(0, from) + put + good.slice(from + cut);
      const verdict = await verify(scheme, { headers: { ...headers, [name]: odd }, body });
      expect(['ok', 'no signature', 'no timestamp', 'wrong signature']).toContain(verdict);
      // Other signatures, or blanks, may surround the valid one.
      const isWhole = odd.split(' ').includes(good.split(' ').at(-1) ?? '');
      if (!isWhole) expect(verdict, odd).not.toBe('ok');
    });
    await fc.assert(property, { numRuns: runs(400) });
  });
});
