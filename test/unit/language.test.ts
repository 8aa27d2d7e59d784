import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { codeOf, commentsOf, usesOf } from '../support/comments.ts';

const sourcesIn = (pattern: string) =>
  globSync(pattern, { cwd: PROJECT_ROOT }).map(file => [file, readFileSync(join(PROJECT_ROOT, file), 'utf8')] as const);
const product = sourcesIn('src/**/*.{ts,tsx}');
const tools = sourcesIn('{build,cli,dev,packages,simulator,operations,bench}/**/*.ts');
const productAndTools = [...product, ...tools];
/** This file contains the rejected words as data. */
const everything = [...productAndTools, ...sourcesIn('test/**/*.ts')].filter(
  ([file]) => !file.endsWith('language.test.ts'),
);

/** `file:line` of each match. */
function placesOf(pattern: RegExp, sources: typeof everything): string[] {
  return sources.flatMap(([file, source]) =>
    source.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : [])),
  );
}

/** The texts between tags are sentences, not names. */
function withoutTexts(file: string, source: string): string {
  if (!file.endsWith('.tsx')) return source;
  return source.replace(/(?<=[>}])[^<>{}()=;]+(?=[<{])/g, text => text.replace(/[^\n]/g, ' '));
}

/** A noun of the glossary says more in the place of each. */
const VAGUE_NAMES = (
  'asked blank forget found given gone heir keep kept known look looks more most one recall refused remember said shown ' +
  'somebody theirs those told wanted what who whoever why'
).split(' ');

const PERMITTED_IN_TESTS = new Set(['found', 'known', 'shown']);

describe('names', () => {
  it.each([
    ['limits begin with MAX_ or MIN_', /\b(?:MOST|LONGEST|LEAST)_[A-Z]/],
    [
      'numbers of parallel operations end with CONCURRENCY',
      /\b(?:[A-Z_]+_)?(?:AT_ONCE|SIDE_BY_SIDE)\b|\bCONCURRENT_[A-Z]/,
    ],
  ])('%s', (_rule, pattern) => {
    expect(placesOf(pattern, everything)).toEqual([]);
  });

  it('are not participles, pronouns or question words', () => {
    const vague = everything.flatMap(([file, source]) =>
      usesOf(VAGUE_NAMES, withoutTexts(file, source))
        .filter(({ name }) => !(file.startsWith('test/') && PERMITTED_IN_TESTS.has(name)))
        .map(({ line, name }) => `${file}:${line} ${name}`),
    );
    expect(vague).toEqual([]);
  });
});

describe('titles of tests', () => {
  it('reject requests; only reviews and connections are refused', () => {
    const refusals = placesOf(/(?:\b(?:it|describe)|[\])])\(['`][^'`]*\brefus/, everything);
    expect(refusals.filter(place => !/reviews|vendorSimulator/i.test(place))).toEqual([]);
  });
});

const MAX_PER_THOUSAND = 1;

/** Names of headers, cookies, groups and other programs. */
const FOREIGN_NAMES = new Set([
  'Allow',
  'JWT_AUTH_COOKIE_HEADER_PAYLOAD',
  'JWT_AUTH_COOKIE_SIGNATURE',
  'Vary',
  'console',
  'kid',
  'software_secure_review',
]);

describe('comments', () => {
  const words = (text: string) => text.match(/[A-Za-z’'-]+/g) ?? [];
  const placedComments = (sources: typeof product) =>
    sources.flatMap(([file, source]) =>
      commentsOf(source).map(({ line, text }) => ({ place: `${file}:${line}`, text })),
    );
  const comments = placedComments(everything);

  it('rarely contain what, who, whoever or whatever', () => {
    const hits = comments.filter(({ text }) => /\b(?:what|who|whoever|whatever)\b/i.test(text));
    const count = comments.reduce((sum, { text }) => sum + words(text).length, 0);
    expect((hits.length / count) * 1000, hits.map(({ place }) => place).join('\n')).toBeLessThan(MAX_PER_THOUSAND);
  });

  it('name only identifiers that exist in the code', () => {
    const identifiers = new Set(product.flatMap(([, source]) => codeOf(source).match(/\w+/g) ?? []));
    const named = placedComments(product).flatMap(({ place, text }) =>
      [...text.matchAll(/`([A-Za-z_]\w*)`/g)].map(([, name = '']) => ({ name, place: `${place} ${name}` })),
    );
    expect(named.length).toBeGreaterThan(100);
    expect(
      named.filter(({ name }) => !identifiers.has(name) && !FOREIGN_NAMES.has(name)).map(({ place }) => place),
    ).toEqual([]);
  });

  it('of a declaration begin with a noun or a verb', () => {
    expect(placesOf(/^\s*\/\*\* (?:Of|Those)\b/, everything)).toEqual([]);
  });

  it('use the field’s terms in place of idioms', () => {
    const idioms =
      /\b(?:by hand|for good|hands (?:may )?have|makes? way|none is none|and its like|not traffic|as far as possible)\b/i;
    expect(comments.filter(({ text }) => idioms.test(text)).map(({ place }) => place)).toEqual([]);
  });

  it('have at most two lines, besides tags', () => {
    const parts = comments.flatMap(({ place, text }) =>
      text.split(/^(?=@)/m).map(part => ({ place, part: part.trim() })),
    );
    expect(parts.filter(({ part }) => part.split('\n').length > 2).map(({ place }) => place)).toEqual([]);
    expect(everything.flatMap(([file, source]) => (/(?:^[ \t]*\/\/.*\n){3}/m.test(source) ? [file] : []))).toEqual([]);
  });
});
