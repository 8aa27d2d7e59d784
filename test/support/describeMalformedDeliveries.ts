import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { DomainError, ERRORS } from '../../src/domain/errors.ts';
import type { ParsedReview, ReviewDelivery } from '../../src/domain/reviews/review.ts';
import { INBOUND_PARSERS } from './inboundParsers.ts';
import { oddDeliveries } from './malformedDeliveries.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

function samplesOf(vendor: string): Buffer[] {
  const files = readdirSync(join(FIXTURES, vendor)).filter(file => file !== 'signing-vector.json');
  return files.map(file => readFileSync(join(FIXTURES, vendor, file)));
}

/** The property of every parser of deliveries, with a number of deliveries of each vendor. */
export function describeOddDeliveries(numRuns: number): void {
  describe.each(INBOUND_PARSERS)('malformed deliveries of $vendor', ({ vendor, parse }) => {
    const counts = { taken: 0, refused: 0 };

    it('are each parsed or rejected as the sender’s fault', () => {
      const bodies = fc.oneof(
        { weight: 30, arbitrary: oddDeliveries(samplesOf(vendor)) },
        { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii' }) },
        { weight: 1, arbitrary: fc.json() },
      );
      const property = fc.property(bodies, text => {
        const body = Buffer.from(text, 'latin1');
        const outcome = outcomeOf(() => parse(body));
        counts[outcome === 'refused' ? 'refused' : 'taken']++;
        if (outcome !== 'refused' && outcome !== 'ignored') requireStorable(outcome, body);
      });
      fc.assert(property, { numRuns });
    });

    // Otherwise the inputs would be too malformed, or too regular, to show anything.
    afterAll(() => {
      expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(numRuns / 10);
    });
  });
}

/** @throws any error that is not a 4xx */
function outcomeOf<Outcome>(parse: () => Outcome): Outcome | 'refused' {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { status } = ERRORS[error.code];
    if (status < 400 || status > 499) throw error;
    if (error.message.length > 5000) throw new Error(`a refusal of ${error.message.length} characters`);
    return 'refused';
  }
}

/** Without `expect`, which would dominate the run time. */
function requireStorable(review: ReviewDelivery | ParsedReview, body: Uint8Array): void {
  const { comments, videoLink, reviewStatus, payload } = review;
  const ids = 'locate' in review ? Object.values(review.locate) : [review.attemptCode, review.recordLocator];
  const texts = [
    reviewStatus,
    ...ids,
    ...comments.flatMap(comment => [comment.comment, comment.status, comment.source]),
  ];
  const numbers = comments
    .flatMap(comment => [comment.start, comment.stop, comment.duration])
    .filter(number => number !== null);
  const faults = [
    !texts.every(text => typeof text === 'string' && text.isWellFormed()) && 'a text that no database stores',
    !numbers.every(Number.isSafeInteger) && 'a number that no database stores',
    ids[0] === '' && 'no attempt',
    videoLink === '' && 'an empty link',
    payload.length > body.length + 1000 && 'a payload that grew',
  ];
  const fault = faults.find(candidate => candidate !== false);
  if (fault) throw new Error(fault);
}
