import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { check } from '../../src/validation/validation.ts';
import { expectAnswer } from '../../src/vendors/answers.ts';

describe('an object in place of a string, whose length cannot become a number', () => {
  const schema = z.object({ name: z.string().check(z.minLength(1), z.maxLength(5)) });
  const odd = { name: { length: { toString: 1, valueOf: 2 } } };

  it('is the sender’s fault', () => {
    expect(() => check(schema, odd)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });

  it('is a malformed response in a vendor’s answer', () => {
    const answer = { status: 200, body: JSON.stringify(odd) };
    expect(() => expectAnswer('p', answer, schema)).toThrow(expect.objectContaining({ code: 'vendor_failed' }));
  });
});
