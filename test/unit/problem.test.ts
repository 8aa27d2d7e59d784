import { describe, expect, it } from 'vitest';
import { toProblem } from '../../src/api/http/problem.ts';
import { DomainError } from '../../src/domain/errors.ts';

describe('a temporary problem', () => {
  it.each([
    ['too_many_registrations', { retryAfterSeconds: 1800 }, 429, '1800'],
    ['reset_unfinished', {}, 503, '1'],
    ['busy', {}, 503, '1'],
    ['forbidden', {}, 403, undefined],
  ] as const)('%s has Retry-After', (code, details, status, retryAfter) => {
    const answer = toProblem(new DomainError(code, 'Because.', details));
    expect([answer.status, answer.headers?.['retry-after']]).toEqual([status, retryAfter]);
  });
});
