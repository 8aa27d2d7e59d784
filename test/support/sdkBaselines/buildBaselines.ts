import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { buildFunctions } from '../../../local/build.ts';

const SOURCES = fileURLToPath(new URL('./baselines', import.meta.url));

/** What our functions are measured against, by name: paths of bundles. */
export interface Baselines {
  empty: string;
  /** Nothing but the SDK, bundled with care: an ES module, minified, from the SDK's own ES modules. */
  sdkOnly: string;
  /** The same bundled as our functions are, without what Lambda never uses of the SDK. */
  sdkTrimmed: string;
  /** CommonJS as bundlers make it by default, minified, with all of zod. */
  typical: string;
}

export async function buildBaselines(folder: string): Promise<Baselines> {
  const options: BuildOptions = { bundle: true, minify: true, platform: 'node', target: 'node24', logLevel: 'silent' };
  const module: BuildOptions = {
    ...options,
    format: 'esm',
    mainFields: ['module', 'main'],
    // Parts of the SDK's credential chain are CommonJS.
    banner: { js: `import{createRequire}from'node:module';const require=createRequire(import.meta.url);` },
  };
  const into = (name: string) => join(folder, name);
  const from = (name: string) => [join(SOURCES, `${name}.ts`)];
  await Promise.all([
    build({ ...module, entryPoints: from('empty'), outfile: into('empty.mjs') }),
    build({ ...module, entryPoints: from('sdkOnly'), outfile: into('sdkOnly.mjs') }),
    build({ ...options, format: 'cjs', entryPoints: from('typical'), outfile: into('typical.cjs') }),
    buildFunctions(into('trimmed'), SOURCES),
  ]);
  return {
    empty: into('empty.mjs'),
    sdkOnly: into('sdkOnly.mjs'),
    sdkTrimmed: into('trimmed/sdkOnly.mjs'),
    typical: into('typical.cjs'),
  };
}
