import type { TestProject } from 'vitest/node';
import { buildFunctions } from '../../build/build.ts';
import setUpDynamodb from './dynamodbSetup.ts';
import { readFunctionTemplates } from './gateway/functionDefinitions.ts';
import setUpGateways from './gatewaySetup.ts';
import setUpPackages from './packagesSetup.ts';
import setUpStack from './stackSetup.ts';

type End = () => Promise<void>;
type SetUp = (project: TestProject) => Promise<End>;

const SETUPS: Readonly<Record<string, SetUp>> = {
  e2e: setUpStack,
  api: setUpGateways,
  integration: setUpDynamodb,
  local: setUpDynamodb,
  package: setUpPackages,
};

/** The setups of a run, by project. Each project loads this module anew, in the same process. */
const run = globalThis as { runningSetups?: Map<string, Promise<End>> };

/** Starts the setups of all projects at the same time; vitest itself goes from one to the next. A run of named files has its own only. */
export default async function setUp(project: TestProject): Promise<End> {
  const { vitest } = project;
  const hasNamedFiles = (vitest as { filenamePattern?: readonly string[] }).filenamePattern !== undefined;
  if (hasNamedFiles) return startOf(project);
  run.runningSetups ??= startAll(vitest.projects);
  return (await run.runningSetups.get(project.name)) ?? (async () => {});
}

function startAll(projects: readonly TestProject[]) {
  // All of them need both, and would make them at the same time. The reading of the functions caches the service's definition.
  const prepared = Promise.all([buildFunctions(), readFunctionTemplates()]);
  const started = projects.map(project => [project.name, prepared.then(() => startOf(project))] as const);
  // A failure is thrown by the setup of its project.
  for (const [, start] of started) start.catch(() => {});
  return new Map(started);
}

async function startOf(project: TestProject): Promise<End> {
  const end = await SETUPS[project.name]?.(project);
  let ended: Promise<void> | undefined;
  return () => {
    ended ??= end?.() ?? Promise.resolve();
    return ended;
  };
}
