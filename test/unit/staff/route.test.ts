import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRoute, NO_FILTERS, parseRoute, type Route } from '../../../src/staff/route.ts';

const COURSE = 'course-v1:ExampleU+PHY201+2026';
const BASE = '/prod/staff';

function parse(address: string, text = ''): Route {
  const { pathname, search } = new URL(address, 'https://proctoring.example.edu');
  return parseRoute(pathname, search, BASE, text);
}

describe('the addresses of screens', () => {
  it.each<[string, Route]>([
    [`${BASE}/`, { screen: 'courses' }],
    [BASE, { screen: 'courses' }],
    [`${BASE}/c/${encodeURIComponent(COURSE)}`, { screen: 'attempts', course: COURSE, filters: NO_FILTERS }],
    [
      `${BASE}/c/a?exam=5&status=error,verified&attention=1`,
      {
        screen: 'attempts',
        course: 'a',
        filters: { exam: 5, statuses: ['error', 'verified'], text: '', attention: true },
      },
    ],
    [`${BASE}/c/a?exam=0x5`, { screen: 'attempts', course: 'a', filters: NO_FILTERS }],
    [`${BASE}/c/a%2Fb/attempts/C-1`, { screen: 'attempt', course: 'a/b', code: 'C-1' }],
    [`${BASE}/c/a/live/7`, { screen: 'live', course: 'a', exam: 7 }],
    [`${BASE}/c/a/live`, { screen: 'live', course: 'a', exam: null }],
    [`${BASE}/c/a/allowances`, { screen: 'allowances', course: 'a' }],
    [`${BASE}/c/a/reports`, { screen: 'reports', course: 'a' }],
    [`${BASE}/login?code=x`, { screen: 'login' }],
    [`${BASE}/webhooks`, { screen: 'webhooks' }],
    [`${BASE}/c/a/attempts`, { screen: 'unknown' }],
    [`${BASE}/c/a/reports/1`, { screen: 'unknown' }],
    [`${BASE}/c/a/attempts/b/c`, { screen: 'unknown' }],
    [`${BASE}/nothing`, { screen: 'unknown' }],
    [`${BASE}/c/%E0%A4%A`, { screen: 'attempts', course: '%E0%A4%A', filters: NO_FILTERS }],
  ])('%s', (address, route) => {
    expect(parse(address)).toEqual(route);
  });

  const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  const text = fc.string({ minLength: 1, unit: 'grapheme' }).filter(value => !/^\.{1,2}$/.test(value));
  const course = text;
  const routes: fc.Arbitrary<Route> = fc.oneof(
    fc.record({
      screen: fc.constant('attempts' as const),
      course,
      filters: fc.record({
        exam: fc.option(id),
        statuses: fc.subarray(['error', 'verified', 'started']),
        text,
        attention: fc.boolean(),
      }),
    }),
    fc.record({ screen: fc.constant('attempt' as const), course, code: text }),
    fc.record({ screen: fc.constant('live' as const), course, exam: fc.option(id) }),
    fc.constantFrom({ screen: 'courses' }, { screen: 'login' }, { screen: 'webhooks' }),
  );

  it('lead back to the same screen, whatever the course and the code are', () => {
    fc.assert(
      fc.property(routes, route => {
        expect(parse(formatRoute(route, BASE), 'filters' in route ? route.filters.text : '')).toEqual(route);
      }),
    );
  });

  it('have no text of a search, which can be a learner’s name', () => {
    const filters = { ...NO_FILTERS, exam: 5, text: 'mina@personal.example' };
    expect(formatRoute({ screen: 'attempts', course: 'a', filters }, BASE)).toBe(`${BASE}/c/a?exam=5`);
  });
});
