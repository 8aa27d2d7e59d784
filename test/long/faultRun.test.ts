import { expect, it } from 'vitest';
import { runScript } from '../support/runScript.ts';

it('npm run faults accepts a short run', async () => {
  const { PATH, HOME } = process.env;
  const { code, stdout, stderr } = await runScript('bench/chaos/faults.ts', ['3', '--kills', '0'], { PATH, HOME });
  expect(stdout, stderr).toContain('No change is lost, duplicated or incomplete, and every event arrived.');
  expect(code).toBe(0);
});
