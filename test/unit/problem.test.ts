import { describe, expect, it } from 'vitest';
import { toProblem } from '../../src/api/http/problem.ts';
import { DomainError, invalidCursor, invalidField, OutOfTime, Overloaded } from '../../src/domain/errors.ts';

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

describe('the problem of an input', () => {
  it.each([
    [
      'a field',
      () => invalidField('provider', 'must be a configured backend'),
      'provider: must be a configured backend.',
      [{ pointer: '/provider', detail: 'must be a configured backend' }],
    ],
    [
      'a cursor',
      () => invalidCursor(),
      'The cursor is not valid. Use the next_cursor of a previous page.',
      [{ pointer: '/cursor', detail: 'must be a next_cursor of a previous page' }],
    ],
    ['no field', () => new DomainError('invalid_request', 'Because.'), 'Because.', undefined],
  ])('points to %s', (_case, create, detail, errors) => {
    const { status, json } = toProblem(create());
    expect(status).toBe(400);
    expect(json).toEqual({
      type: expect.stringMatching(/invalid_request$/),
      title: 'The request is not valid',
      status: 400,
      detail,
      ...(errors && { errors }),
    });
  });
});

describe('an overload', () => {
  it('has the name of the database’s error, which is logged, and that error as its cause', () => {
    const cause = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    expect(new Overloaded('DynamoDB throttles', cause)).toMatchObject({
      ...{ name: 'ThrottlingException', message: 'DynamoDB throttles', cause },
    });
  });

  it.each([
    ['DynamoDB left the keys unprocessed', () => new Overloaded('DynamoDB left the keys unprocessed')],
    ['The request has run out of time.', () => new OutOfTime()],
  ])('without one has its own name: %s', (message, create) => {
    const error = create();
    expect([error.name, error.message, Object.hasOwn(error, 'cause')]).toEqual(['Overloaded', message, false]);
  });
});
