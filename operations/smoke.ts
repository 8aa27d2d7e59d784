/** `npm run smoke`: asks every function that answers requests once, after a deployment. */
import { parseArgs } from 'node:util';
import { UsageError } from '../cli/commandError.ts';
import { runCommand } from '../cli/runCommand.ts';
import { smokeChecks, smokeFault } from './smoke/smokeChecks.ts';

const HELP = `npm run smoke -- ADDRESS [options]

Asks a deployed service (such as https://proctoring.example.edu) once for each function that answers requests, and ends
with 1 where an answer is not the expected one. Changes nothing. Without a token it shows that the functions start with
their settings; with one also that the token is accepted and that DynamoDB is reached.

  --token TOKEN        a token of the LMS, of anybody
  --help               shows this
`;

process.exitCode = await runCommand('smoke', HELP, async args => {
  const { values, positionals } = parseArgs({ args, options: { token: { type: 'string' } }, allowPositionals: true });
  const [address, ...others] = positionals;
  if (!address || others.length > 0 || !/^https?:\/\//.test(address))
    throw new UsageError('One address is needed, such as https://proctoring.example.edu.');
  let failed = 0;
  for (const check of smokeChecks(values.token)) {
    const fault = await smokeFault(address, check);
    if (fault) failed++;
    console.log(`${fault ? 'FAILED' : 'ok'}  ${check.name}${fault ? `: ${fault}` : ''}`);
  }
  console.log(failed > 0 ? `${failed} checks failed.` : 'Every check succeeded.');
  return failed > 0 ? 1 : 0;
});
