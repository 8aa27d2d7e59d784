export * from 'vitest';
export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from './collectTests.ts';
