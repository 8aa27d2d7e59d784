/** `npm run smoke`: calls every HTTP function once, after a deployment. */
import { parseArgs } from 'node:util';
import { UsageError } from '../cli/commandError.ts';
import { runCommand } from '../cli/runCommand.ts';
import { runSmokeChecks } from './smoke/smokeChecks.ts';

const HELP = `npm run smoke -- ADDRESS [options]

Calls each HTTP function of a deployed service (such as https://proctoring.example.edu) once, and exits with 1 on an
unexpected answer. Changes nothing. Without a token it shows that the functions start with their settings; with one also
that tokens are accepted and that DynamoDB is reached.

  --token TOKEN        a token of the LMS, of any user
  --help               shows this help
`;

process.exitCode = await runCommand('smoke', HELP, async args => {
  const { values, positionals } = parseArgs({ args, options: { token: { type: 'string' } }, allowPositionals: true });
  const [address, ...otherArguments] = positionals;
  if (!address || otherArguments.length > 0 || !/^https?:\/\//.test(address))
    throw new UsageError('ADDRESS must be one URL such as https://proctoring.example.edu.');
  return runSmokeChecks(address, values.token);
});
