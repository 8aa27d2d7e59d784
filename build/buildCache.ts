import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';

/** What something was made of: sizes and times of all files, by their paths in the project. */
export type Ingredients = Readonly<Record<string, string>>;

const BUILD = join(PROJECT_ROOT, 'build/lean-sdk');
/** A file changed so short a time before may have been read as it was before that. */
const TOO_FRESH_MS = 2000;

/**
 * The ingredients of what was just made; undefined where one of them changed meanwhile.
 * @param inputs what was read for it, by their paths in the project
 * @param began when the making began, in milliseconds since 1970
 */
export async function ingredientsOf(inputs: readonly string[], began: number): Promise<Ingredients | undefined> {
  const ofBuild = (await readdir(BUILD)).map(file => `build/lean-sdk/${file}`);
  const paths = [
    ...inputs.filter(path => !path.includes(':')),
    ...ofBuild,
    'build/build.ts',
    'build/servedEndpoints.ts',
    'package-lock.json',
  ];
  const marks = await Promise.all(paths.map(async path => [path, await markOf(path)] as const));
  const isFresh = marks.some(([, mark]) => mark === undefined || mark.changedAt > began - TOO_FRESH_MS);
  return isFresh
    ? undefined
    : Object.fromEntries(marks.map(([path, mark]) => [path, `${mark?.size} ${mark?.changedAt}`]));
}

/** Whether what has these ingredients would be made of the same ones now. @param record a file that holds them */
export async function isStillMadeOf(record: string): Promise<boolean> {
  const ingredients: Ingredients = await readFile(record, 'utf8').then(JSON.parse, () => ({}));
  const paths = Object.keys(ingredients);
  const same = await Promise.all(
    paths.map(async path => {
      const mark = await markOf(path);
      return mark !== undefined && ingredients[path] === `${mark.size} ${mark.changedAt}`;
    }),
  );
  return paths.length > 0 && same.every(Boolean);
}

async function markOf(path: string): Promise<{ size: number; changedAt: number } | undefined> {
  const { size, mtimeMs } = await stat(join(PROJECT_ROOT, path)).catch(() => ({ size: 0, mtimeMs: 0 }));
  return mtimeMs === 0 ? undefined : { size, changedAt: mtimeMs };
}

/** A rename, because a test run and a running stack may build at the same time, and a function may be loading. */
export async function writeIfChanged(target: string, contents: string | Uint8Array): Promise<void> {
  const present = await readFile(target).catch(() => undefined);
  if (present?.equals(Buffer.from(contents))) return;
  const unfinished = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(unfinished, contents);
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
}
