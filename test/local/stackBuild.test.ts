import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildFunctions } from '../../build/build.ts';
import { CommandError } from '../../cli/commandError.ts';

let folder: string;
let out: string;
let handlers: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-'));
  [out, handlers] = [join(folder, 'out'), join(folder, 'handlers')];
  await mkdir(handlers);
});
afterEach(() => rm(folder, { recursive: true }));

const age = async (path: string, seconds: number) => {
  const at = Date.now() / 1000 - seconds;
  await utimes(path, at, at);
};

const handler = (name: string, source: string) => writeFile(join(handlers, `${name}.ts`), source);

it('bundles each handler with what it imports', async () => {
  await handler('hello', `import { word } from '../word.ts'; export const handler = (): string => word;`);
  await writeFile(join(folder, 'word.ts'), `export const word: string = 'hello';`);
  expect(await buildFunctions(out, handlers)).toEqual(['hello']);
  const built = await import(pathToFileURL(join(out, 'hello.mjs')).href);
  expect(built.handler()).toBe('hello');
});

it('keeps unchanged bundles and removes those without a handler', async () => {
  await handler('kept', 'export const handler = 1;');
  await handler('gone', 'export const handler = 1;');
  await buildFunctions(out, handlers);
  const before = await stat(join(out, 'kept.mjs'));
  await rm(join(handlers, 'gone.ts'));
  await buildFunctions(out, handlers);
  expect(await readdir(out)).toEqual(['kept.mjs']);
  const after = await stat(join(out, 'kept.mjs'));
  expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
});

it('can run twice concurrently', async () => {
  await handler('hello', 'export const handler = 1;');
  await Promise.all([buildFunctions(out, handlers), buildFunctions(out, handlers)]);
  expect(await readdir(out)).toEqual(['hello.mjs']);
});

it('reports the error in a handler', async () => {
  await handler('broken', 'export const handler = ;');
  const building = buildFunctions(out, handlers);
  await expect(building).rejects.toThrow(CommandError);
  await expect(building).rejects.toThrow(/broken\.ts:1:\d+: ERROR: Unexpected ";"/);
});

it('removes nothing if there are no handlers', async () => {
  await mkdir(out);
  await writeFile(join(out, 'other.mjs'), '');
  expect(await buildFunctions(out, handlers)).toEqual([]);
  expect(await readdir(out)).toEqual(['other.mjs']);
});

it('rebuilds a bundle only after a change of its inputs, or on request', async () => {
  const source = join(handlers, 'aged.ts');
  const built = () => readFile(join(out, 'aged.mjs'), 'utf8');
  await handler('aged', 'export const handler = "first";');
  await age(source, 60);
  await buildFunctions(out, handlers);
  await writeFile(join(out, 'aged.mjs'), 'by hand');
  await buildFunctions(out, handlers);
  expect(await built()).toBe('by hand');
  await buildFunctions(out, handlers, { force: true });
  expect(await built()).toContain('first');
  await handler('aged', 'export const handler = "other";');
  await age(source, 30);
  await buildFunctions(out, handlers);
  expect(await built()).toContain('other');
});

it('rebuilds the bundles of the functions that import a changed module, and no others', async () => {
  const word = join(folder, 'word.ts');
  await writeFile(word, `export const word = 'first';`);
  await writeFile(join(folder, 'between.ts'), `export { word } from './word.ts';`);
  await handler('user', `import { word } from '../between.ts'; export const handler = word;`);
  await handler('other', `export const handler = 'other';`);
  for (const path of [word, join(folder, 'between.ts'), join(handlers, 'user.ts'), join(handlers, 'other.ts')]) {
    await age(path, 60);
  }
  await buildFunctions(out, handlers);
  await writeFile(join(out, 'other.mjs'), 'by hand');
  await writeFile(word, `export const word = 'second';`);
  await age(word, 30);
  await buildFunctions(out, handlers);
  expect(await readFile(join(out, 'user.mjs'), 'utf8')).toContain('second');
  expect(await readFile(join(out, 'other.mjs'), 'utf8')).toBe('by hand');
});
