import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Those that take longest, with which the run must not end, and those that have a function do as much as its time limit
 * allows: they have their DynamoDB Local to themselves while the others wait for stacks of their own.
 */
const LONG = [
  'local/stackCommand',
  'e2e/timeOuts',
  'integration/operationBudgets',
  'unit/inboundFuzz',
  'e2e/vendorTraffic',
  'e2e/demo',
  'e2e/ownStack',
  'local/stack',
  'e2e/registeringAtVendors',
  'e2e/vendorCommand',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex(name => moduleId.endsWith(`/${name}.test.ts`));
      return found < 0 ? LONG.length : found;
    };
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}

/**
 * A worker of these projects goes from one file to the next as it is: the SDK stays loaded and compiled. What a file sets
 * for all that follows it sets back. Unit tests have theirs anew, as some put modules in the place of others.
 */
const KEPT_WORKERS = { isolate: false };

/** Seven kinds of tests; integration, api, e2e and local run on a real DynamoDB Local that each run starts for itself. */
export default defineConfig({
  test: {
    // Most of the time goes into waiting for stacks to come up.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // CI counts what this file says.
    reporters: process.env.TEST_REPORT ? ['default', 'json'] : ['default'],
    ...(process.env.TEST_REPORT && { outputFile: { json: process.env.TEST_REPORT } }),
    projects: [
      // A machine with much else to do takes its time over thousands of examples.
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 240_000 } },
      { test: { ...KEPT_WORKERS, name: 'usecases', include: ['test/usecases/**/*.test.ts'], testTimeout: 120_000 } },
      {
        test: {
          ...KEPT_WORKERS,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/dynamodbSetup.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...KEPT_WORKERS,
          name: 'api',
          include: ['test/api/**/*.test.ts'],
          globalSetup: ['test/support/gatewaySetup.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...KEPT_WORKERS,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/stackSetup.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'local',
          include: ['test/local/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          globalSetup: ['test/support/packagesSetup.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
