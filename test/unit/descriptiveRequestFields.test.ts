import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTRACT } from '../../src/api/contract/contract.ts';
import { DESCRIPTIVE_MEMBERS } from '../../src/api/contract/descriptive.ts';
import type { Endpoint } from '../../src/api/contract/endpoint.ts';
import { toRegisteredExams } from '../../src/api/exams/wire.ts';
import { truncate } from '../../src/domain/text.ts';
import { check, parseJson } from '../../src/validation/validation.ts';
import { anyText } from '../support/anyText.ts';
import { OPERATIONS, resolveReference, type Schema } from '../support/operations.ts';
import { runs } from '../support/runs.ts';

const ENDPOINTS = CONTRACT.flatMap(({ endpoints }) => endpoints) as readonly Endpoint[];
const endpointOf = (id: string) => ENDPOINTS.find(endpoint => endpoint.id === id);

const EXAM = {
  ...{ course_id: 'c', content_id: 'x', external_id: null, time_limit_mins: 5, is_proctored: false },
  ...{ is_practice_exam: false, is_active: true, hide_after_due: false },
};

/** Every descriptive member: its place in an otherwise valid body, and its limit. */
const DESCRIPTIVE = [
  ['actOnAttempt', 'detail', { action: 'error' }, 1000],
  ['actOnAttempts', 'reason', { action: 'verify', attempts: [{ attempt_id: 1 }] }, 1000],
  ['actOnEdxExamsAttempt', 'detail', { action: 'error' }, 1000],
  ['removeAttempt', 'reason', {}, 1000],
  ['startTimeJob', 'reason', { minutes: 1, idempotency_key: 'x' }, 1000],
  ['createAttempt', 'student_name', { exam_id: 1 }, 255],
  ['createAttempt', 'user.name', { exam_id: 1, user: { id: 1, username: 'ada' } }, 255],
  ['createAttempt', 'user.email', { exam_id: 1, user: { id: 1, username: 'ada' } }, 254],
  ['registerLearners', 'learners.0.name', { learners: [{ id: 1, username: 'ada' }] }, 255],
  ['registerLearners', 'learners.0.email', { learners: [{ id: 1, username: 'ada' }] }, 254],
] as const;

/** The same for names of exams, which cannot be blank. */
const EXAM_NAMES = [
  ['changeExam', 'exam_name', { exam_id: 1 }],
  ['registerExams', '0.exam_name', [EXAM]],
  ['publishEdxExamsExams', '0.exam_name', [{ ...EXAM, exam_type: 'timed' }]],
] as const;

/** Required names: only their length is no reason to reject a request. */
const REQUIRED = [
  ['changeStudentName', 'student_name', {}, 255],
  ['createExam', 'exam_name', EXAM, 255],
] as const;

/** The body as the endpoint reads it, with `value` as JSON text at the place. */
function read(id: string, place: string, body: object, json: string): unknown {
  const parts = place.split('.');
  const sent = structuredClone(body) as Record<string, unknown>;
  const parent = parts.slice(0, -1).reduce((at, part) => at[part] as Record<string, unknown>, sent);
  parent[parts.at(-1) ?? ''] = '\u0000here';
  const text = JSON.stringify(sent).replace(JSON.stringify('\u0000here'), () => json);
  const schema = endpointOf(id)?.body?.();
  if (!schema) throw new Error(`${id} has no body`);
  const result = check(schema, parseJson(text, DESCRIPTIVE_MEMBERS));
  return parts.reduce((at, part) => (at as Record<string, unknown>)[part], result);
}

const descriptiveText = fc.oneof(
  anyText({ maxLength: 40 }),
  fc
    .tuple(fc.constantFrom('x', '😀', 'é', '\ud800', '\udc00x'), fc.integer({ min: 0, max: 3000 }))
    .map(([unit, count]) => unit.repeat(count)),
  fc.string({ unit: fc.constantFrom('\ud83d', '\ude00', 'a', '\u0000', '\u202e'), maxLength: 1200 }),
);
const anyJson = fc.oneof(
  descriptiveText.map(text => JSON.stringify(text)),
  fc.jsonValue({ maxDepth: 4 }).map(value => JSON.stringify(value)),
  fc.dictionary(descriptiveText, fc.array(descriptiveText), { maxKeys: 3 }).map(value => JSON.stringify(value)),
  fc.integer({ min: 1, max: 20_000 }).map(depth => `${'['.repeat(depth)}${']'.repeat(depth)}`),
);

describe.each(DESCRIPTIVE)('%s: %s', (id, place, body, limit) => {
  it('rejects no request with any JSON value, and is stored as text within its limit', () => {
    fc.assert(
      fc.property(anyJson, json => {
        const value = read(id, place, body, json);
        if (value === null) return;
        expect(value).toBeTypeOf('string');
        expect(String(value).isWellFormed()).toBe(true);
        expect(String(value).length).toBeLessThanOrEqual(limit);
      }),
      { numRuns: runs(50, 1000) },
    );
  });

  it('is unchanged within its limit', () => {
    const text = 'ä'.repeat(limit);
    expect(read(id, place, body, JSON.stringify(text))).toBe(text);
    expect(read(id, place, body, 'null')).toBeNull();
  });
});

describe.each(REQUIRED)('%s: %s', (id, place, body, limit) => {
  it('rejects no request by its length', () => {
    fc.assert(
      fc.property(descriptiveText, text => {
        fc.pre(id !== 'createExam' || truncate(text, limit).trim() !== '');
        const value = read(id, place, body, JSON.stringify(text));
        expect(value).toBe(truncate(text, limit));
      }),
    );
  });

  it.each(['null', '{}', '[]', 'true'])('rejects %s, which is not a string', json => {
    expect(() => read(id, place, body, json)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        inputErrors: [{ pointer: `/${place}`, detail: 'must be a string' }],
      }),
    );
  });
});

describe.each(EXAM_NAMES)('%s: %s', (id, place, body) => {
  it('rejects a request only for a blank string, null or its absence, and is never blank', () => {
    fc.assert(
      fc.property(anyJson, json => {
        const sent = JSON.parse(json);
        fc.pre(sent !== null && !(typeof sent === 'string' && truncate(sent, 255).trim() === ''));
        const name = read(id, place, body, json);
        if (typeof sent === 'string') expect(name).toBe(truncate(sent, 255));
        else expect(name).toBe(typeof sent === 'number' ? String(sent) : id === 'changeExam' ? null : '');
      }),
    );
  });
});

describe('the name of an exam', () => {
  const BLANK = ['""', '" "', '"\\t\\n"', '"\\u00a0"', JSON.stringify(`${' '.repeat(300)}x`)];

  it.each(BLANK)('%s is blank: rejected for a single exam', json => {
    for (const [id, body] of [
      ['createExam', EXAM],
      ['changeExam', { exam_id: 1 }],
    ] as const) {
      expect(() => read(id, 'exam_name', body, json)).toThrow(
        expect.objectContaining({ inputErrors: [{ pointer: '/exam_name', detail: 'must not be blank' }] }),
      );
    }
  });

  it.each([...BLANK, '{}', '[]', 'true'])('%s is the content id in a registration', json => {
    expect(read('registerExams', '0.exam_name', [EXAM], json)).toBe('');
    const [exam] = toRegisteredExams('c', [{ ...EXAM, exam_name: '' }]);
    expect(exam?.examName).toBe('x');
  });

  it('is required in a registration', () => {
    expect(() => read('registerExams', '0.exam_name', [EXAM], 'null')).toThrow();
    expect(() => read('registerExams', '0.other', [EXAM], '1')).toThrow();
  });
});

describe('the descriptive members of bodies', () => {
  it.each([
    ['actOnAttempt', 'detail', { action: 'error' }, { crash: { code: 5 } }, '{"crash":{"code":5}}'],
    ['actOnAttempt', 'detail', { action: 'error' }, ['a', 1], '["a",1]'],
    ['actOnAttempt', 'detail', { action: 'error' }, 5, '5'],
    ['actOnAttempt', 'detail', { action: 'error' }, false, 'false'],
    ['actOnAttempt', 'detail', { action: 'error' }, 'x'.repeat(1300), 'x'.repeat(1000)],
    ['actOnAttempt', 'detail', { action: 'error' }, `${'x'.repeat(999)}😀`, 'x'.repeat(999)],
    ['actOnAttempt', 'detail', { action: 'error' }, 'half \ud83d of it', 'half \ufffd of it'],
    ['removeAttempt', 'reason', {}, 5, '5'],
    ['createAttempt', 'student_name', { exam_id: 1 }, 5, '5'],
    ['createAttempt', 'student_name', { exam_id: 1 }, { first: 'Ada' }, null],
    ['createAttempt', 'student_name', { exam_id: 1 }, 'x'.repeat(300), 'x'.repeat(255)],
    [
      'registerLearners',
      'learners.0.email',
      { learners: [{ id: 1, username: 'a' }] },
      `${'x'.repeat(250)}@x.example`,
      null,
    ],
    ['registerLearners', 'learners.0.email', { learners: [{ id: 1, username: 'a' }] }, 5, null],
  ])('%s: %s in %j as %j is stored as %j', (id, place, body, value, stored) => {
    expect(read(id, place, body, JSON.stringify(value))).toBe(stored);
  });

  it('are all fields of these names in the contract', () => {
    const places = OPERATIONS.flatMap(({ id, body }) => (body ? placesOf(body).map(place => `${id} ${place}`) : []));
    // An email that identifies a learner: its schema rejects lone surrogates (api/edxExamsAllowances).
    const identifying = [['setEdxExamsAllowances', '0.email']] as const;
    const listed = [...DESCRIPTIVE, ...REQUIRED, ...EXAM_NAMES, ...identifying].map(
      ([id, place]) => `${id} ${place.replaceAll(/\.?\b0\b\.?/g, at => (at.startsWith('.') ? '.' : ''))}`,
    );
    expect(places.sort()).toEqual(listed.sort());
  });

  it('are the only ones that may have a lone surrogate', () => {
    expect(() => parseJson('{"action":"\\ud800"}', DESCRIPTIVE_MEMBERS)).toThrow(
      expect.objectContaining({ code: 'malformed_json' }),
    );
    expect(() => parseJson('{"detail":"\\ud800"}')).toThrow(expect.objectContaining({ code: 'malformed_json' }));
  });
});

/** Where a schema has members with these names; lists by their members. */
function placesOf(schema: Schema, above = ''): string[] {
  const { properties = {}, items, anyOf = [] } = resolveReference(schema);
  return [
    ...Object.entries(properties).flatMap(([name, member]) => [
      ...(DESCRIPTIVE_MEMBERS.has(name) ? [above + name] : []),
      ...placesOf(member, `${above}${name}.`),
    ]),
    ...(items ? placesOf(items, above) : []),
    ...anyOf.flatMap(option => placesOf(option, above)),
  ];
}

describe('truncating', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['ab😀', 3, 'ab'],
    ['a😀b', 3, 'a😀'],
    ['', 0, ''],
    ['😀', 1, ''],
    ['a\ud800b', 5, 'a\ufffdb'],
  ])('%j to %i is %j', (text, length, expected) => {
    expect(truncate(text, length)).toBe(expected);
  });

  it('never ends inside a code point and keeps as much as fits', () => {
    fc.assert(
      fc.property(anyText(), fc.nat(30), (text, length) => {
        const short = truncate(text, length);
        expect(short.isWellFormed()).toBe(true);
        expect(short.length).toBeLessThanOrEqual(length);
        expect(text.toWellFormed().startsWith(short)).toBe(true);
        expect(short.length).toBeGreaterThanOrEqual(Math.min(text.length, length - 1));
      }),
    );
  });
});
