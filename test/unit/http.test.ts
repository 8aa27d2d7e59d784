import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { describeRemaining } from '../../src/api/attempts/duration.ts';
import {
  bool,
  id,
  identifier,
  instant,
  pathIdentifier,
  segmentIdentifier,
  wholeNumber,
} from '../../src/api/contract/fields.ts';
import { createRouter, type Route } from '../../src/api/http/router.ts';

const route = (method: Route['method'], path: string): Route => ({ method, path, endpoint: () => ({ status: 200 }) });
const find = createRouter([
  route('GET', '/a/{id}'),
  route('PUT', '/a/{id}'),
  route('GET', '/a/code/{code}'),
  route('GET', '/a/code/{code}/history'),
]);

describe('routing', () => {
  it.each([
    ['/a/5', '/a/{id}', { id: '5' }],
    ['/a/5/', '/a/{id}', { id: '5' }],
    ['/a/code/x', '/a/code/{code}', { code: 'x' }],
    ['/a/code/x/history', '/a/code/{code}/history', { code: 'x' }],
    ['/a/code/John.%20D%2B%C3%A9', '/a/code/{code}', { code: 'John. D+é' }],
    ['/a/course-v1:X+Y@z', '/a/{id}', { id: 'course-v1:X+Y@z' }],
    ['/a/code/John. D+é', '/a/code/{code}', { code: 'John. D+é' }],
    ['/a/100%', '/a/{id}', { id: '100%' }],
    ['/a/__proto__', '/a/{id}', { id: '__proto__' }],
  ])('%s goes to %s', (path, expected, params) => {
    const match = find('GET', path);
    expect(match.route.path).toBe(expected);
    expect(match.params).toEqual(params);
  });

  it.each(['/', '/a', '/a//', '/b/5', '/a/5/6', '/a/code/x/history/y'])('rejects %s', path => {
    expect(() => find('GET', path)).toThrow(expect.objectContaining({ code: 'path_not_found' }));
  });

  it('answers the methods of a path', () => {
    expect(() => find('POST', '/a/5')).toThrow(
      expect.objectContaining({ code: 'method_not_allowed', allow: 'GET, PUT' }),
    );
  });
});

describe('fields as clients of edx-proctoring write them', () => {
  const read = (schema: z.ZodMiniType, value: unknown) => z.safeParse(schema, value).data;

  const FIELDS = {
    bool: bool(),
    id: id(),
    wholeNumber: wholeNumber(0, 10),
    instant: instant(),
    identifier: identifier(),
    pathIdentifier: pathIdentifier(),
    segmentIdentifier: segmentIdentifier(),
  };

  it.each<[name: keyof typeof FIELDS, value: unknown, expected: unknown]>([
    ['bool', true, true],
    ['bool', 'true', true],
    ['bool', 'false', false],
    ['bool', 'yes', undefined],
    ['bool', 1, undefined],
    ['bool', null, undefined],
    ['id', 5, 5],
    ['id', '5', 5],
    ['id', '5.0', undefined],
    ['id', 5.5, undefined],
    ['id', 0, undefined],
    ['id', -1, undefined],
    ['id', 2 ** 53, undefined],
    ['id', '9007199254740991', 9_007_199_254_740_991],
    ['id', '9999999999999999', undefined],
    ['id', '', undefined],
    ['id', ' 5', 5],
    ['id', '1e3', undefined],
    ['wholeNumber', '-1', undefined],
    ['wholeNumber', 11, undefined],
    ['wholeNumber', 10, 10],
    ['instant', '2026-11-02T09:40:12Z', '2026-11-02T09:40:12.000Z'],
    ['instant', '2026-11-02T09:40:12.345678+02:00', '2026-11-02T07:40:12.345Z'],
    ['instant', '', null],
    ['instant', '2026-11-02T09:40:12', undefined],
    ['instant', '2026-02-30T00:00:00Z', undefined],
    ['instant', 'tomorrow', undefined],
    ['instant', '9999-12-31T23:59:59-05:00', undefined],
    ['segmentIdentifier', '..', undefined],
    ['identifier', 'course-v1:X+Y+Z', 'course-v1:X+Y+Z'],
    ['identifier', '', undefined],
    ['pathIdentifier', 'Org/Course/Run', 'Org/Course/Run'],
    ['pathIdentifier', 'a%2Fb', undefined],
    ['pathIdentifier', 'a?b', undefined],
    ['segmentIdentifier', 'John. D', 'John. D'],
    ['segmentIdentifier', 'a/b', undefined],
    ['identifier', 'a\u0000b', undefined],
    ['identifier', 'a'.repeat(256), undefined],
    ['identifier', '\u{1F600}'.repeat(230), undefined],
  ])('%s reads %j as %j', (name, value, expected) => {
    expect(read(FIELDS[name], value)).toEqual(expected);
  });
});

describe('remaining time in words', () => {
  it.each([
    [0, 'you have 0 minutes remaining'],
    [1, 'you have 1 minute remaining'],
    [60, 'you have 1 minute remaining'],
    [61, 'you have 2 minutes remaining'],
    [3600, 'you have 1 hour remaining'],
    [5400, 'you have 1 hour and 30 minutes remaining'],
    [7260, 'you have 2 hours and 1 minute remaining'],
  ])('%i s', (seconds, words) => {
    expect(describeRemaining(seconds)).toBe(words);
  });
});
