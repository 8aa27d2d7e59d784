/** Part of `npm run build`: the client as a separate package, for `npm pack` or `npm publish`. */
import { execFile } from 'node:child_process';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import packageJson from '../package.json' with { type: 'json' };

/** The packages that the client's code imports. */
const DEPENDENCIES = ['zod'] as const;

/** Compiles the client into an empty folder, with its own package.json and README. */
export async function buildClient(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true });
  const compiler = join(PROJECT_ROOT, 'node_modules/typescript/bin/tsc');
  const args = [compiler, '-p', 'tsconfig.client.json', '--outDir', outDir];
  await promisify(execFile)(process.execPath, args, { cwd: PROJECT_ROOT });
  await writeFile(join(outDir, 'package.json'), `${JSON.stringify(clientPackageJson(), null, 2)}\n`);
  await cp(join(PROJECT_ROOT, 'src/client/README.md'), join(outDir, 'README.md'));
  await cp(join(PROJECT_ROOT, 'LICENSE'), join(outDir, 'LICENSE'));
}

/** The service's name, version and licence, without its scripts and its other dependencies. */
function clientPackageJson() {
  const { name, version, license, engines, dependencies } = packageJson;
  return {
    name,
    version,
    description: 'Typed client for the serverless-proctoring HTTP API, for Node and browsers.',
    keywords: ['proctoring', 'open-edx', 'edx-proctoring', 'client'],
    license,
    type: 'module',
    sideEffects: false,
    exports: { './client': { types: './client/client.d.ts', default: './client/client.js' } },
    files: ['client', 'api', 'domain'],
    engines,
    dependencies: Object.fromEntries(DEPENDENCIES.map(dependency => [dependency, dependencies[dependency]])),
  };
}
