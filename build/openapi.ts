/** `npm run openapi`: writes openapi.json from the contract. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import { runCommand } from '../cli/runCommand.ts';
import { openApiDocument } from './openapi/document.ts';

const LINTER = fileURLToPath(new URL('bin/cli.js', import.meta.resolve('@redocly/cli/package.json')));

const HELP = `npm run openapi

Writes openapi.json from the contract (contract.ts of each folder in src/api), and lints it.

  --help               shows this help
`;

process.exitCode = await runCommand('openapi', HELP, async args => {
  parseArgs({ args, options: {} });
  await writeFile(join(PROJECT_ROOT, 'openapi.json'), `${JSON.stringify(openApiDocument(), null, 2)}\n`);
  const linter = [LINTER, 'lint', 'openapi.json'];
  const [code] = (await once(spawn(process.execPath, linter, { cwd: PROJECT_ROOT, stdio: 'inherit' }), 'close')) as [
    number | null,
  ];
  return code ?? 1;
});
