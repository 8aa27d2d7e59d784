import { configDefaults, defineConfig } from 'vitest/config';

/** `npm run mutation`: the tests of rules and use cases, on pure functions and in-memory ports. */
export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/usecases/**/*.test.ts'],
    // These read the source itself, which has the mutants in it.
    exclude: [...configDefaults.exclude, 'test/unit/{client,architecture,language,openapi,referenceDocuments}.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
