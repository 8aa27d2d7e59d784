import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLink, readSeconds, readText } from '../../src/domain/reviews/descriptiveValues.ts';
import type { ParsedReview, ReviewComment } from '../../src/domain/reviews/review.ts';
import { parseExamityEvent } from '../../src/vendors/examity/parse.ts';
import { parseExamusReview } from '../../src/vendors/examus/parse.ts';
import { parseRestReview } from '../../src/vendors/rest/parse.ts';
import { parseReviewCallback } from '../../src/vendors/softwareSecure/parse.ts';
import { runs } from '../support/runs.ts';

type Json = Record<string, unknown>;

const fixture = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));

interface Protocol {
  name: string;
  parse: (body: Uint8Array) => ParsedReview | 'ignored';
  valid: Json;
  /** Paths of deciding members; `*` is every entry of a list, and lists must be lists. */
  deciding: readonly string[];
  /** A delivery whose only comment has this member. */
  withComment: (comment: Json) => Json;
  times: readonly string[];
  /** Text members of a comment, with their names in the domain. */
  texts: Readonly<Record<string, keyof ReviewComment>>;
  links: readonly string[];
}

const softwareSecure = fixture('software-secure/suspicious');
const rest = fixture('rest/suspicious');
const examus = fixture('examus/accepted');
const examity = fixture('examity/approved-by-auditor');

const PROTOCOLS: readonly Protocol[] = [
  {
    name: 'software_secure',
    parse: parseReviewCallback,
    valid: softwareSecure,
    deciding: [
      ...['reviewStatus', 'examMetaData', 'examMetaData.examCode', 'examMetaData.ssiRecordLocator'],
      ...['webCamComments', 'desktopComments', 'webCamComments.*', 'desktopComments.*'],
    ],
    withComment: comment => ({ ...softwareSecure, webCamComments: [], desktopComments: [comment] }),
    times: ['eventStart', 'eventFinish', 'duration'],
    texts: { comments: 'comment', eventStatus: 'status' },
    links: ['videoReviewLink'],
  },
  {
    name: 'rest',
    parse: body => parseRestReview(body, 'attempt-9'),
    valid: rest,
    deciding: ['status', 'comments', 'comments.*'],
    withComment: comment => ({ ...rest, comments: [comment] }),
    times: ['start', 'stop', 'duration'],
    texts: { comment: 'comment', status: 'status' },
    links: [],
  },
  {
    name: 'examus',
    parse: parseExamusReview,
    valid: examus,
    deciding: ['sessionId', 'conclusion', 'warnings', 'warnings.*'],
    withComment: comment => ({ ...examus, comment: null, warnings: [comment] }),
    times: [],
    texts: { type: 'status' },
    links: ['archive', 'reportUrl'],
  },
  {
    name: 'examity',
    parse: parseExamityEvent,
    valid: examity,
    deciding: [
      ...['event_name', 'test_mode', 'data', 'data.appointment_id', 'data.flags', 'data.flags.*'],
      // The worst flag is the verdict.
      ...['data.flags.*.type', 'data.flags.*.flag_type', 'data.flags.*.flagtype'],
    ],
    withComment: comment => ({
      ...examity,
      data: { ...(examity.data as Json), flags: [{ type: 'Possible Violation', ...comment }] },
    }),
    times: [],
    texts: { description: 'comment' },
    links: [],
  },
];

/** `JSON.stringify` with raw JSON for some texts. */
function toBytes(value: unknown, raw: readonly string[] = []): Buffer {
  const json = JSON.stringify(value).replace(/"raw:(\d+)"/g, (_, index) => raw[Number(index)] ?? '');
  return Buffer.from(json);
}

function review(protocol: Protocol, value: unknown, raw?: readonly string[]): ParsedReview {
  const parsed = protocol.parse(toBytes(value, raw));
  if (parsed === 'ignored') throw new Error('a verdict was ignored');
  return parsed;
}

/** JSON of an unexpected value. */
const ODD = [
  ...['null', 'true', 'false', '0', '-1', '0.5', '1e400', '-1e400', '1e-400', '-0', '9007199254740993', '1e308'],
  ...['""', '" "', '"12 s"', '"NaN"', '"Infinity"', '"1e3"', '"0x10"', '"yes"', '"\\u0000"', '"\\ud800"', '"a\\udfff"'],
  ...['[]', '{}', '[[]]', '[null]', '{"length":1e9}', '{"length":{"toString":1}}', '{"en":5}', '{"\\ud800":"\\ud800"}'],
  ...['{"__proto__":[]}', '"__proto__"', '{"toString":1}', '"javascript:alert(1)"', '"data:text/html,x"', '"//x"'],
  `"${'x'.repeat(20_000)}"`,
  `"${'😀'.repeat(9_000)}"`,
  `"https://vendor.example/${'x'.repeat(9_000)}"`,
  `${'['.repeat(500)}${']'.repeat(500)}`,
];

describe.each(PROTOCOLS)('a delivery of $name', protocol => {
  const { valid, withComment, times, texts, links } = protocol;
  const verdict = review(protocol, valid);

  it.each(times.flatMap(member => ODD.map(odd => [member, odd] as const)))(
    'with the time %s sent as %s keeps its verdict',
    (member, odd) => {
      const { comments, ...parsed } = review(protocol, withComment({ [member]: 'raw:0' }), [odd]);
      expect(parsed).toMatchObject({ reviewStatus: verdict.reviewStatus, locate: verdict.locate });
      expect(comments).toHaveLength(1);
      for (const time of [comments[0]?.start, comments[0]?.stop, comments[0]?.duration]) {
        expect(time === null || Number.isSafeInteger(time)).toBe(true);
      }
    },
  );

  it.each(Object.entries(texts))('has the text %s, with any value', (member, name) => {
    for (const odd of ODD) {
      const { comments, ...parsed } = review(protocol, withComment({ [member]: 'raw:0' }), [odd]);
      expect(parsed).toMatchObject({ reviewStatus: verdict.reviewStatus, locate: verdict.locate });
      const text = comments[0]?.[name];
      expect(typeof text === 'string' && text.isWellFormed() && text.length <= 10_000, odd.slice(0, 40)).toBe(true);
    }
  });

  it.each(links)('with any link as %s has a safe one or none', member => {
    const others = Object.fromEntries(links.map(link => [link, null]));
    for (const odd of ODD) {
      expect(review(protocol, { ...valid, ...others, [member]: 'raw:0' }, [odd]).videoLink).toBeNull();
    }
    const link = 'HTTPS://vendor.example/a?b=c#d';
    expect(review(protocol, { ...valid, ...others, [member]: link }).videoLink).toBe(link);
  });

  it('may have a byte order mark before it', () => {
    expect(protocol.parse(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), toBytes(valid)]))).toMatchObject({
      reviewStatus: verdict.reviewStatus,
    });
  });

  it('keeps its verdict with any descriptive values', () => {
    const slots = descriptiveSlots(protocol, valid);
    expect(slots.length).toBeGreaterThan(2);
    const values = fc.oneof(fc.constantFrom(...ODD), fc.json({ maxDepth: 2 }));
    const changes = fc.array(fc.tuple(fc.constantFrom(...slots), values), { minLength: 1, maxLength: 6 });
    const additions = fc.dictionary(fc.constantFrom('x', '__proto__', 'constructor', 'length', 'toString'), values);
    const property = fc.property(changes, additions, (changed, added) => {
      const delivered = structuredClone(valid);
      const raw: string[] = [];
      const replace = (path: string, json: string) => put(delivered, path.split('.'), `raw:${raw.push(json) - 1}`);
      for (const [path, json] of changed) replace(path, json);
      for (const [name, json] of Object.entries(added)) replace(name, json);
      const parsed = review(protocol, delivered, raw);
      expect(parsed.reviewStatus).toBe(verdict.reviewStatus);
      expect(parsed.locate).toEqual(verdict.locate);
      // The comment on the whole session is one more.
      expect(Math.abs(parsed.comments.length - verdict.comments.length)).toBeLessThanOrEqual(1);
    });
    fc.assert(property, { numRuns: runs(250) });
  }, 240_000);

  it('is malformed with a value that is not a list, an entry that is not an object, or more than 10,000 entries', () => {
    const lists = protocol.deciding.filter(path => protocol.deciding.includes(`${path}.*`));
    expect(lists).not.toEqual([]);
    for (const list of lists) {
      // Of Examity's flags any that is not understood counts as one.
      const entries = protocol.name === 'examity' ? [] : [[1], ['x'], [null], [[]], [{}, 1]];
      for (const odd of [{}, 'x', 5, true, Array(10_001).fill({}), ...entries]) {
        const delivered = structuredClone(valid);
        put(delivered, list.split('.'), odd);
        const problem = expect.objectContaining({ code: 'invalid_request' });
        expect(() => review(protocol, delivered), `${list}: ${typeof odd}`).toThrow(problem);
      }
    }
  });

  it('is rejected for a deciding field, and names it', () => {
    for (const path of protocol.deciding.filter(
      place => !place.includes('*') && !protocol.deciding.includes(`${place}.*`),
    )) {
      for (const odd of ['{}', '[]', '1e400', '"\\ud800"']) {
        const delivered = structuredClone(valid);
        put(delivered, path.split('.'), 'raw:0');
        const pointer = expect.stringMatching(`^/${path.replaceAll('.', '/')}`);
        const inputErrors = expect.arrayContaining([expect.objectContaining({ pointer })]);
        const problem = expect.objectContaining({ code: 'invalid_request', inputErrors });
        expect(() => review(protocol, delivered, [odd]), `${path}: ${odd}`).toThrow(problem);
      }
    }
  });
});

/** The paths of all descriptive members. */
function descriptiveSlots({ deciding }: Protocol, value: unknown, path: readonly string[] = []): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const memberPath = [...path, name];
    const pattern = memberPath.map(part => (/^\d+$/.test(part) ? '*' : part)).join('.');
    return deciding.includes(pattern)
      ? descriptiveSlots({ deciding } as Protocol, member, memberPath)
      : [memberPath.join('.')];
  });
}

function put(value: unknown, [name = '', ...rest]: readonly string[], member: unknown): void {
  const container = value as Json;
  if (rest.length > 0) put(container[name], rest, member);
  else Object.defineProperty(container, name, { value: member, writable: true, enumerable: true, configurable: true });
}

describe('seconds', () => {
  it.each([
    [0, 0],
    [310, 310],
    [12.4, 12],
    [-0, 0],
    [-0.2, 0],
    [-5, -5],
    [1e9, 1e9],
    ['12', 12],
    [' 12 ', 12],
    ['012', 12],
    ['12.4', 12],
    ['12.5', 13],
    ['12.', 12],
    ['.6', 1],
    ['-5', -5],
    ['00:01:05', 65],
    ['00:01:05.4', 65],
    ['1:05', 65],
    ['90:00', 5400],
    ['1:02:03', 3723],
    ['100:00:00', 360_000],
  ])('%j are %j', (value, seconds) => {
    expect(readSeconds(value)).toBe(seconds);
  });

  it.each<unknown>([
    ...[null, undefined, true, {}, [], [5], '', ' ', '12 s', '12,5', '1e3', '0x10', 'NaN', 'Infinity', '١٢', '12 34'],
    ...[Number.NaN, Number.POSITIVE_INFINITY, 1e10, -1e10, '9999999999', '1:60', '1:60:00', '1:2:3:4', ':05', '1:'],
    ...['-00:01:05', '00:-1:05', '2026-11-02T09:40:12Z', '9'.repeat(500)],
  ])('cannot be read from %j', value => {
    expect(readSeconds(value)).toBeNull();
  });
});

describe('a link', () => {
  it.each([
    'https://vendor.example/a?b=c#d',
    'http://vendor.example',
    'HTTPS://VENDOR.EXAMPLE/DirectLink-Generic.aspx?ID=8f1c2e',
    'https://vendor.example/two words',
    `https://vendor.example/${'x'.repeat(8000)}`,
  ])('can be %s', link => {
    expect(readLink(link)).toBe(link);
    expect(readLink(` ${link}\n`)).toBe(link);
  });

  it.each([
    ...['', 'javascript:alert(1)', 'JavaScript://https://x/%0aalert(1)', 'java\nscript:alert(1)', 'data:text/html,x'],
    ...['vbscript:x', 'file:///etc/passwd', 'ftp://x/y', 'blob:https://x/y', '//vendor.example/a', '/a', 'a', 'https:'],
    ...['https://', 'https:vendor.example', 'http:///', 'https://a b/', 'https://vendor.example/\u0000', 'https://[x'],
    ...[
      'https://vendor.example/\ud800',
      'ht\ntps://vendor.example/',
      'https://vendor.example/\njavascript:',
      'http://x:y/',
    ],
    ...[`https://vendor.example/${'x'.repeat(8192)}`, 5, null, undefined, {}, ['https://vendor.example']],
  ])('cannot be %j', link => {
    expect(readLink(link)).toBeNull();
  });
});

describe('a text', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'abc'],
    ['ab😀', 3, 'ab'],
    ['a😀b', 3, 'a😀'],
    ['a\ud800b', 3, 'a\ufffdb'],
    [5, 3, '5'],
  ])('%j within %i characters: %j', (value, maxLength, text) => {
    expect(readText(value, maxLength)).toBe(text);
  });

  it.each<unknown>([null, undefined, true, {}, ['x'], Number.NaN])('is not %j', value => {
    expect(readText(value, 3)).toBe('');
  });
});
