import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildFunctions } from '../../../build/build.ts';

const SOURCES = fileURLToPath(new URL('./functions', import.meta.url));

/** A function that is nothing but the SDK: paths of two bundles of it. */
export interface Baselines {
  /** An ES module, minified, from the SDK's own ES modules. */
  sdkOnly: string;
  /** Built as our functions are, without the parts of the SDK that Lambda never uses. */
  sdkTrimmed: string;
}

export async function buildBaselines(folder: string): Promise<Baselines> {
  const sdkOnly = join(folder, 'sdkOnly.mjs');
  await Promise.all([
    build({
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node24',
      logLevel: 'silent',
      format: 'esm',
      mainFields: ['module', 'main'],
      // Parts of the SDK's credential chain are CommonJS modules.
      banner: { js: `import{createRequire}from'node:module';const require=createRequire(import.meta.url);` },
      entryPoints: [join(SOURCES, 'sdkOnly.ts')],
      outfile: sdkOnly,
    }),
    buildFunctions(join(folder, 'trimmed'), SOURCES),
  ]);
  return { sdkOnly, sdkTrimmed: join(folder, 'trimmed/sdkOnly.mjs') };
}
