import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { codeOf } from '../support/comments.ts';

/** Rows below the head of their table: the rule, its code and its tests. */
const rows = readFileSync(join(PROJECT_ROOT, 'docs/rules.md'), 'utf8')
  .split('\n')
  .filter(line => line.startsWith('| ') && !line.startsWith('| rule '))
  .map(line => {
    const [, rule = '', code = '', tests = ''] = line.split('|').map(cell => cell.trim());
    return { rule, code, tests };
  });

/** Each path of the cell "code" with the symbols in parentheses behind it. */
const references = rows.flatMap(({ code }) =>
  [...code.matchAll(/`([^`]+)`(?: \(((?:`\w+`(?:, )?)+)\))?/g)].map(([, path = '', symbols = '']) => ({
    path,
    symbols: [...symbols.matchAll(/`(\w+)`/g)].map(([, symbol = '']) => symbol),
  })),
);

/** A path below src, or below the project. */
const locationOf = (path: string) => [join(PROJECT_ROOT, 'src', path), join(PROJECT_ROOT, path)].find(existsSync);

const firstWords = (rule: string) => rule.toLowerCase().split(/\s+/).slice(0, 5).join(' ');

describe('docs/rules.md', () => {
  it('names files and folders that exist, by their whole paths', () => {
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter(({ path }) => !/[/]/.test(path) || !locationOf(path))).toEqual([]);
  });

  it('names symbols of the files before them', () => {
    const missing = references.flatMap(({ path, symbols }) => {
      const code = symbols.length > 0 ? codeOf(readFileSync(locationOf(path) ?? '', 'utf8')) : '';
      return symbols.filter(symbol => !new RegExp(`\\b${symbol}\\b`).test(code)).map(symbol => `${path} (${symbol})`);
    });
    expect(missing).toEqual([]);
  });

  it('names tests that exist', () => {
    const names = rows.flatMap(({ tests }) => [...tests.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
    const files = names.filter(name => !name.startsWith('npm run '));
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter(name => !existsSync(join(PROJECT_ROOT, 'test', `${name}.test.ts`)))).toEqual([]);
  });

  it('names settings that exist', () => {
    const settings = readFileSync(join(PROJECT_ROOT, 'docs/settings.md'), 'utf8');
    const names = rows.flatMap(({ rule }) => [...rule.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, name = '']) => name));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter(name => !settings.includes(`\`${name}\``))).toEqual([]);
  });

  it('has each rule once', () => {
    const beginnings = rows.map(({ rule }) => firstWords(rule));
    expect(beginnings.filter((words, index) => beginnings.indexOf(words) !== index)).toEqual([]);
  });

  it('has every use case', () => {
    const named = new Set(references.map(({ path }) => path));
    const files = globSync('usecases/*/*.ts', { cwd: join(PROJECT_ROOT, 'src'), exclude: ['usecases/ports/*'] });
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter(file => !named.has(file))).toEqual([]);
  });
});
