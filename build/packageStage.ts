/** `npm run package`: the deployment of a stage, without an account. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import { runCommand } from '../cli/runCommand.ts';
import { buildFunctions } from './build.ts';
import { SERVERLESS_SCRIPT } from './serverlessCommand.ts';

const HELP = `npm run package -- [--stage STAGE]

Builds the functions and writes what would be deployed to .serverless: their packages and the CloudFormation template.
Needs no account.

  --stage STAGE        (dev)
  --help               shows this
`;

process.exitCode = await runCommand('package', HELP, async args => {
  const { values } = parseArgs({ args, options: { stage: { type: 'string', default: 'dev' } } });
  await buildFunctions(undefined, undefined, { force: true });
  const serverless = spawn(process.execPath, [SERVERLESS_SCRIPT, 'package', '--stage', values.stage], {
    cwd: PROJECT_ROOT,
    stdio: 'inherit',
  });
  const [code] = (await once(serverless, 'close')) as [number | null];
  return code ?? 1;
});
