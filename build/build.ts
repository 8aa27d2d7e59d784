import { access, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildResult, build, type Metafile, type Plugin } from 'esbuild';
import { CommandError } from '../cli/commandError.ts';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import { runCommand } from '../cli/runCommand.ts';
import { type FileStates, isBuildCurrent, storeOutput } from './buildCache.ts';
import { buildClient } from './buildClient.ts';
import { leanSdk } from './lean-sdk/leanSdk.ts';
import { servedEndpoints } from './servedEndpoints.ts';
import { STAFF_FILES, staffFiles } from './staffFiles.ts';

const OUT_DIR = join(PROJECT_ROOT, 'dist');
const HANDLERS_DIR = join(PROJECT_ROOT, 'src/handlers');
/** Parts of the plain SDK's credential chain are CommonJS. */
const REQUIRE = `import{createRequire}from'node:module';const require=createRequire(import.meta.url);`;

export interface BuildOptions {
  /** Rebuilds outputs that are current. */
  force?: boolean;
  /** Keeps the contract's documentation, for the documentation page. */
  withDocumentation?: boolean;
  /** Bundles the AWS SDK unchanged; default: PLAIN_SDK=1. */
  plainSdk?: boolean;
}

/**
 * Bundles each handler into one file, unless the file is current, and removes bundles without a handler.
 * @returns the names of the functions
 * @throws CommandError with the message of esbuild
 */
export async function buildFunctions(
  outDir = OUT_DIR,
  handlersDir = HANDLERS_DIR,
  { force = false, withDocumentation = false, plainSdk = process.env.PLAIN_SDK === '1' }: BuildOptions = {},
): Promise<string[]> {
  const names = await handlerNames(handlersDir);
  if (names.length === 0) return [];
  await mkdir(outDir, { recursive: true });
  const options = { withDocumentation, plainSdk };
  const states: FileStates = new Map();
  const isStale = await Promise.all(
    names.map(async name => force || !(await isCurrent(join(outDir, `${name}.mjs`), options, states))),
  );
  const stale = names.filter((_, index) => isStale[index]);
  if (stale.length > 0) await bundle(stale, { outDir, handlersDir }, options);
  await removeStale(outDir, names);
  return names;
}

async function handlerNames(handlersDir: string): Promise<string[]> {
  const files = await readdir(handlersDir).catch(() => []);
  return files.filter(file => /^[^.]+\.ts$/.test(file)).map(file => basename(file, '.ts'));
}

const recordOf = (target: string) => `${target}.json`;
const variantOf = ({ plainSdk }: BundleOptions) => (plainSdk ? 'plain SDK' : 'lean SDK');

interface Folders {
  outDir: string;
  handlersDir: string;
}

type BundleOptions = Required<Pick<BuildOptions, 'withDocumentation' | 'plainSdk'>>;

async function isCurrent(target: string, options: BundleOptions, states: FileStates): Promise<boolean> {
  const exists = await access(target).then(
    () => true,
    () => false,
  );
  return exists && (await isBuildCurrent(recordOf(target), variantOf(options), states));
}

/** Bundles in one run of esbuild, which reads and parses each source once for all functions. */
async function bundle(names: readonly string[], folders: Folders, options: BundleOptions): Promise<void> {
  const startedAt = Date.now();
  const pageSources: string[] = [];
  const page = staffFiles(sources => pageSources.push(...sources));
  const { outputFiles = [], metafile } = await compile(names, folders, options, page).catch(error => {
    throw new CommandError((error as Error).message);
  });
  const { inputs: graph, outputs } = metafile ?? { inputs: {}, outputs: {} };
  await Promise.all(
    outputFiles.map(async ({ path, contents }) => {
      const sources = sourcesOf(outputs[relative(PROJECT_ROOT, path)]?.entryPoint ?? '', graph);
      const inputs = sources.some(source => STAFF_FILES.test(`/${source}`)) ? [...sources, ...pageSources] : sources;
      await storeOutput(path, contents, { record: recordOf(path), inputs, startedAt, variant: variantOf(options) });
    }),
  );
}

/** An entry point with everything that it imports, directly or not. */
function sourcesOf(entryPoint: string, inputs: Metafile['inputs']): string[] {
  const sources = new Set([entryPoint]);
  for (const source of sources) {
    for (const { path, external } of inputs[source]?.imports ?? []) if (!external) sources.add(path);
  }
  return [...sources];
}

function compile(
  names: readonly string[],
  { outDir, handlersDir }: Folders,
  options: BundleOptions,
  page: Plugin,
): Promise<BuildResult> {
  return build({
    entryPoints: names.map(name => join(handlersDir, `${name}.ts`)),
    outdir: outDir,
    outbase: handlersDir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [page, ...(options.plainSdk ? [] : [leanSdk()]), ...(options.withDocumentation ? [] : [servedEndpoints])],
    ...(options.plainSdk && { banner: { js: REQUIRE } }),
    absWorkingDir: PROJECT_ROOT,
    logLevel: 'silent',
  });
}

async function removeStale(outDir: string, names: readonly string[]): Promise<void> {
  const current = new Set(names.map(name => `${name}.mjs`));
  const stale = (await readdir(outDir)).filter(file => file.endsWith('.mjs') && !current.has(file));
  await Promise.all(stale.map(file => rm(join(outDir, file), { force: true })));
}

const HELP = `npm run build

Bundles every function into dist, and the client's package into dist-client.

  --help               shows this help

Environment:
  PLAIN_SDK            1 bundles the AWS SDK unchanged (also for npm start and npm run package)
`;

if (import.meta.main) {
  process.exitCode = await runCommand('build', HELP, async args => {
    parseArgs({ args, options: {} });
    const names = await buildFunctions(OUT_DIR, HANDLERS_DIR, { force: true });
    console.log(names.length === 0 ? 'No handlers in src/handlers: nothing was built.' : `Built ${names.join(', ')}.`);
    await buildClient(join(PROJECT_ROOT, 'dist-client'));
    console.log('Built the client.');
    return 0;
  });
}
