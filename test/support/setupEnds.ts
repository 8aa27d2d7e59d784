import type { Reporter, TestModule, TestSpecification } from 'vitest/node';

/** State of setups.ts, which another module loader runs in this process. */
const run = globalThis as { runningSetups?: Map<string, Promise<() => Promise<void>>> };

/**
 * Ends the setup of a project after its last file: until the end of the run its stack and gateways would read their streams,
 * and DynamoDB Local the definitions of their tables.
 */
export class SetupEnds implements Reporter {
  private readonly files = new Map<string, number>();

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.files.clear();
    for (const { project } of specifications) this.files.set(project.name, (this.files.get(project.name) ?? 0) + 1);
  }

  onTestModuleEnd({ project: { name } }: TestModule): void {
    const left = (this.files.get(name) ?? 0) - 1;
    this.files.set(name, left);
    if (left > 0) return;
    // The teardown of the project waits for it, and throws its failure.
    const ended = run.runningSetups?.get(name)?.then(end => end());
    ended?.catch(() => {});
  }
}
