/** `npm run docs`: writes the documents that are generated from code. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import { runCommand } from '../cli/runCommand.ts';
import { REFERENCE_DOCUMENTS } from './reference/documents.ts';

const HELP = `npm run docs

Writes docs/endpoints.md from the contract (contract.ts of each folder in src/api) and docs/settings.md from the comments
at the settings (src).

  --help               shows this help
`;

process.exitCode = await runCommand('docs', HELP, async args => {
  parseArgs({ args, options: {} });
  for (const [file, text] of Object.entries(REFERENCE_DOCUMENTS)) await writeFile(join(PROJECT_ROOT, file), text());
  return 0;
});
