import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

const rows = readFileSync(join(PROJECT_ROOT, 'docs/rules.md'), 'utf8')
  .split('\n')
  .filter(line => line.startsWith('| '));
const sources = globSync('**/*.{ts,cjs}', { cwd: join(PROJECT_ROOT, 'src') });
const tests = globSync('**/*.test.ts', { cwd: join(PROJECT_ROOT, 'test') });

/** A path below src or the project; a bare name stands beside the path that precedes it. */
function isFile(name: string): boolean {
  const others = globSync(name, { cwd: PROJECT_ROOT });
  return sources.includes(name) || others.length > 0 || sources.some(path => basename(path) === name);
}

it('names only source files that exist', () => {
  const named = rows.flatMap(row => [...row.matchAll(/`([\w./-]+\.(?:ts|cjs))`/g)].map(match => match[1] ?? ''));
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter(name => !isFile(name))).toEqual([]);
});

it('names only tests that exist', () => {
  const named = rows.flatMap(row =>
    [...row.matchAll(/`((?:unit|usecases|integration|api|e2e|local|package|browser)\/\w+)`/g)].map(
      match => match[1] ?? '',
    ),
  );
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter(name => !tests.includes(`${name}.test.ts`))).toEqual([]);
});
