import { afterAll, describe, expect, it } from 'vitest';
import { expectCompleteRun, killDemos, runDemo } from '../support/demo.ts';

afterAll(killDemos);

describe('npm run demo without a running stack', () => {
  it('runs the whole scenario on a stack of its own', async () => {
    const run = await runDemo([]);
    expectCompleteRun(run);
    const url = /at (http:\S+) \(a new stack, in memory\)/.exec(run.stdout)?.[1];
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });

  it('stops its stack when it is interrupted', async () => {
    const { code, stdout } = await runDemo([], {}, (printed, child) => {
      if (printed.includes('the learner starts it') && !child.killed) child.kill('SIGINT');
    });
    expect(code).toBe(130);
    expect(stdout).not.toContain('Student name');
    const url = /at (http:\S+) /.exec(stdout)?.[1];
    await expect(fetch(`${url}/health`)).rejects.toThrow();
  });
});
