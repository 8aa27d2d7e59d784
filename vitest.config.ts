import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { SetupEnds } from './test/support/setupEnds.ts';

// Most of a short process, of which there are hundreds, is loading modules; dev/offlineProcess.ts uses the same folder.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

/** These wait for stacks of their own: the run must not end with them. Within a project the longest of the last run come first. */
const SLOW_PROJECTS = ['local', 'e2e'];
/** These wait for time limits and caches, most of their time without work. */
const SLOW_FILES = /\/(?:examMonitor|vendorRegistration)\.test\.ts$/;

class SlowFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ project, moduleId }: TestSpecification) =>
      SLOW_PROJECTS.includes(project.name) || SLOW_FILES.test(moduleId);
    return (await super.sort(files)).sort((a, b) => Number(isSlow(b)) - Number(isSlow(a)));
  }
}

/**
 * A worker of these projects goes from one file to the next as it is: modules stay loaded and compiled. Only the
 * environment is restored. Files that replace modules, or load handlers with settings of their own, load all modules
 * but packages anew (`handlers`).
 */
const KEPT_WORKERS = { isolate: false, setupFiles: ['test/support/keptEnvironment.ts'] };

/** Tests that wait for stacks, or for answers that take their time, run three at once: a fourth worker cost more than it gained. */
const WAITING = { maxWorkers: 3, sequence: { groupOrder: 0 } };

/** The others use the processor: a worker more loads and compiles every module once more. They run after those that wait. */
const COMPUTING = { maxWorkers: 2, sequence: { groupOrder: 1 } };

/** Seven kinds of tests; integration, api, e2e and local run on a real DynamoDB Local that each run starts for itself. */
export default defineConfig({
  test: {
    sequence: { sequencer: SlowFilesFirst },
    // CI counts what this file says.
    reporters: [...(process.env.TEST_REPORT ? ['default', 'json'] : ['default']), new SetupEnds()],
    ...(process.env.TEST_REPORT && { outputFile: { json: process.env.TEST_REPORT } }),
    projects: [
      {
        test: {
          ...KEPT_WORKERS,
          ...COMPUTING,
          name: 'unit',
          include: ['test/unit/*.test.ts', 'test/unit/staff/*.test.ts', 'test/usecases/**/*.test.ts'],
          // A machine with much else to do takes its time over thousands of examples.
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...KEPT_WORKERS,
          ...COMPUTING,
          name: 'handlers',
          setupFiles: [...KEPT_WORKERS.setupFiles, 'test/support/freshModules.ts'],
          include: ['test/unit/handlers/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...KEPT_WORKERS,
          ...WAITING,
          name: 'integration',
          setupFiles: [...KEPT_WORKERS.setupFiles, 'test/support/releaseTables.ts'],
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/setups.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...KEPT_WORKERS,
          ...WAITING,
          name: 'api',
          include: ['test/api/**/*.test.ts'],
          globalSetup: ['test/support/setups.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...KEPT_WORKERS,
          ...WAITING,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/setups.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...KEPT_WORKERS,
          ...WAITING,
          name: 'local',
          globalSetup: ['test/support/setups.ts'],
          include: ['test/local/**/*.test.ts', 'packages/*/test/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...KEPT_WORKERS,
          ...COMPUTING,
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          globalSetup: ['test/support/setups.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
