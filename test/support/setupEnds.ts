import type { Reporter, TestModule, TestSpecification } from 'vitest/node';
import { type RunningSetups, type SetupName, setupOf } from './setupOf.ts';

/** The setups that setups.ts starts: another loader of modules runs it in this process. */
const run = globalThis as RunningSetups;

/**
 * Ends a setup after the last file that needs it: until the end of the run its stack and gateways would read their streams,
 * and DynamoDB Local the definitions of their tables.
 */
export class SetupEnds implements Reporter {
  private readonly files = new Map<SetupName, number>();

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.files.clear();
    for (const { moduleId } of specifications) {
      const name = setupOf(moduleId);
      this.files.set(name, (this.files.get(name) ?? 0) + 1);
    }
  }

  onTestModuleEnd({ moduleId }: TestModule): void {
    const name = setupOf(moduleId);
    const left = (this.files.get(name) ?? 0) - 1;
    this.files.set(name, left);
    if (left > 0) return;
    // The teardown of the project waits for it, and throws its failure.
    const ended = run.runningSetups?.get(name)?.then(end => end());
    ended?.catch(() => {});
  }
}
