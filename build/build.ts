import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildResult, build } from 'esbuild';
import { LocalStackError } from '../cli/commandError.ts';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import { runCommand } from '../cli/runCommand.ts';
import { ingredientsOf, isStillMadeOf, writeIfChanged } from './buildCache.ts';
import { buildClient } from './buildClient.ts';
import { onlyForLambda } from './lean-sdk/leanSdk.ts';
import { onlyServedEndpoints } from './servedEndpoints.ts';

const OUT_DIR = join(PROJECT_ROOT, 'dist');
const HANDLERS_DIR = join(PROJECT_ROOT, 'src/handlers');

/**
 * Bundles every handler into one file of its own and removes the bundles that no handler has any more. One that would be
 * made of the same files as before stays as it is, unless all are to be made anew.
 * @param options.hasWholeContract for a function that shows the contract to people, with what only they read
 * @returns the names of the functions built
 * @throws LocalStackError with what esbuild says about the source
 */
export async function buildFunctions(
  outDir = OUT_DIR,
  handlersDir = HANDLERS_DIR,
  { isAnew = false, hasWholeContract = false } = {},
): Promise<string[]> {
  const names = await handlerNames(handlersDir);
  if (names.length === 0) return [];
  await mkdir(outDir, { recursive: true });
  await Promise.all(
    names.map(async name => {
      const [source, target] = [join(handlersDir, `${name}.ts`), join(outDir, `${name}.mjs`)];
      if (isAnew || !(await isUpToDate(target))) await bundle(source, target, hasWholeContract);
    }),
  );
  await removeStale(outDir, names);
  return names;
}

async function handlerNames(handlersDir: string): Promise<string[]> {
  const files = await readdir(handlersDir).catch(() => []);
  return files.filter(file => /^[^.]+\.ts$/.test(file)).map(file => basename(file, '.ts'));
}

const recordOf = (target: string) => `${target}.json`;

async function isUpToDate(target: string): Promise<boolean> {
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  return isThere && (await isStillMadeOf(recordOf(target)));
}

async function bundle(source: string, target: string, hasWholeContract: boolean): Promise<void> {
  const began = Date.now();
  const { outputFiles = [], metafile } = await compile(source, target, hasWholeContract).catch(error => {
    throw new LocalStackError((error as Error).message);
  });
  for (const { contents } of outputFiles) await writeIfChanged(target, contents);
  const ingredients = await ingredientsOf(Object.keys(metafile?.inputs ?? {}), began);
  if (ingredients) await writeIfChanged(recordOf(target), JSON.stringify(ingredients));
  else await rm(recordOf(target), { force: true });
}

function compile(source: string, target: string, hasWholeContract: boolean): Promise<BuildResult> {
  return build({
    entryPoints: [source],
    outfile: target,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [onlyForLambda, ...(hasWholeContract ? [] : [onlyServedEndpoints])],
    absWorkingDir: PROJECT_ROOT,
    logLevel: 'silent',
  });
}

async function removeStale(outDir: string, names: readonly string[]): Promise<void> {
  const kept = new Set(names.map(name => `${name}.mjs`));
  const stale = (await readdir(outDir)).filter(file => file.endsWith('.mjs') && !kept.has(file));
  await Promise.all(stale.map(file => rm(join(outDir, file), { force: true })));
}

const HELP = `npm run build

Bundles every function into dist, and the client's package into dist-client.

  --help               shows this
`;

if (import.meta.main) {
  process.exitCode = await runCommand('build', HELP, async args => {
    parseArgs({ args, options: {} });
    // What is deployed is made anew.
    const names = await buildFunctions(OUT_DIR, HANDLERS_DIR, { isAnew: true });
    console.log(names.length === 0 ? 'No handlers in src/handlers.' : `Built ${names.join(', ')}.`);
    await buildClient(join(PROJECT_ROOT, 'dist-client'));
    console.log('Built the client.');
    return 0;
  });
}
