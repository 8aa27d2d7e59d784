import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { SetupEnds } from './test/support/setupEnds.ts';

// Most of a short process, of which there are hundreds, is loading modules; dev/offlineProcess.ts uses the same folder.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

/** These wait for a stack, a vendor or a cache, most of their time without work. */
const WAITING_FILES = /\/(?:e2e|local)\/|\/api\/(?:examMonitor|vendorRegistration|vendorTraffic)\./;
/** Up to a minute, longer than all others. */
const WAITS_FOR_SCHEDULE = /\/e2e\/timeOuts\./;
/** Work for the other workers while a file waits. */
const FILES_BESIDE = 3;

/** The longest files of the last run come first, those that wait one after the other, so that the other workers use the processor. */
class WaitingFilesSpread extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return this.ctx.projects.flatMap(project => {
      const ofProject = sorted.filter(file => file.project === project);
      const waiting = ofProject
        .filter(({ moduleId }) => WAITING_FILES.test(moduleId))
        .sort((a, b) => Number(WAITS_FOR_SCHEDULE.test(b.moduleId)) - Number(WAITS_FOR_SCHEDULE.test(a.moduleId)));
      const working = ofProject.filter(({ moduleId }) => !WAITING_FILES.test(moduleId));
      const spread = waiting.flatMap(file => [file, ...working.splice(0, FILES_BESIDE)]);
      return [...spread, ...working];
    });
  }
}

/**
 * A worker of these projects goes from one file to the next as it is: modules stay loaded and compiled. Only the
 * environment is restored. Files that replace modules, or load handlers with settings of their own, load all modules
 * but packages anew (`handlers`).
 */
const KEPT_WORKERS = { isolate: false, setupFiles: ['test/support/keptEnvironment.ts'] };

/** Tests that wait for stacks, or for answers that take their time, run four at once. */
const WAITING = { maxWorkers: 4, sequence: { groupOrder: 0 } };

/** The others use the processor: a worker more loads and compiles every module once more. They run after those that wait. */
const COMPUTING = { maxWorkers: 2, sequence: { groupOrder: 1 } };

/** Matrices of requests: all cases on ports in memory, and a part of them on DynamoDB Local (`test/support/runs.ts`). */
const ALSO_IN_MEMORY = [
  'test/api/{allAttempts,attemptActions,courseStaffAttempts,edxExamsPublication}.test.ts',
  'test/api/{permissions,trustBoundary,vendorReviews}.test.ts',
];

/** `http` and `dynamodb` run on a real DynamoDB Local that each run starts for itself. */
export default defineConfig({
  test: {
    sequence: { sequencer: WaitingFilesSpread },
    // Concurrent cases wait, for a cache of ten seconds for example.
    maxConcurrency: 10,
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
          ...COMPUTING,
          name: 'memory',
          setupFiles: [...KEPT_WORKERS.setupFiles, 'test/support/useServiceInMemory.ts'],
          env: { SERVICE_IN_MEMORY: '1', LOG_LEVEL: 'SILENT' },
          include: ALSO_IN_MEMORY,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...KEPT_WORKERS,
          ...WAITING,
          name: 'http',
          include: ['test/{api,e2e}/**/*.test.ts'],
          globalSetup: ['test/support/setups.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...KEPT_WORKERS,
          ...WAITING,
          name: 'dynamodb',
          setupFiles: [...KEPT_WORKERS.setupFiles, 'test/support/releaseTables.ts'],
          include: ['test/{integration,local}/**/*.test.ts', 'packages/*/test/*.test.ts'],
          globalSetup: ['test/support/setups.ts'],
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
