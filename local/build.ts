import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BuildResult, build } from 'esbuild';
import { onlyForLambda } from './bundle/onlyForLambda.ts';
import { onlyServedEndpoints } from './bundle/onlyServedEndpoints.ts';
import { LocalStackError } from './localStackError.ts';
import { PROJECT_ROOT } from './projectRoot.ts';

const OUT_DIR = join(PROJECT_ROOT, 'dist');
const HANDLERS_DIR = join(PROJECT_ROOT, 'src/handlers');

/**
 * Bundles every handler into one file of its own and removes the bundles that no handler has any more.
 * @returns the names of the functions built
 * @throws LocalStackError with what esbuild says about the source
 */
export async function buildFunctions(outDir = OUT_DIR, handlersDir = HANDLERS_DIR): Promise<string[]> {
  const names = await handlerNames(handlersDir);
  if (names.length === 0) return [];
  await mkdir(outDir, { recursive: true });
  await Promise.all(names.map(name => bundle(join(handlersDir, `${name}.ts`), join(outDir, `${name}.mjs`))));
  await removeStale(outDir, names);
  return names;
}

async function handlerNames(handlersDir: string): Promise<string[]> {
  const files = await readdir(handlersDir).catch(() => []);
  return files.filter(file => /^[^.]+\.ts$/.test(file)).map(file => basename(file, '.ts'));
}

async function bundle(source: string, target: string): Promise<void> {
  const { outputFiles = [] } = await compile(source, target).catch(error => {
    throw new LocalStackError((error as Error).message);
  });
  for (const { contents } of outputFiles) await writeIfChanged(target, Buffer.from(contents));
}

function compile(source: string, target: string): Promise<BuildResult> {
  return build({
    entryPoints: [source],
    outfile: target,
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [onlyForLambda, onlyServedEndpoints],
    absWorkingDir: PROJECT_ROOT,
    logLevel: 'silent',
  });
}

/** A rename, because a test run and a running stack may build at the same time, and a function may be loading. */
async function writeIfChanged(target: string, contents: Buffer): Promise<void> {
  const present = await readFile(target).catch(() => undefined);
  if (present?.equals(contents)) return;
  const unfinished = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(unfinished, contents);
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function removeStale(outDir: string, names: readonly string[]): Promise<void> {
  const kept = new Set(names.map(name => `${name}.mjs`));
  const stale = (await readdir(outDir)).filter(file => file.endsWith('.mjs') && !kept.has(file));
  await Promise.all(stale.map(file => rm(join(outDir, file), { force: true })));
}

if (import.meta.main) {
  try {
    const names = await buildFunctions();
    console.log(names.length === 0 ? 'No handlers in src/handlers.' : `Built ${names.join(', ')}.`);
  } catch (error) {
    if (!(error instanceof LocalStackError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
