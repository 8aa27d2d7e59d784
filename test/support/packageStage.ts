import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildFunctions } from '../../build/build.ts';
import { SERVERLESS_SCRIPT } from '../../build/serverlessCommand.ts';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

const projects: string[] = [];

/** Plugins of serverless.yml. */
const PLUGINS = ['serverless-offline'];

/**
 * Packages a stage like `npm run package`, in a copy of the project: `serverless package` writes into the project's own folder
 * even with another target, so concurrent runs would overwrite each other's packages.
 * @returns the folder of the packages and the template
 */
export async function packageStage(stage: string, env: Record<string, string> = {}): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), `package-${stage}-`));
  projects.push(project);
  const bundles = (await buildFunctions()).map(name => `dist/${name}.mjs`);
  for (const part of [...bundles, 'package.json', 'serverless.yml', 'resources', 'dev/functions.yml']) {
    await cp(join(PROJECT_ROOT, part), join(project, part), { recursive: true });
  }
  // The plugins alone: serverless lists all files of the project.
  await mkdir(join(project, 'node_modules'));
  for (const plugin of PLUGINS) {
    await symlink(join(PROJECT_ROOT, 'node_modules', plugin), join(project, 'node_modules', plugin), 'junction');
  }
  // The developer's settings must not reach the template.
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  await promisify(execFile)(process.execPath, [SERVERLESS_SCRIPT, 'package', '--stage', stage], {
    cwd: project,
    env: { PATH, HOME, NODE_COMPILE_CACHE, SLS_TELEMETRY_DISABLED: '1', ...env },
  });
  return join(project, '.serverless');
}

/** Removes the packages. */
export async function removePackages(): Promise<void> {
  await Promise.all(projects.splice(0).map(project => rm(project, { recursive: true })));
}
