import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';
import { codeOf } from '../support/comments.ts';

const firstWords = (rule: string) => rule.toLowerCase().split(/\s+/).slice(0, 5).join(' ');

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

/** Each test of the cell "tests" with the names of its cases behind it. */
const testReferences = rows.flatMap(({ rule, tests }) =>
  [...tests.matchAll(/`([^`]+)`((?:,? "[^"]+")*)/g)].map(([, file = '', cases = '']) => ({
    rule: firstWords(rule),
    file,
    cases: [...cases.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name),
  })),
);

/** Whether the code defines the symbol: a declaration, a member, or the action of a transition. It may not only import it. */
const defines = (code: string, symbol: string) =>
  [
    `(function|const|class|interface|type) ${symbol}\\b`,
    `^ +${symbol}\\??:`,
    `^ +async ${symbol}\\(`,
    `action: '${symbol}'`,
  ].some(pattern => new RegExp(pattern, 'm').test(code));

/** A path below src, or below the project. */
const locationOf = (path: string) => [join(PROJECT_ROOT, 'src', path), join(PROJECT_ROOT, path)].find(existsSync);

/** The names of a test file's cases and groups. */
function titlesOf(source: string): string[] {
  const inQuotes = [...source.matchAll(/\(\s*'((?:[^'\\\n]|\\.)+)'/g), ...source.matchAll(/\(\s*`([^`]+)`/g)];
  return inQuotes.map(([, title = '']) => title);
}

describe('docs/rules.md', () => {
  it('names files and folders that exist, by their whole paths', () => {
    expect(references.length).toBeGreaterThan(100);
    expect(references.filter(({ path }) => !/[/]/.test(path) || !locationOf(path))).toEqual([]);
  });

  it('names symbols that the files before them define', () => {
    const missing = references.flatMap(({ path, symbols }) => {
      const code = symbols.length > 0 ? codeOf(readFileSync(locationOf(path) ?? '', 'utf8')) : '';
      return symbols.filter(symbol => !defines(code, symbol)).map(symbol => `${path} (${symbol})`);
    });
    expect(missing).toEqual([]);
  });

  const files = testReferences.filter(({ file }) => !file.startsWith('npm run '));
  const sourceOf = (file: string) => {
    const path = join(PROJECT_ROOT, 'test', `${file}.test.ts`);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };

  it('names tests that exist', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter(({ file }) => sourceOf(file) === '')).toEqual([]);
  });

  it('names cases of these tests', () => {
    const missing = files.flatMap(({ file, cases }) =>
      cases.filter(name => !titlesOf(sourceOf(file)).some(title => title.includes(name))).map(name => [file, name]),
    );
    expect(files.flatMap(({ cases }) => cases).length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });

  it('names a case wherever the test is about several rules', () => {
    const rulesOf = (file: string) => new Set(files.filter(row => row.file === file).map(({ rule }) => rule)).size;
    expect(files.filter(({ file, cases }) => cases.length === 0 && rulesOf(file) > 1)).toEqual([]);
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

  it('names every test of use cases and of the contract of stores', () => {
    const cwd = join(PROJECT_ROOT, 'test');
    const subjects = globSync(['usecases/*.test.ts', 'integration/contract/*.test.ts'], { cwd });
    const named = new Set(files.map(({ file }) => `${file}.test.ts`));
    expect(subjects.length).toBeGreaterThan(40);
    expect(subjects.filter(file => !named.has(file))).toEqual([]);
  });

  it('has every use case', () => {
    const named = new Set(references.map(({ path }) => path));
    const files = globSync('usecases/*/*.ts', { cwd: join(PROJECT_ROOT, 'src'), exclude: ['usecases/ports/*'] });
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter(file => !named.has(file))).toEqual([]);
  });
});
