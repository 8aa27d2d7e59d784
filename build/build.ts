import { access, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildResult, build, type Plugin } from 'esbuild';
import { CommandError } from '../cli/commandError.ts';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import { runCommand } from '../cli/runCommand.ts';
import { isBuildCurrent, recordBuild, writeIfChanged } from './buildCache.ts';
import { buildClient } from './buildClient.ts';
import { leanSdk } from './lean-sdk/leanSdk.ts';
import { servedEndpoints } from './servedEndpoints.ts';
import { staffFiles } from './staffFiles.ts';

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
 * Bundles each handler into one file and removes bundles without a handler.
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
  await Promise.all(
    names.map(async name => {
      const [source, target] = [join(handlersDir, `${name}.ts`), join(outDir, `${name}.mjs`)];
      const options = { withDocumentation, plainSdk };
      if (force || !(await isCurrent(target, options))) await bundle(source, target, options);
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
const variantOf = ({ plainSdk }: BundleOptions) => (plainSdk ? 'plain SDK' : 'lean SDK');

type BundleOptions = Required<Pick<BuildOptions, 'withDocumentation' | 'plainSdk'>>;

async function isCurrent(target: string, options: BundleOptions): Promise<boolean> {
  const exists = await access(target).then(
    () => true,
    () => false,
  );
  return exists && (await isBuildCurrent(recordOf(target), variantOf(options)));
}

async function bundle(source: string, target: string, options: BundleOptions): Promise<void> {
  const startedAt = Date.now();
  const inputs: string[] = [];
  const page = staffFiles(sources => inputs.push(...sources));
  const { outputFiles = [], metafile } = await compile(source, target, options, page).catch(error => {
    throw new CommandError((error as Error).message);
  });
  for (const { contents } of outputFiles) await writeIfChanged(target, contents);
  inputs.push(...Object.keys(metafile?.inputs ?? {}));
  await recordBuild(recordOf(target), { inputs, startedAt, variant: variantOf(options) });
}

function compile(source: string, target: string, options: BundleOptions, page: Plugin): Promise<BuildResult> {
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
