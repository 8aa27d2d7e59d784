import { defineConfig } from 'vitest/config';

/** `npm run test:browser`: pages in a real browser; skipped, by name, where there is none. */
export default defineConfig({
  test: {
    name: 'browser',
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/support/browserSetup.ts'],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    reporters: process.env.TEST_REPORT ? ['verbose', 'json'] : ['verbose'],
    ...(process.env.TEST_REPORT && { outputFile: { json: process.env.TEST_REPORT } }),
  },
});
