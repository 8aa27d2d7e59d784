import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildFunctions } from '../../local/build.ts';
import { PROJECT_ROOT } from '../../local/projectRoot.ts';
import { SERVERLESS_SCRIPT } from '../../local/serverlessCommand.ts';
import type { Template } from './template.ts';

/** As much of a template as tests ask about. */
export interface Resource {
  Type: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the properties of every type of resource
  Properties: any;
}

export interface PackagedStage {
  /** Where the packages of the functions are. */
  folder: string;
  resources: Record<string, Resource>;
  template: Template;
  /** What is given to CloudFormation beside the template. */
  stackTags: Record<string, string>;
}

const projects: string[] = [];

/**
 * What `npm run package` does, with the bundles that there are if they are up to date, in a copy of the project: even with
 * another target folder `serverless package` first fills the project's own, so that two of them, or a test and a person,
 * would spoil each other's packages.
 */
export async function packageStage(stage: string, env: Record<string, string> = {}): Promise<PackagedStage> {
  const project = await mkdtemp(join(tmpdir(), `package-${stage}-`));
  projects.push(project);
  const bundles = (await buildFunctions()).map(name => `dist/${name}.mjs`);
  for (const part of [...bundles, 'package.json', 'serverless.yml', 'resources', 'local/functions.yml']) {
    await cp(join(PROJECT_ROOT, part), join(project, part), { recursive: true });
  }
  await symlink(join(PROJECT_ROOT, 'node_modules'), join(project, 'node_modules'), 'junction');
  // Nothing of the developer's own settings reaches the template.
  const { PATH, HOME } = process.env;
  await promisify(execFile)(process.execPath, [SERVERLESS_SCRIPT, 'package', '--stage', stage], {
    cwd: project,
    env: { PATH, HOME, SLS_TELEMETRY_DISABLED: '1', ...env },
  });
  const folder = join(project, '.serverless');
  const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const template = await read('cloudformation-template-update-stack.json');
  const state = await read('serverless-state.json');
  return { folder, resources: template.Resources, template, stackTags: state.service.provider.stackTags ?? {} };
}

/** Removes what was packaged. */
export async function removePackages(): Promise<void> {
  await Promise.all(projects.splice(0).map(project => rm(project, { recursive: true })));
}
