import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

const GENERATED = ['node_modules', 'dist', 'dist-client', 'coverage'];

const files = readdirSync(PROJECT_ROOT, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && !entry.name.startsWith('.') && !GENERATED.includes(entry.name))
  .flatMap(({ name }) =>
    readdirSync(join(PROJECT_ROOT, name), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts') && !file.includes('node_modules'))
      .map(file => join(name, file)),
  );

/** Files outside of the folders that import, type imports included, from the folder. */
function importersOf(folder: string, allowed: readonly string[]): string[] {
  const outside = files.filter(file => !allowed.some(name => file.startsWith(`${name}/`)));
  return outside.filter(file => {
    const source = readFileSync(join(PROJECT_ROOT, file), 'utf8');
    const specifiers = [...source.matchAll(/(?:from|import\(?)\s*'(\.[^']+)'/g)].map(([, specifier = '']) => specifier);
    const targets = specifiers.map(specifier => relative('', join(dirname(file), specifier)));
    return targets.some(target => target.startsWith(`${folder}/`));
  });
}

it('neither the product nor a test imports from the benchmark', () => {
  expect(importersOf('bench', ['bench'])).toEqual([]);
});

it('the product imports nothing from tests', () => {
  expect(importersOf('test', ['test', 'bench'])).toEqual([]);
});
