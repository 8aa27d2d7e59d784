import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { createAttempt } from '../../src/api/attempts/contract.ts';
import { CONTRACT } from '../../src/api/contract/contract.ts';
import { courseIdentifier, pathIdentifier, segmentIdentifier } from '../../src/api/contract/fields.ts';
import { getExamByContent, getExamsOfCourse, registerExams } from '../../src/api/exams/contract.ts';
import { createRouter } from '../../src/api/http/router.ts';
import { isAddressableId } from '../../src/domain/attempts/addressableId.ts';
import { anyText } from '../support/anyText.ts';
import { runs } from '../support/runs.ts';

const routes = [getExamByContent, getExamsOfCourse, registerExams];
const find = createRouter(routes.map(({ method, path }) => ({ method, path, endpoint: () => ({ status: 200 }) })));
const EXAM = '/api/edx_proctoring/v1/proctored_exam/exam';

const IDS = [
  ['course-v1:Org+Course+Run', 'block-v1:Org+Course+Run+type@sequential+block@midterm'],
  ['Org/Course/Run', 'i4x://Org/Course/sequential/exam'],
  ['Org/Course/Run', 'midterm'],
  ['course-v1:Ünï+1&2+é', 'two words'],
  ['course-v1:A\u2028B+1+2', 'exam\u2029'],
] as const;

/** How a client may write an id into a path. */
const WRITINGS: [string, (id: string) => string][] = [
  ['as it is', id => id],
  ['percent-encoded', encodeURIComponent],
  ['percent-encoded but for slashes', id => id.split('/').map(encodeURIComponent).join('/')],
];

/** A path as the client sent it, or decoded by an HTTP API. */
const HANDED_OVER: [string, (path: string) => string][] = [
  ['as sent', path => new URL(path, 'http://client.example').pathname],
  ['decoded', path => decodeURIComponent(new URL(path, 'http://client.example').pathname)],
];

describe.each(WRITINGS)('course and content ids %s', (_writing, write) => {
  describe.each(HANDED_OVER)('in a path passed %s', (_case, handOver) => {
    it.each(IDS)('%s, %s', (course_id, content_id) => {
      for (const end of ['', '/']) {
        const course = `${EXAM}/course_id/${write(course_id)}`;
        expect(find('GET', handOver(course + end)).params).toEqual({ course_id });
        const content = find('GET', handOver(`${course}/content_id/${write(content_id)}${end}`));
        expect(content.params).toEqual({ course_id, content_id });
        const registered = `${EXAM}_registration/course_id/${write(course_id)}${end}`;
        expect(find('PATCH', handOver(registered)).params).toEqual({ course_id });
      }
    });
  });
});

describe('an id that may be part of paths', () => {
  const isTaken = (id: string) => z.safeParse(pathIdentifier(), id).success && !/(?:^|\/)content_id(?:\/|$)/.test(id);
  const anId = fc
    .array(
      fc.oneof(
        fc.constantFrom('/', '.', '+', ':', '@', '&', ' '),
        fc.oneof(fc.string({ unit: 'grapheme', maxLength: 3 }), fc.constantFrom('\u2028', 'a\u2029')),
      ),
    )
    .map(parts => parts.join(''))
    .filter(isTaken);

  it('is read unchanged, encoded or with plain slashes, raw or decoded', () => {
    fc.assert(
      fc.property(anId, anId, (course_id, content_id) => {
        for (const [, write] of WRITINGS.slice(1)) {
          const path = `${EXAM}/course_id/${write(course_id)}/content_id/${write(content_id)}`;
          for (const [, handOver] of HANDED_OVER) {
            expect(find('GET', handOver(path)).params).toEqual({ course_id, content_id });
          }
        }
      }),
    );
  });

  const SEPARATORS = ['\u2028/', 'a\u2029/', '\u2028/..', '\u2028/../b', 'a\u2029b/./c'];
  it.each([...SEPARATORS, '.', '..', 'a/../b', './a', 'a/.', 'a/', '/', 'a?b', 'a#b', 'a%2Fb'])('is not "%s"', id => {
    expect(z.safeParse(pathIdentifier(), id).success).toBe(false);
  });

  it.each(['.a', 'a..b', '...', 'a/b', '/a', 'i4x://a/b', 'a/.../b'])('can be "%s"', id => {
    expect(z.safeParse(pathIdentifier(), id).success).toBe(true);
  });
});

describe('an id of an attempt', () => {
  const endpoints = CONTRACT.flatMap(group => group.endpoints);
  const findAny = createRouter(
    endpoints.map(({ method, path }) => ({ method, path, endpoint: () => ({ status: 200 }) })),
  );
  /** Every path with an attempt's external id or code. */
  const paths = endpoints.flatMap(({ method, path }) => {
    const name = /\{(external_id|attempt_code)\}/.exec(path)?.[1];
    return name ? [{ method, path, name }] : [];
  });
  const oddText = fc.oneof(
    anyText({ minLength: 1, maxLength: 12 }),
    fc.string({ unit: fc.constantFrom('/', '.', '%', '2', 'F', '?', '#', '+', '\\', ' ', 'é', '\u2028', '\ud83d') }),
    fc.constantFrom('code', 'course_id', 'grouped', 'reviewed', 'history', 'constructor', '__proto__', '%2F', '%25'),
    fc.integer({ min: 250, max: 260 }).map(length => 'x'.repeat(length)),
  );

  it('that is addressable is read unchanged at every path with it, raw or decoded', () => {
    expect(paths.length).toBeGreaterThanOrEqual(6);
    const property = fc.property(oddText.filter(isAddressableId), id => {
      for (const { method, path, name } of paths) {
        const written = path.replace(`{${name}}`, () => encodeURIComponent(id));
        for (const [, handOver] of HANDED_OVER) {
          const { route, params } = findAny(method, handOver(written));
          expect({ path: route.path, params }).toEqual({ path, params: { [name]: id } });
        }
      }
    });
    fc.assert(property, { numRuns: runs(200) });
  });

  it('is accepted in a path, or as an attempt code, exactly if it is addressable', () => {
    const property = fc.property(oddText, id => {
      expect(z.safeParse(segmentIdentifier(), id).success).toBe(isAddressableId(id));
    });
    fc.assert(property, { numRuns: runs(300) });
  });

  it.each(['John. D', '4711002', '9007199254740993', '...', '.a', 'a b', 'Ünï+é', '{x}', 'a:b@c', 'x'.repeat(255)])(
    'can be "%s"',
    id => {
      expect(isAddressableId(id)).toBe(true);
    },
  );

  it.each([
    ...['code', 'course_id', 'grouped', 'ready', 'reviewed'],
    ...['', '.', '..', 'a/b', '/', 'a%2Fb', '%', 'a?b', 'a#b', 'a\nb', '\0', '\u007f', '\ud800', 'x'.repeat(256)],
  ])('cannot be %j', id => {
    expect(isAddressableId(id)).toBe(false);
  });
});

describe('the ids of an attempt that an LMS registers', () => {
  it.each(['external_id', 'attempt_code'])('%s is rejected, by its name, exactly if it is not addressable', name => {
    const anyId = fc.oneof(
      anyText({ minLength: 1, maxLength: 12 }).map(text => text.toWellFormed()),
      fc.constantFrom(
        'a/b',
        '.',
        '..',
        'x%2Fy',
        'a?b',
        'a#b',
        'ready',
        'code',
        'Ünï',
        'a b',
        'x'.repeat(255),
        'x'.repeat(256),
      ),
    );
    fc.assert(
      fc.property(anyId, id => {
        const result = z.safeParse(createAttempt.body(), { exam_id: 1, [name]: id });
        expect(result.success).toBe(isAddressableId(id));
        if (!result.success) expect(result.error.issues.map(({ path }) => path)).toContainEqual([name]);
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('the id of a course that gets an exam', () => {
  const endpoints = CONTRACT.flatMap(group => group.endpoints);
  /** In the order of matching: a longer path before its prefix. */
  const inOrder = endpoints.toSorted(
    (a, b) => b.path.split('}').length - a.path.split('}').length || b.path.length - a.path.length,
  );
  const findAny = createRouter(
    inOrder.map(({ method, path }) => ({ method, path, endpoint: () => ({ status: 200 }) })),
  );
  const ofCourses = endpoints.filter(({ path }) => path.includes('{course_id+}'));
  /** Words of these paths: one that is missing in the contract's reserved segments would make an id ambiguous. */
  const words = [...new Set(ofCourses.flatMap(({ path }) => path.split('/')))].filter(segment => /^\w+$/.test(segment));
  const courseId = fc
    .array(
      fc.oneof(
        fc.constantFrom(...words, 'Org', 'course-v1:A+B+C', 'é', 'content_ids'),
        fc.oneof(fc.string({ unit: 'grapheme', maxLength: 3 }), fc.constantFrom('\u2028', 'a\u2029')),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map(segments => segments.join('/'))
    .filter(id => z.safeParse(courseIdentifier(), id).success)
    // At the end of a path these digits are the id of an exam, unless the course id has three parts.
    .filter(id => !/\/\d+$/.test(id));

  it('is read unchanged at every path of courses, encoded or with plain slashes, raw or decoded', () => {
    expect(ofCourses.length).toBeGreaterThanOrEqual(9);
    fc.assert(
      fc.property(courseId, course_id => {
        for (const { method, path } of ofCourses) {
          for (const [, write] of WRITINGS.slice(1)) {
            const others = path
              .replace('{content_id+}', 'block')
              .replace('{text}', 'ada')
              .replace(/\{exam_id#?\}/, '5');
            const written = others.replace('{course_id+}', () => write(course_id));
            for (const [, handOver] of HANDED_OVER) {
              const { route, params } = findAny(method, handOver(written));
              expect([route.path, params.course_id]).toEqual([path, course_id]);
            }
          }
        }
      }),
      { numRuns: runs(60) },
    );
  });

  it.each(['content_id', '\u2028/exam', 'a/content_id/b', 'Org/grouped', 'exam/x', 'a/search', 'allowance'])(
    'is not "%s"',
    id => {
      expect(z.safeParse(courseIdentifier(), id).success).toBe(false);
    },
  );

  it.each(['Org/Course/Run', 'course-v1:exam+search+2026', 'Org/exams/Run', 'Org/my_content_id/1'])(
    'can be "%s"',
    id => {
      expect(z.safeParse(courseIdentifier(), id).success).toBe(true);
    },
  );
});

describe('a path that cannot be decoded', () => {
  it.each([
    [`${EXAM}/course_id/%E0%A4%A`, { course_id: '%E0%A4%A' }],
    [`${EXAM}/course_id/a/content_id/100%`, { course_id: 'a', content_id: '100%' }],
  ])('%s was decoded before', (path, params) => {
    expect(find('GET', path).params).toEqual(params);
  });
});
