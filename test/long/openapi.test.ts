import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../cli/projectRoot.ts';

it('openapi.json passes the linter', async () => {
  const linter = join(PROJECT_ROOT, 'node_modules/@redocly/cli/bin/cli.js');
  const env = { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const document = join(PROJECT_ROOT, 'openapi.json');
  const { stderr } = await promisify(execFile)(process.execPath, [linter, 'lint', document], {
    cwd: PROJECT_ROOT,
    env,
  });
  expect(stderr).toContain('valid');
});
