import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const TIMEOUTS = { testTimeout: 240_000, hookTimeout: 240_000 };

/** `npm run test:browser`: pages in a real browser, skipped by name where there is none; properties and matrices at length. */
export default defineConfig({
  test: {
    reporters: process.env.TEST_REPORT ? ['verbose', 'json'] : ['verbose'],
    ...(process.env.TEST_REPORT && { outputFile: { json: process.env.TEST_REPORT } }),
    projects: [
      {
        test: {
          ...TIMEOUTS,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/support/browserSetup.ts'],
        },
      },
      {
        test: {
          ...TIMEOUTS,
          name: 'long',
          include: globSync('test/**/*.test.ts').filter(
            file => /\/(?:long|races)\//.test(file) || readFileSync(file, 'utf8').includes('/support/runs.ts'),
          ),
          globalSetup: ['test/support/dynamodbSetup.ts', 'test/support/gatewaySetup.ts'],
          env: { LONG_TESTS: '1' },
        },
      },
    ],
  },
});
