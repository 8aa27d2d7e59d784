import type { Lazy } from '../../../src/api/contract/lazy.ts';

/** Creates the schema at each use: one that an earlier test created would not be of the mutant. */
export function lazy<Schema>(create: () => Schema): Lazy<Schema> {
  return Object.assign(() => create(), { isLazy: true } as const);
}
