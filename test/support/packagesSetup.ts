import type { TestProject } from 'vitest/node';
import { CONFIGURED } from './packagedStages.ts';
import { packageStage, removePackages } from './packageStage.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folders of the packages that all tests of templates read. */
    packages: Record<'dev' | 'prod', string>;
  }
}

/** Packages each stage once per run: it takes five seconds of a processor. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [dev, prod] = await Promise.all([packageStage('dev'), packageStage('prod', CONFIGURED)]);
  project.provide('packages', { dev, prod });
  return removePackages;
}
