export * from 'vitest';
export { afterAll, afterEach, beforeAll, beforeEach, describe, it } from './collectTests.ts';
