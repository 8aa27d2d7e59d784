import type { TestProject, Vitest } from 'vitest/node';
import { buildFunctions } from '../../build/build.ts';
import setUpDynamodb from './dynamodbSetup.ts';
import { readFunctionTemplates } from './gateway/functionDefinitions.ts';
import setUpGateways from './gatewaySetup.ts';
import setUpPackages from './packagesSetup.ts';
import { type RunningSetups, type SetupName, setupOf } from './setupOf.ts';
import setUpStack from './stackSetup.ts';

type End = () => Promise<void>;
type SetUp = (project: TestProject) => Promise<End>;

const SETUPS: Readonly<Record<SetupName, { project: string; setUp: SetUp }>> = {
  api: { project: 'http', setUp: setUpGateways },
  e2e: { project: 'http', setUp: setUpStack },
  dynamodb: { project: 'dynamodb', setUp: setUpDynamodb },
  package: { project: 'package', setUp: setUpPackages },
};
const NAMES = Object.keys(SETUPS) as SetupName[];

/** The setups of this run: each project loads this module anew, in the same process. */
const run = globalThis as RunningSetups;

/** Starts the setups of all projects at the same time; vitest itself goes from one to the next. A run of named files has its own only. */
export default async function setUp(project: TestProject): Promise<End> {
  const { vitest } = project;
  const { filenamePattern } = vitest as { filenamePattern?: string[] };
  run.runningSetups ??= startAll(vitest.projects, filenamePattern ? await setupsOf(vitest, filenamePattern) : NAMES);
  const names = NAMES.filter(name => SETUPS[name].project === project.name);
  const ends = await Promise.all(names.map(name => run.runningSetups?.get(name)));
  return async () => void (await Promise.all(ends.map(end => end?.())));
}

async function setupsOf(vitest: Vitest, filters: string[]): Promise<SetupName[]> {
  const specifications = await vitest.globTestSpecifications(filters);
  const needed = new Set(specifications.map(({ moduleId }) => setupOf(moduleId)));
  return NAMES.filter(name => needed.has(name));
}

function startAll(projects: readonly TestProject[], names: readonly SetupName[]) {
  // Several setups would build the bundles and read the functions, with which the service's definition is cached, at the same time.
  const prepared = names.length > 1 ? Promise.all([buildFunctions(), readFunctionTemplates()]) : Promise.resolve();
  const started = names.flatMap(name => {
    const project = projects.find(other => other.name === SETUPS[name].project);
    return project ? [[name, prepared.then(() => start(name, project))] as const] : [];
  });
  // A failure is thrown by the setup of its project.
  for (const [, setup] of started) setup.catch(() => {});
  return new Map(started);
}

async function start(name: SetupName, project: TestProject): Promise<End> {
  const end = await SETUPS[name].setUp(project);
  let ended: Promise<void> | undefined;
  return () => {
    ended ??= end();
    return ended;
  };
}
