/** `npm run package`: the deployment package of a stage; needs no AWS account. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from '../cli/projectRoot.ts';
import { runCommand } from '../cli/runCommand.ts';
import { buildFunctions } from './build.ts';
import { SERVERLESS_SCRIPT } from './serverlessCommand.ts';

const HELP = `npm run package -- [--stage STAGE]

Builds the functions and writes the deployment package to .serverless: the functions' archives and the CloudFormation
template. Needs no AWS account.

  --stage STAGE        stage of the deployment (dev)
  --help               shows this help
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
